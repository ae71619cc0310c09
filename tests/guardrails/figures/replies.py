"""Fifty true replies as drafts with marks, and the evidence of two accounts."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from guardrails.figures import Evidence, Fact, passage_facts, tool_facts

TODAY = date(2026, 11, 20)
POLICY = (
    "You can change your due date once in 12 months. A higher limit is answered within 7 business "
    "days. A late fee is up to $30.00, and $41.00 on a repeat within six billing cycles. A payment "
    "can be cancelled until 8 pm ET the day before."
)


@dataclass(frozen=True)
class Leaf:
    path: str
    kind: Literal["money", "percent", "date", "count"]
    value: str


def evidence(
    balance: str, minimum: str, due: str, apr: str, payment: str, on: str, closing: str
) -> Evidence:
    snapshot = (
        Leaf("balance.current", "money", balance),
        Leaf("minimum_due", "money", minimum),
        Leaf("due_date", "date", due),
        Leaf("statement_closing_date", "date", closing),
        Leaf("days_past_due", "count", "45"),
        Leaf("purchase_apr", "percent", apr),
        Leaf("draw_apr", "percent", "27.74"),
        Leaf("available_credit", "money", "3517.84"),
        Leaf("pending_payments.0.amount", "money", payment),
        Leaf("pending_payments.0.on", "date", on),
        Leaf("pending_payments.1.amount", "money", "12.00"),
    )
    payoff = (Leaf("as_of", "date", "2027-01-15"), Leaf("total", "money", "1503.22"))
    fee = (
        Leaf("fee_step.amount", "money", "29.00"),
        Leaf("interest_steps.0.cycle_days", "count", "31"),
    )
    return Evidence(
        (
            *tool_facts("account_snapshot", snapshot),
            *tool_facts("payoff", payoff),
            *tool_facts("explain_charge", fee),
            Fact("account", "4417", "tool", "account_snapshot", "bank.last4"),
            *passage_facts("limits-1", POLICY, TODAY),
        )
    )


ACCOUNTS = (
    evidence("1482.16", "47.00", "2026-12-09", "24.99", "75.00", "2026-11-27", "2026-11-14"),
    evidence("862.05", "26.10", "2026-12-17", "19.24", "150.00", "2026-12-02", "2026-11-22"),
)

S = "account_snapshot"
DRAFTS = tuple(
    draft.replace("S.", f"{S}.")
    for draft in (
        "You owe {{S.balance.current}} as of today.",
        "Your minimum of {{S.minimum_due}} is due {{S.due_date}}.",
        "Your minimum is {{S.minimum_due}}, due {{S.due_date|full}}. A person is one tap away.",
        "Your purchase APR is {{S.purchase_apr}} and your draw APR is {{S.draw_apr}}.",
        "You have {{S.available_credit}} of available credit.",
        "A payment of {{S.pending_payments.0.amount}} is pending for {{S.pending_payments.0.on}}.",
        "You have {{S.pending_payments.length}} pending payments.",
        "You are {{S.days_past_due}} days past due.",
        "Your payoff for {{payoff.as_of}} is {{payoff.total}}.",
        "The fee of {{explain_charge.fee_step.amount}} came on {{S.statement_closing_date}}.",
        "That is {{explain_charge.interest_steps.0.cycle_days}} days at {{S.draw_apr}}.",
        "You can change your due date once in 12 months.",
        "You'll hear within 7 business days.",
        "A late fee is up to $30.00, and $41.00 on a repeat.",
        "You can cancel until 8 pm ET the day before.",
        "It will come from your bank ending {{S.bank.last4}} on {{S.due_date}}.",
        "Your balance of {{S.balance.current}} has {{explain_charge.fee_step.amount}} in fees.",
        "Your statement closes {{S.statement_closing_date}}; your payment is due {{S.due_date}}.",
        "If you pay {{S.pending_payments.0.amount}}, it posts after {{S.pending_payments.0.on}}.",
        "Two payments: {{S.pending_payments.0.amount}} and {{S.pending_payments.1.amount}}.",
        "Debes {{S.balance.current}} a día de hoy.",
        "Tu pago mínimo de {{S.minimum_due}} vence el {{S.due_date}}.",
        "Tu tasa de compras es {{S.purchase_apr}}.",
        "Tienes {{S.available_credit}} de crédito disponible.",
        "Tienes dos pagos pendientes, el primero de {{S.pending_payments.0.amount}}.",
    )
)
