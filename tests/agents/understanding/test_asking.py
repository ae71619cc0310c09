"""A question about a rule, told from one about the line and from an order."""

import pytest

from agents.understanding.asking import asks_rule
from agents.understanding.text import flat


@pytest.mark.parametrize(
    ("text", "act", "sure"),
    [
        ("how does autopay work", "autopay_status", True),
        ("¿Cómo se calcula el pago mínimo?", "due", True),
        ("who do you share my information with", "profile_change", False),
        ("what hours can people be reached", "human", True),
        ("can the due date be changed", "due_date_change", True),
        ("what do you look at when someone asks for more", "limit_increase", True),
        ("how do complaints work", "complaint_status", True),
        ("when do statements come out", "statement", True),
        ("are you open on sundays", "out_of_scope", False),
    ],
)
def test_the_rule_is_asked_for(text: str, act: str, sure: bool) -> None:
    assert asks_rule(flat(text), act, sure)


@pytest.mark.parametrize(
    ("text", "act", "sure"),
    [
        ("what is my balance", "balance", True),
        ("is autopay on", "autopay_status", True),
        ("when is it due", "due", True),
        ("could you take off the late fee, never been late before", "fee_waiver", True),
        ("can you move my due date to the 5th", "due_date_change", True),
        ("turn on autopay", "autopay_start", True),
        ("is it scheduled?", "payment_status", False),
        ("where do the orders go", "send_documents", True),
        ("do you have my payment", "payment_status", True),
        ("let me talk to a person", "human", True),
        ("why was i charged interest", "explain_interest", True),
        ("¿cuánto debo?", "balance", True),
    ],
)
def test_the_line_or_an_order_is_meant(text: str, act: str, sure: bool) -> None:
    assert not asks_rule(flat(text), act, sure)
