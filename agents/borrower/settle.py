"""A pressed button: carry out the quote, or put it away, and word what came of it."""

from collections.abc import Mapping
from typing import Literal

from agents.borrower.run import TurnRun
from agents.embedded.phrases import phrase, slots
from agents.embedded.skills.base import term_marks
from agents.turn import ToolCall
from tools.tool import ToolResult
from tools.views import Outcome

Decision = Literal["confirm", "cancel"]
DONE: Mapping[str, str] = {
    "make_payment": "payment_made",
    "schedule_payment": "payment_scheduled",
    "cancel_payment": "payment_cancelled",
}
REFUSED = {"quote_expired": "card_expired", "books_moved": "card_moved"}


async def settle(run: TurnRun, token: str, decision: Decision) -> None:
    """Press the button. The books alone decide; the same press again gives the same outcome."""
    press = run.books.confirm if decision == "confirm" else run.books.cancel
    outcome = await press(token, run.conversation)
    run.outcome = outcome
    run.quote = outcome.fresh_quote
    result = ToolResult("outcome", {}, "ok", outcome)
    run.add_result(result)
    status: Literal["ok", "refused"] = "refused" if outcome.status == "refused" else "ok"
    if decision == "confirm":
        run.confirmed = _acknowledged(run, token)
        arguments = _carried_out(outcome)
        run.tool_calls.append(ToolCall(name=outcome.action, arguments=arguments, status=status))
    run.memory.card = None
    run.memory.last_token = token
    run.draft = _words(run, outcome)


def _acknowledged(run: TurnRun, token: str) -> tuple[str, ...]:
    """Return the disclosures, as "id version", that the pressed card bound and showed."""
    card = run.memory.card or {}
    bound = set(card.get("disclosure_ids", ())) if card.get("token") == token else set()
    shown = dict(entry.split(" ", 1) for entry in run.memory.shown_disclosures)
    return tuple(f"{id_} {shown[id_]}" for id_ in sorted(bound & set(shown)))


def _carried_out(outcome: Outcome) -> dict[str, str]:
    """Return what the press did, as a tool call's arguments."""
    paid = outcome.payment
    if paid is None:
        return {}
    return {"payment_id": paid.id, "amount": f"{paid.amount:.2f}", "on": paid.on.isoformat()}


def _words(run: TurnRun, outcome: Outcome) -> str:
    language = run.memory.language
    if outcome.status == "cancelled":
        return phrase("card_put_away", language)
    if outcome.status == "refused":
        code = outcome.refusal.code if outcome.refusal else ""
        if outcome.fresh_quote is not None and code in REFUSED:
            return phrase(REFUSED[code], language)
        if outcome.refusal is not None and code not in REFUSED and code != "unknown_quote":
            return phrase("refused", language, message=outcome.refusal.message)
        return phrase("card_gone", language)
    key = DONE.get(outcome.action)
    if key is None:
        return phrase("card_gone", language)
    marks = term_marks("outcome", outcome.terms)
    return phrase(key, language, **{name: marks[name] for name in slots(key)})
