"""A pressed button: carry out the quote, or put it away, and word what came of it.

Only a press confirms. Putting a card away moves nothing, so a typed "never mind" does it too.
"""

from typing import Literal

from agents.borrower.run import TurnRun
from agents.embedded.phrases import phrase
from agents.embedded.wording import refused, said, term_marks
from agents.procedures import filed
from agents.turn import ToolCall
from tools.tool import ToolResult
from tools.views import Outcome

Decision = Literal["confirm", "cancel"]
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
    if outcome.status == "ok" and outcome.action not in run.memory.done:
        run.memory.done.append(outcome.action)
    if outcome.status == "ok" and outcome.action == "file_dispute":
        filed(run.memory.procedure)
    run.memory.card = None
    run.memory.last_token = token
    run.draft = _words(run, outcome)


def declines_card(run: TurnRun) -> bool:
    """Tell whether the message says no to the open card and nothing else."""
    if run.memory.card is None or run.reading is None or run.invoked or run.step.kind != "none":
        return False
    said = run.reading.requests
    return run.reading.acts == ("deny",) and run.reading.is_sure(said[0])


async def put_away(run: TurnRun) -> None:
    """Cancel the open card, as its button does."""
    if run.memory.card is None:
        raise RuntimeError("there is no card to put away")
    await settle(run, run.memory.card["token"], "cancel")


def _acknowledged(run: TurnRun, token: str) -> tuple[str, ...]:
    """Return the disclosures, as "id version", that the pressed card bound and showed."""
    card = run.memory.card or {}
    bound = set(card.get("disclosure_ids", ())) if card.get("token") == token else set()
    shown = dict(entry.split(" ", 1) for entry in run.memory.shown_disclosures)
    return tuple(f"{id_} {shown[id_]}" for id_ in sorted(bound & set(shown)))


def _carried_out(outcome: Outcome) -> dict[str, str]:
    """Return what the press did, as a tool call's arguments."""
    shown = {term.name: term.shown for term in outcome.terms}
    if outcome.reference is not None:
        shown["reference"] = outcome.reference
    paid = outcome.payment
    if paid is None:
        return shown
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
            return refused("outcome.refusal", outcome.refusal, language)
        return phrase("card_gone", language)
    marks = term_marks("outcome", outcome.terms)
    return said("done", outcome.action, outcome.terms, marks, language)
