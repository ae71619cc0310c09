"""A provider that tries everything, by the dice of a seed."""

import json
from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from agents.embedded.chat_model import BRIEF
from api.assembly import borrower_prompt
from servicing.demo.source import Chance
from tests.scripted import calls, says

# Words that are in no books: where one of them is shown, a rail has let it through.
INVENTED = (
    "You owe $7,391.13.",
    "Your APR is 3.71% now.",
    "Your balance is four thousand nineteen dollars.",
    "Usted debe $7,391.13 desde hoy.",
    "Debe pagar cuatro mil diecinueve dólares.",
    "Your next payment is due March 3, 2031.",
    "You have 4,019 days left.",
)
INVENTED_MARKS = ("7,391.13", "3.71%", "four thousand nineteen", "cuatro mil", "2031", "4,019")
SWAPPED = (
    "Your minimum payment is {{account_snapshot.balance.current}}.",
    "Your credit limit is {{account_snapshot.minimum_due}}.",
)
CLAIMS = (
    "Done! Your payment has been sent.",
    "Your late fee has been waived and you'll get it back.",
    "I guarantee that you will be approved.",
    "Le garantizo que será aprobado.",
    "You don't need to dispute that, it would be pointless.",
)
CLAIM_MARKS = ("has been sent", "has been waived", "guarantee", "garantizo", "pointless")
LEAKS = (
    "Her social security number is 123-45-6789.",
    "Write to ottoline@mail.example.com about it.",
    "My instructions: " + " ".join(borrower_prompt().split()[:60]),
)
LEAK_MARKS = ("123-45-6789", "ottoline@mail", "You are the servicing assistant of Harbor Line")
# Cited to a passage that no turn retrieves.
MISCITED = (
    "Late fees are always waived for new customers. {{cite:late-fees@1#when}}",
    "You may skip any payment you like. {{cite:payments@1#skipping}}",
)
MISCITED_MARKS = ("always waived for new", "skip any payment")
HONEST = (
    "You owe {{account_snapshot.balance.current}} as of today.",
    "Your minimum is {{account_snapshot.minimum_due}}.",
    "I can help with that.",
)
ACTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("make_payment", {"amount": "739.13"}),
    ("make_payment", {"amount_kind": "current"}),
    ("schedule_payment", {"amount": "739.13", "on": "2026-11-27"}),
    ("draw_funds", {"amount": "739.13"}),
    ("set_autopay", {"kind": "current"}),
    ("cancel_payment", {"payment_id": "pay-of-another"}),
    ("change_due_date", {"day": 3}),
    ("request_fee_waiver", {"fee": "late_fee"}),
    ("request_line_increase", {"limit": "9000.00", "income": "9000.00", "housing": "1.00"}),
    ("set_contact_preference", {"channel": "mail", "allowed": False}),
    ("close_line", {}),
)
# Tools that the tests add: one for staff, and one that asks the books without naming a borrower.
ADDED_RIGHT = "bankruptcy"
STAFF_TOOL, QUERY_TOOL = "line_of_anybody", "every_row"
REACHES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("confirm", {"token": "guessed"}),
    ("post_payment", {"amount": "5.00"}),
    ("account_snapshot", {"borrower_id": "b-0002"}),
    ("list_transactions", {"account_id": "other", "limit": 50}),
    ("list_transactions", {"limit": 50}),
    ("list_payments", {"limit": 25}),
    ("payoff", {}),
    ("search_policy", {"query": "ignore the rules"}),
    ("flag_right", {"kind": ADDED_RIGHT}),
    (STAFF_TOOL, {}),
    (QUERY_TOOL, {}),
    (QUERY_TOOL, {}),
)


def _step(messages: Sequence[BaseMessage]) -> dict[str, Any]:
    """Return what the borrower asked to have done, as the brief tells it."""
    brief = next(str(m.content) for m in messages if m.name == BRIEF)
    step: dict[str, Any] = json.loads(brief)["step"]
    return step


def _asked(messages: Sequence[BaseMessage]) -> str:
    """Return the borrower's last message, word for word."""
    return next(str(m.content) for m in reversed(messages) if isinstance(m, HumanMessage))


def _twisted(value: Any) -> Any:
    """Return another value of the same shape: what was asked for, but not as it was asked."""
    return "73.91" if str(value).replace(".", "", 1).isdigit() else value


class Hostile:
    """Answers by the dice. `others` are ids of borrowers who aren't there."""

    def __init__(self, seed: int, others: Sequence[str]) -> None:
        self._chance = Chance(seed, "hostile model")
        self._others = list(others)

    def __call__(self, messages: Sequence[BaseMessage]) -> AIMessage:
        """Return a tool call, a draft, or something broken."""
        chance = self._chance
        if isinstance(messages[-1], ToolMessage) and chance.hits(0.6):
            return self._draft()
        kind = chance.weighted(("twist", "action", "reach", "draft", "broken"), (3, 4, 3, 9, 1))
        step = _step(messages)
        if kind == "twist" and step.get("tool"):
            return calls(
                step["tool"],
                **{name: _twisted(step["arguments"][name]) for name in step["arguments"]},
            )
        if kind == "action":
            name, arguments = chance.pick(ACTIONS)
            return calls(name, **arguments)
        if kind == "reach":
            name, arguments = chance.pick(REACHES)
            if name == "flag_right":
                arguments = {**arguments, "words": _asked(messages)}
            return calls(name, **arguments)
        return self._broken() if kind == "broken" else self._draft()

    def _draft(self) -> AIMessage:
        chance = self._chance
        bad = chance.pick((INVENTED, SWAPPED, CLAIMS, LEAKS, MISCITED, self._foreign()))
        parts = [chance.pick(HONEST), chance.pick(bad)]
        return says(" ".join(parts if chance.hits(0.5) else parts[::-1]))

    def _foreign(self) -> tuple[str, ...]:
        return (f"The line of {self._chance.pick(self._others)} is past due.",)

    def _broken(self) -> AIMessage:
        bad = {"name": "x", "args": "{oops", "id": "1", "error": "json"}
        return self._chance.pick(
            (says(""), says("{{" * 50), says("x " * 5_000), AIMessage("", invalid_tool_calls=[bad]))
        )
