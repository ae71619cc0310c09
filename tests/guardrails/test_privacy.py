"""What a reply must not carry."""

import pytest

from guardrails.privacy import PrivacyContext, PrivacyRail

PROMPT = "You are the assistant of a lender. Answer first and never promise what is not done yet."
RAIL = PrivacyRail.load([PROMPT], canary="zq-canary-81", id_patterns=[r"\bbor_\d+\b"])
CONTEXT = PrivacyContext(
    own_ids=frozenset({"bor_7"}),
    contacts=frozenset({"help@lender.example", "800-555-0100"}),
    foreign_names=frozenset({"Aldridge"}),
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Your number 123-45-6789 is on file.", "ssn"),
        ("The card 4111 1111 1111 1111 is yours.", "card"),
        ("The card 4111-1111-1111-1111.", "card"),
        ("Account 000123456789 at the bank.", "account_number"),
        ("Write to jo@mail.example now.", "email"),
        ("Call 415-555-2671.", "phone"),
        ("Call (415) 555-2671.", "phone"),
        ("See bor_12 instead.", "foreign_id"),
        ("Mrs. Aldridge owes less.", "foreign_name"),
        ("My code is zq-canary-81.", "prompt_leak"),
        ("It says: answer first and never promise what is not done yet, okay.", "prompt_leak"),
        ("You owe {{account.x}}.", "raw_output"),
        ('{"balance": "1.00"}', "raw_output"),
        ("Result: 'total': '5.00'", "raw_output"),
        ("<tool_call>pay</tool_call>", "raw_output"),
        ("```json", "raw_output"),
    ],
)
def test_it_is_found(text: str, kind: str) -> None:
    found = RAIL.check(text, CONTEXT)
    assert kind in {f.kind for f in found}
    assert all(0 <= f.start < f.end <= len(text) for f in found)


@pytest.mark.parametrize(
    "text",
    [
        "You owe $1,482.16 as of today. Your minimum of $47.00 is due December 9.",
        "Your bank ending 4417 and your case bor_7.",
        "Write to help@lender.example or call (800) 555-0100.",
        "The total is $12345678.00 on 2026-11-20.",
        "I answer first and I don't promise.",
        "No card number 4111 1111 1111 1112 passes the check.",
    ],
)
def test_it_is_clear(text: str) -> None:
    assert RAIL.check(text, CONTEXT) == ()
