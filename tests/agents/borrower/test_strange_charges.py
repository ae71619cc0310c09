"""Two strangers' charges and a double one, however they are told: the right claims, no more."""

from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
import yaml

from tests.desk import Desk

WORDINGS: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "strange_charges.yaml").read_text()
)
CLAIMED = {
    "unauthorized_use": [Decimal("84.99"), Decimal("129.50")],
    "billing_error": [Decimal("73.18")],
}
IN_RING = frozenset({"amounts-alone", "a-list"})


async def filed(desk: Desk, texts: list[str]) -> str:
    """Say some messages, pressing each card's button; return what was said, for a failure."""
    await desk.sign_in("strange-charges")
    told = []
    for n, text in enumerate(texts):
        turn = await desk.ask(text, keep=n > 0)
        told.append(f"> {text}\n{turn.reply}")
        if turn.confirmation is not None:
            told.append(f"[{turn.confirmation.fields}]")
            await desk.press(turn.confirmation.token)
    return "\n".join(told)


def claims(desk: Desk) -> dict[str, list[Decimal]]:
    """Return the amounts in the books, by kind of claim."""
    with psycopg.connect(desk.dsn) as connection:
        rows = connection.execute(
            "SELECT c.kind, (ch.amount_minor / 100.0)::numeric(12, 2)"
            " FROM servicing.claims c JOIN servicing.claim_charges ch USING (claim_id) ORDER BY 2"
        ).fetchall()
    found: dict[str, list[Decimal]] = {}
    for kind, amount in rows:
        found.setdefault(kind, []).append(amount)
    return found


@pytest.mark.parametrize(
    "name",
    [name if name in IN_RING else pytest.param(name, marks=pytest.mark.slow) for name in WORDINGS],
)
async def test_the_claims_are_the_right_ones(desk: Desk, name: str) -> None:
    told = await filed(desk, WORDINGS[name])
    assert claims(desk) == CLAIMED, told
    assert (await desk.snapshot()).balance.disputed == Decimal("287.67")


@pytest.mark.slow
async def test_a_card_pressed_while_the_second_kind_is_asked_about_is_filed_once(
    desk: Desk,
) -> None:
    await desk.sign_in("strange-charges")
    await desk.ask("the two NVX charges aren't mine")
    first = (await desk.ask("yes", keep=True)).confirmation
    assert first is not None
    asked = await desk.ask("and the grocer charged me twice", keep=True)
    assert "$73.18" in asked.reply
    await desk.press(first.token)
    second = (await desk.ask("yes", keep=True)).confirmation
    assert second is not None
    assert (second.fields["amount"], second.fields["count"]) == ("73.18", "1")
    await desk.press(second.token)
    assert claims(desk) == CLAIMED


@pytest.mark.slow
async def test_a_yes_to_several_shops_files_nothing(desk: Desk) -> None:
    await desk.sign_in("strange-charges")
    for text in ("somebody used my card", "yes"):
        turn = await desk.ask(text, keep=True)
        assert "Which of these" in turn.reply
        assert turn.confirmation is None
    assert claims(desk) == {}


async def test_a_charge_just_shown_is_disputed_by_never_bought_that(desk: Desk) -> None:
    await desk.sign_in("strange-charges")
    await desk.ask("What's this $84.99?")
    heard = await desk.ask("i never bought that", keep=True)
    assert [right.kind for right in heard.rights] == ["unauthorized_use"]
    assert "$84.99" in heard.reply
    ready = (await desk.ask("yes", keep=True)).confirmation
    assert ready is not None
    assert (ready.fields["amount"], ready.fields["count"]) == ("84.99", "1")


async def test_a_question_in_between_agrees_to_nothing(desk: Desk) -> None:
    await desk.sign_in("strange-charges")
    await desk.ask("the two NVX charges aren't mine")
    for text in ("so how do I make it stop for good", "the merchant won't answer me"):
        assert (await desk.ask(text, keep=True)).confirmation is None, text
