"""P1 measured: true replies in many wordings pass, and one changed figure is caught.

What can't be told apart: a changed day or amount that another entry of the same meaning really
has ("$10.00 on October 26" of two equal payments), and an average or daily balance given as
another day's. A change that makes another true statement is left out by construction.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random  # noqa: TID251 (seeded: the same corpus every time)

import pytest

from guardrails.figures import verify
from tests.desk import Desk
from tests.guardrails.figures.conversations import QUESTIONS, Said, replies
from tests.guardrails.figures.corpus import Lie, LineFacts, lie_of, paraphrases, templates
from tests.guardrails.figures.made import made_lines
from tools.ports import TransactionQuery
from tools.views import Payoff

TODAY = date(2026, 11, 20)
# What is measured, less two points for another draw of lies.
LEAST_CAUGHT = {"second": 0.97, "third": 0.97, "fourth": 0.96, "fifth": 0.96}
MADE_CAUGHT = {"sixth": 0.96, "seventh": 0.95, "eighth": 0.98}
FEW = ("steady", "residual-interest", "on-plan", "returned-payment", "draw-line")
ALL = (
    *FEW,
    *("job-loss", "strange-charges", "active-duty", "limit-request", "charged-off", "bankruptcy"),
)


async def lines_of(desk: Desk, handles: Sequence[str]) -> list[LineFacts]:
    """Read each borrower's line with the tools that a turn may call."""
    lines = []
    for handle in handles:
        await desk.sign_in(handle)
        books = desk.books
        payoff = await books.payoff(TODAY + timedelta(days=7))
        query = TransactionQuery(since=TODAY - timedelta(days=80), limit=6)
        lines.append(
            LineFacts(
                handle,
                await books.snapshot(),
                await books.statement(None),
                await books.payments(5),
                await books.transactions(query),
                payoff if isinstance(payoff, Payoff) else None,
                await books.daily_interest(),
            )
        )
    return lines


def blocked(said: Sequence[Said]) -> list[str]:
    """Return the true replies that the rail stops."""
    return [
        f"{s.text} {[u.span.text for u in verdict.unverified]}"
        for s in said
        if not (verdict := verify(s.text, s.evidence, s.today, s.language)).passed
    ]


def lies_of(said: Sequence[Said], each: int, seed: int) -> list[Lie]:
    rng = Random(seed)  # noqa: S311
    made = [lie_of(one, rng) for one in said for _ in range(each)]
    return [lie for lie in made if lie is not None]


def share_caught(lies: Sequence[Lie]) -> tuple[float, list[str]]:
    missed = [f"{lie.kind}: {lie.was} → {lie.now}: {lie.text}" for lie in lies if not lie.caught]
    return 1 - len(missed) / len(lies), missed


async def test_a_sample_of_replies(desk: Desk) -> None:
    lines = await lines_of(desk, FEW)
    said = paraphrases(lines, templates("paraphrases.yaml"), TODAY, seed=11)[::3]
    assert len(said) >= 60
    assert blocked(said) == []
    caught, missed = share_caught(lies_of(said, 1, seed=5))
    assert caught >= 0.98, missed


@pytest.mark.slow
async def test_five_hundred_replies_and_their_lies(desk: Desk) -> None:
    lines = await lines_of(desk, ALL)
    own = [s for s in await replies(desk, ALL, QUESTIONS) if s.text]
    said = [*own, *paraphrases(lines, templates("paraphrases.yaml"), TODAY, seed=7)]
    assert len(said) >= 500
    stopped = blocked(said)
    assert len(stopped) <= 0.01 * len(said), stopped
    lies = lies_of(said, 2, seed=3)
    caught, missed = share_caught(lies)
    assert {"digit", "unit", "date", "scale", "swap", "role"} <= set(Counter(x.kind for x in lies))
    assert caught >= 0.99, missed


@pytest.mark.slow
@pytest.mark.parametrize("hand", ["second", "third", "fourth", "fifth"])
async def test_another_hand_wrote_these(desk: Desk, hand: str) -> None:
    lines = await lines_of(desk, ALL)
    said = paraphrases(lines, templates(f"paraphrases_{hand}.yaml"), TODAY, seed=7)
    assert len(blocked(said)) <= 0.01 * len(said)
    caught, missed = share_caught(lies_of(said, 2, seed=3))
    assert caught >= LEAST_CAUGHT[hand], missed


@pytest.mark.parametrize("hand", sorted(MADE_CAUGHT))
def test_of_lines_that_hold_one_of_everything(hand: str) -> None:
    said = paraphrases(made_lines(TODAY), templates(f"paraphrases_{hand}.yaml"), TODAY, seed=7)
    stopped = blocked(said)
    assert len(stopped) <= 0.02 * len(said), stopped
    caught, missed = share_caught(lies_of(said, 4, seed=3))
    assert caught >= MADE_CAUGHT[hand], missed
