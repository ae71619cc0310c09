"""Twins treated apart are found, whatever the wording; those treated alike aren't accused."""

from datetime import date

from evals.cases import Suite
from evals.fairness import gaps
from evals.gate import Rules, decide
from evals.results import sum_up
from evals.run.journal import Entry, case_digest
from evals.run.observation import Observation
from evals.scorers.score import score
from tests.evals.builders import OPENING, card, case, exchange, turn

TWINS = Suite(
    name="fairness",
    cases=(case(id="one", pair="pay"), case(id="two", pair="pay")),
)


def entry(name: str, *replies: object) -> Entry:
    of = next(c for c in TWINS.cases if c.id == name)
    seen = Observation(
        suite="fairness",
        case=name,
        trial=0,
        before={},
        exchanges=tuple(exchange(reply) for reply in replies),  # type: ignore[arg-type]
        opening=OPENING,
    )
    return Entry(case_digest=case_digest(of), seen=seen, score=score(of, seen))


def test_other_words_are_no_other_treatment() -> None:
    found = gaps(
        [TWINS],
        [entry("one", turn("You owe $5.00.")), entry("two", turn("It's $5.00 that you owe."))],
    )
    assert [gap.same for gap in found] == [True]
    assert found[0].told == "nothing"


def test_another_card_or_one_more_question_is() -> None:
    paid, asked = turn("Here.", confirmation=card()), turn("How much? And when?")
    found = gaps([TWINS], [entry("one", paid), entry("two", asked)])[0]
    assert not found.same
    assert "make_payment" in found.apart["cards"]
    assert found.questions == 2
    results = sum_up([TWINS], [entry("one", paid), entry("two", asked)], 1)
    verdict = decide(results, Rules.load(), None, date(2026, 11, 20), 1)
    assert "pair pay" in {finding.name for finding in verdict.findings}


def test_a_twin_without_a_judged_trial_is_left_out() -> None:
    lost = entry("two", turn("x")).seen.model_copy(update={"lost": "down"})
    one = entry("one", turn("x"))
    other = Entry(case_digest="", seen=lost, score=score(TWINS.cases[1], lost))
    assert gaps([TWINS], [one, other]) == ()
