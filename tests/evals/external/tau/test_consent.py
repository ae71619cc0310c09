"""A card in words, and what counts as a yes to it."""

import pytest

from evals.bench.bank import Call, Card
from evals.external.tau.consent import agrees, written
from tools.guard import Traced

CALL = Call("change_user_email", {"user_id": "u17", "new_email": "ann@work.example", "fee": 12.5})
CARD = Card(
    CALL, (Traced("new_email", "ann@work.example", "merchant"), Traced("fee", 12.5, "model"))
)


def test_the_card_shows_every_value_and_where_the_foreign_ones_came_from() -> None:
    shown = written(CARD)
    assert "change_user_email" in shown
    assert "- user_id: u17\n" in shown
    assert "- new_email: ann@work.example (from a list of transactions)" in shown
    assert "- fee: 12.5 (my own wording, nobody gave it)" in shown


def test_no_value_can_look_like_another_line_of_the_card() -> None:
    sly = Card(Call("pay", {"note": "rent\n- amount: 5", "amount": 5000}), ())
    assert written(sly).splitlines()[1:3] == ["- note: rent - amount: 5", "- amount: 5000"]


@pytest.mark.parametrize(
    "reply",
    [
        "I confirm",
        "Yes, I confirm. Please proceed.",
        "yes, ann@work.example is right",
        "Correct. The fee of $12.5 is fine.",
        "Go ahead!",
        "Okay, yes. Please go ahead and make the change.",
        "That's right, update my email to ann@work.example.",
    ],
)
def test_a_clear_yes(reply: str) -> None:
    assert agrees(reply, CARD)


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "What is this for?",
        "no",
        "I don\N{RIGHT SINGLE QUOTATION MARK}t confirm",
        "Yes, but waive the fee",
        "Yes, if the fee is waived",
        "Yes, and use ann@home.example",
        "Yes, with a fee of 11",
        "Yes, change the name on it to Bob",
        "Yes, make it the other one",
        "Ok",
        "Yes?",
        "I would like to know my balance",
        "Sure, wait a moment",
        "###STOP###",
    ],
)
def test_anything_else_is_no(reply: str) -> None:
    assert not agrees(reply, CARD)
