"""The borderline rules: which of two near readings stands first."""

import pytest

from agents.triage import MATTERS
from agents.triage.cues import read_narrative
from agents.triage.decide import choose, load_borders, settle

BORDERS = load_borders()


@pytest.mark.parametrize(
    ("near", "meant", "text"),
    [
        (
            "credit_reporting",
            "identity_theft",
            "There is a new loan on my file. I did not apply for this loan, please take it off.",
        ),
        (
            "line_management",
            "identity_theft",
            "My card is frozen since somebody got into it and changed the email on the account.",
        ),
        (
            "credit_reporting",
            "collections_contact",
            "They report it and won't send any proof that I owe it. I asked to validate the debt.",
        ),
        (
            "fee_or_interest",
            "payment_problem",
            "I make extra payments every month and none of it goes to the principal.",
        ),
        (
            "payment_problem",
            "billing_error",
            "They want a payment for a line of credit and I never received that draw.",
        ),
        (
            "billing_error",
            "payoff_or_closure",
            "The card has a credit balance since spring and they won't send me a check.",
        ),
        (
            "payment_problem",
            "payoff_or_closure",
            "Autopay ran once more, so I overpaid, and I am waiting for the refund.",
        ),
        (
            "service",
            "payoff_or_closure",
            "Nobody answers. I have asked for a payoff four times.",
        ),
        (
            "collections_contact",
            "hardship",
            "They call daily. I asked again and again for a payment plan and was told no.",
        ),
        (
            "payment_problem",
            "credit_reporting",
            "I missed two payments in the hospital and asked for goodwill, they said no.",
        ),
    ],
)
def test_words_settle_what_is_near(near: str, meant: str, text: str) -> None:
    chances = dict.fromkeys(MATTERS, 0.0) | {near: 0.55, meant: 0.45}
    reading = read_narrative(text).text
    assert choose(settle(chances, reading, BORDERS))[0] == meant
    plain = read_narrative("I am writing about my account.").text
    assert choose(settle(chances, plain, BORDERS))[0] == near


def test_chances_are_moved_and_none_is_made() -> None:
    chances = dict.fromkeys(MATTERS, 1 / len(MATTERS))
    text = read_narrative(
        "I asked for a payoff. I never opened this account. Goodwill please."
    ).text
    settled = settle(chances, text, BORDERS)
    assert sum(settled.values()) == pytest.approx(1.0)
    assert min(settled.values()) >= 0.0
