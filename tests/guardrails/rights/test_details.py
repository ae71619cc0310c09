from decimal import Decimal

import pytest

from guardrails.rights import RightSignal, parse_details


def signal(text: str, evidence: str) -> RightSignal:
    start = text.index(evidence)
    return RightSignal("billing_error", (start, start + len(evidence)), evidence, "rule", 1.0)


@pytest.mark.parametrize(
    ("text", "evidence", "amounts", "merchant"),
    [
        (
            "I never made the $58.00 charge from Zip Gadgets.",
            "never made",
            ["58.00"],
            "Zip Gadgets",
        ),
        ('4 charges from "QWK MART" not me', "not me", [], "QWK MART"),
        ("the corner store charged me twice", "charged me twice", [], "corner store"),
        ("they took 1,250 dollars and i want it back", "took", ["1250"], None),
        ("Kroger charged me $12 not $10", "charged me", ["12", "10"], "Kroger"),
    ],
)
def test_finds_amounts_and_merchant(
    text: str, evidence: str, amounts: list[str], merchant: str | None
) -> None:
    details = parse_details(text, signal(text, evidence))
    assert details.amounts == tuple(map(Decimal, amounts))
    assert details.merchant == merchant
    for (start, end), amount in zip(details.stated_at, details.amounts, strict=True):
        assert str(amount) in text[start:end].replace(",", "")


def test_prefers_the_sentence_of_the_right() -> None:
    text = "Pay $75 on Friday. The $20 fee was charged twice. I owe $300."
    assert parse_details(text, signal(text, "charged twice")).amounts == (Decimal("20"),)
