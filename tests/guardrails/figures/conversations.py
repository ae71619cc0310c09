"""True replies of the embedded engine over the demo portfolio, with the evidence they rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from agents.borrower.evidence import evidence_of
from guardrails.figures import Evidence, Language
from tests.desk import Desk
from tools import views
from tools.tool import ToolResult

MODELS: dict[str, type[BaseModel]] = {
    "account_snapshot": views.AccountSnapshot,
    "rights": views.RightsPage,
    "list_transactions": views.TransactionPage,
    "get_statement": views.Statement,
    "explain_charge": views.ChargeExplanation,
    "daily_interest": views.DailyInterest,
    "payoff": views.Payoff,
    "list_payments": views.PaymentPage,
    "search_policy": views.PassagePage,
    "outcome": views.Outcome,
}
QUESTIONS: dict[Language, tuple[str, ...]] = {
    "en": (
        "how much do i owe",
        "when is my payment due and how much is the minimum",
        "how much credit do I have left?",
        "what's my credit limit",
        "what are my rates",
        "why was I charged interest",
        "explain my last fee",
        "what did my last statement say",
        "show me my last five transactions",
        "what was my biggest purchase this year",
        "how much did I spend in October",
        "is autopay on",
        "what's pending right now",
        "did my last payment go through",
        "how much to pay it all off on December 1",
        "how much interest does my draw cost per day",
        "when does my next statement close",
        "how late am i",
        "how much interest did I pay this year",
        "what is your late fee",
        "how does the grace period work",
        "pay 45 dollars on december 2",
        "can I change my due date",
    ),
    "es": (
        "¿cuánto debo?",
        "¿cuándo vence mi pago y cuánto es el mínimo?",
        "¿cuánto crédito me queda?",
        "¿cuáles son mis tasas?",
        "¿por qué me cobraron intereses?",
        "¿qué dice mi último estado de cuenta?",
        "muéstreme mis últimas transacciones",
        "¿está activo mi pago automático?",
        "¿cuánto cuesta pagar todo el 1 de diciembre?",
        "¿cuánto gasté en octubre?",
    ),
}


@dataclass(frozen=True)
class Said:
    """A reply that is true, and what shows it."""

    text: str
    language: Language
    evidence: Evidence
    today: date
    origin: str


def results_of(record: dict[str, Any]) -> list[tuple[str, ToolResult]]:
    """Return a turn record's results as the turn had them."""
    found = []
    for kept in record["inputs"]["tool_results"]:
        name = kept["key"].partition("~")[0]
        model = MODELS.get(name, views.QuoteView) if kept["status"] == "ok" else views.Refusal
        value = model.model_validate(kept["value"])
        found.append((kept["key"], ToolResult(name, kept["arguments"], kept["status"], value)))
    return found


async def replies(
    desk: Desk, borrowers: Sequence[str], questions: dict[Language, Sequence[str]]
) -> list[Said]:
    """Ask each borrower's assistant each question, in a conversation of its own."""
    said = []
    assistant = desk.build(None)
    for handle in borrowers:
        await desk.sign_in(handle)
        desk.assistant = assistant
        for language, texts in questions.items():
            for text in texts:
                desk.conversation = None
                turn = await desk.ask(text, keep=True)
                record = await desk.last_record()
                passages = [views.Passage.model_validate(p) for p in record["inputs"]["passages"]]
                today = date.fromisoformat(record["inputs"]["today"])
                evidence = evidence_of(results_of(record), passages, today)
                said.append(Said(turn.reply, language, evidence, today, f"{handle}: {text}"))
    return said
