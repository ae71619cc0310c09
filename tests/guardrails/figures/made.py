"""Two lines made up to hold one of everything, as the demo's lines don't: one of them late."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from tests.guardrails.figures.corpus import LineFacts
from tools.views import (
    AccountSnapshot,
    DailyInterest,
    PaymentPage,
    Payoff,
    Statement,
    TransactionPage,
)

_NONE: dict[str, Any] = {
    "account_id": "account_made",
    "version": 1,
    "product": {
        "id": "made",
        "name": "Made line",
        "kind": "card",
        "card_access": True,
        "bears_interest": True,
        "penalty_fees": True,
        "whole_balance_due": False,
        "autopay_covers": [],
    },
    "first_name": "Ada",
    "holder": "Ada Made",
    "subscription": None,
    "open_draw": None,
    "no_draw": None,
    "autopay": None,
    "plan": None,
    "flags": [],
    "pending_payments": [],
    "pending_transactions": [],
    "pending_draws": [],
    "contact_preferences": [],
    "requests": [],
    "claims": [],
}


def made_lines(today: date) -> list[LineFacts]:
    """Return the made lines as the tools would report them on `today`."""
    lines = yaml.safe_load((Path(__file__).parent / "made.yaml").read_text("utf-8"))
    return [_line(handle, raw, today) for handle, raw in lines.items()]


def _line(handle: str, raw: dict[str, Any], today: date) -> LineFacts:
    payments = [_payment(n, **p) for n, p in enumerate(raw["payments"])]
    pending = [p for p in payments if p["status"] in ("scheduled", "pending")]
    posted = [p for p in payments if p["status"] == "posted"]
    rows = [_row(n, **t) for n, t in enumerate(raw["transactions"])]
    return LineFacts(
        handle,
        AccountSnapshot.model_validate(
            {**_NONE, "as_of": today, "pending_payments": pending, **raw["snapshot"]}
        ),
        Statement.model_validate({**raw["statement"], "transactions": rows}),
        PaymentPage.model_validate({"payments": posted, "count": len(posted)}),
        TransactionPage.model_validate(
            {
                "transactions": rows,
                "count": len(rows),
                "total": sum(row["amount"] for row in rows),
                "since": date(2026, 9, 1),
                "until": today,
            }
        ),
        Payoff.model_validate(raw["payoff"]),
        DailyInterest.model_validate({"as_of": today, **raw["interest"]}),
    )


def _payment(number: int, amount: str, day: date, status: str = "posted") -> dict[str, Any]:
    return {
        "id": f"payment_{number}",
        "amount": amount,
        "bank_label": "Checking",
        "bank_last4": "4417",
        "on": day,
        "status": status,
        "source": "one_off",
        "cancellable": status == "scheduled",
        "return_code": None,
        "return_reason": None,
        "returned_on": None,
    }


def _row(
    number: int, kind: str, amount: str, day: date, merchant: str | None = None
) -> dict[str, Any]:
    return {
        "id": f"transaction_{number}",
        "posted_on": day,
        "transacted_on": day,
        "kind": kind,
        "amount": Decimal(amount),
        "description": merchant or kind.replace("_", " ").capitalize(),
        "merchant": merchant,
        "category": None,
        "city": None,
        "statement_closing_date": None,
    }
