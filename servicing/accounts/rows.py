"""How the parts of a line are written as rows and JSON, and read back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from servicing.accounts.copies import STATE
from servicing.accounts.model import (
    Autopay,
    Bank,
    DrawStatus,
    Hold,
    InterestLine,
    Line,
    LineStatus,
    Payment,
    PendingDraw,
    Plan,
    PlanMark,
    Roll,
    Snapshot,
    State,
    Statement,
    Terms,
)
from servicing.calendar import MovedDueDay
from servicing.ledger.model import BUCKETS, Bucket, Merchant
from servicing.money import Money


@dataclass(frozen=True, slots=True)
class _Standing:
    """What changes of a line's own row."""

    account_id: str
    status: LineStatus
    version: int
    state: State


_STANDINGS = TypeAdapter(list[_Standing])
_MOVED: TypeAdapter[MovedDueDay | None] = TypeAdapter(MovedDueDay | None)
_UNDER_WAY = TypeAdapter(dict[str, dict[Bucket, int]])
_PAYMENT = TypeAdapter(Payment)
_HOLD = TypeAdapter(Hold)
_PLAN = TypeAdapter(Plan)
_TERMS = TypeAdapter(Terms)
_AUTOPAY = TypeAdapter(Autopay)
_DRAW = TypeAdapter(PendingDraw)
_INTEREST_LINES = TypeAdapter(tuple[InterestLine, ...])


def state_to_json(state: State) -> Jsonb:
    """Write a projection."""
    return Jsonb(STATE.dump_python(state, mode="json"))


def standings_to_json(lines: Iterable[Line]) -> bytes:
    """Write what changes of lines' own rows, as a JSON array."""
    return _STANDINGS.dump_json(
        [_Standing(line.account_id, line.status, line.version, line.state) for line in lines]
    )


def state_from_json(value: Any) -> State:
    """Read a projection."""
    return STATE.validate_python(value)


def moved_from_json(value: Any) -> MovedDueDay | None:
    """Read how a due day was moved, from a projection's JSON."""
    return _MOVED.validate_python(value)


def payment_to_row(line: tuple[str, str], payment: Payment) -> dict[str, Any]:
    """Write a payment; `line` is the account and its borrower."""
    return {
        "payment_id": payment.payment_id,
        "account_id": line[0],
        "borrower_id": line[1],
        "amount_minor": payment.amount.minor,
        "on_date": payment.on,
        "source": payment.source,
        "bank_label": payment.bank_label,
        "bank_last4": payment.bank_last4,
        "status": payment.status,
        "settles_on": payment.settles_on,
        "releases_on": payment.releases_on,
        "allocation": Jsonb(
            {
                "parts": {bucket: part.minor for bucket, part in payment.allocation.items()},
                "met": {due.isoformat(): part.minor for due, part in payment.met.items()},
                "after": payment.received_after,
                "counted_as": payment.counted_as,
            }
        ),
        "posted_transaction": payment.posted_transaction,
        "return_code": payment.return_code,
        "returned_on": payment.returned_on,
        "retry_of": payment.retry_of,
        "attempt": payment.attempt,
    }


def payment_from_row(row: dict[str, Any]) -> Payment:
    """Read a payment from its row (as a dict or JSON)."""
    allocation = row["allocation"]
    return _PAYMENT.validate_python(
        {
            "payment_id": row["payment_id"],
            "amount": Money(row["amount_minor"]),
            "on": row["on_date"],
            "source": row["source"],
            "bank_label": row["bank_label"],
            "bank_last4": row["bank_last4"],
            "status": row["status"],
            "settles_on": row["settles_on"],
            "releases_on": row["releases_on"],
            "allocation": {k: Money(v) for k, v in allocation.get("parts", {}).items()},
            "met": {k: Money(v) for k, v in allocation.get("met", {}).items()},
            "received_after": allocation.get("after"),
            "counted_as": allocation.get("counted_as"),
            "posted_transaction": row["posted_transaction"],
            "return_code": row["return_code"],
            "returned_on": row["returned_on"],
            "retry_of": row["retry_of"],
            "attempt": row["attempt"],
        }
    )


def hold_to_row(line: tuple[str, str], hold: Hold) -> dict[str, Any]:
    """Write an authorisation."""
    return {
        "hold_id": hold.hold_id,
        "account_id": line[0],
        "borrower_id": line[1],
        "authorised_on": hold.authorised_on,
        "amount_minor": hold.amount.minor,
        "description": hold.merchant.descriptor,
        "merchant": hold.merchant.name,
        "category": hold.merchant.category,
        "city": hold.merchant.city,
        "posts_on": hold.posts_on,
        "expires_on": hold.expires_on,
        "status": hold.status,
        "ended_on": hold.ended_on,
        "captured_minor": hold.captured.minor if hold.captured else None,
        "transaction_id": hold.transaction_id,
    }


def hold_from_row(row: dict[str, Any]) -> Hold:
    """Read an authorisation."""
    return _HOLD.validate_python(
        {
            "hold_id": row["hold_id"],
            "authorised_on": row["authorised_on"],
            "amount": Money(row["amount_minor"]),
            "merchant": Merchant(
                row["merchant"] or "", row["description"], row["category"] or "", row["city"] or ""
            ),
            "posts_on": row["posts_on"],
            "expires_on": row["expires_on"],
            "status": row["status"],
            "ended_on": row["ended_on"],
            "captured": Money(row["captured_minor"]) if row["captured_minor"] else None,
            "transaction_id": row["transaction_id"],
        }
    )


def snapshot_to_row(line: tuple[str, str], snapshot: Snapshot) -> dict[str, Any]:
    """Write what a cycle closed with."""
    return {
        "account_id": line[0],
        "closing_on": snapshot.closing_on,
        "borrower_id": line[1],
        "sequence": snapshot.sequence,
        "balances": [snapshot.state.buckets[bucket].minor for bucket in BUCKETS],
        "state": state_to_json(snapshot.state),
        "terms": Jsonb(_TERMS.dump_python(snapshot.terms, mode="json")),
        "under_way": Jsonb(
            {
                name: {bucket: part.minor for bucket, part in parts.items()}
                for name, parts in snapshot.under_way.items()
            }
        ),
    }


def snapshot_from_row(row: dict[str, Any]) -> Snapshot:
    """Read what a cycle closed with."""
    return Snapshot(
        closing_on=row["closing_on"],
        sequence=row["sequence"],
        state=state_from_json(row["state"]),
        terms=_TERMS.validate_python(row["terms"]),
        under_way={
            name: {bucket: Money(minor) for bucket, minor in parts.items()}
            for name, parts in _UNDER_WAY.validate_python(row["under_way"]).items()
        },
    )


def plan_from_row(row: dict[str, Any]) -> Plan:
    """Read a plan."""
    return _PLAN.validate_python(
        {
            "plan_id": row["plan_id"],
            "program": row["program"],
            "payment": Money(row["payment_minor"]),
            "apr": str(row["apr"]),
            "months": row["months"],
            "first_due_on": row["first_due_on"],
            "ends_on": row["ends_on"],
        }
    )


def autopay_to_row(line: tuple[str, str], order: Autopay) -> dict[str, Any]:
    """Write a standing instruction."""
    return {
        "account_id": line[0],
        "borrower_id": line[1],
        "kind": order.kind,
        "amount_minor": order.amount.minor if order.amount is not None else None,
        "days_before_due": order.days_before_due,
        "starts_on": order.starts_on,
        "ends_after": order.ends_after,
        "follows": None
        if order.then is None
        else Jsonb(_AUTOPAY.dump_python(order.then, mode="json")),
    }


def autopay_from_row(row: dict[str, Any]) -> Autopay:
    """Read a standing instruction."""
    amount = row["amount_minor"]
    return _AUTOPAY.validate_python(
        {
            "kind": row["kind"],
            "amount": None if amount is None else Money(amount),
            "days_before_due": row["days_before_due"],
            "starts_on": row["starts_on"],
            "ends_after": row["ends_after"],
            "then": row["follows"],
        }
    )


def draw_to_row(line: tuple[str, str], draw: PendingDraw, status: DrawStatus) -> dict[str, Any]:
    """Write a cash draw."""
    return {
        "draw_id": draw.draw_id,
        "account_id": line[0],
        "borrower_id": line[1],
        "amount_minor": draw.amount.minor,
        "fee_minor": draw.fee.minor,
        "asked_on": draw.asked_on,
        "goes_out_on": draw.goes_out_on,
        "status": status,
    }


def draw_from_row(row: dict[str, Any]) -> PendingDraw:
    """Read a cash draw."""
    return _DRAW.validate_python(
        {
            "draw_id": row["draw_id"],
            "amount": Money(row["amount_minor"]),
            "fee": Money(row["fee_minor"]),
            "asked_on": row["asked_on"],
            "goes_out_on": row["goes_out_on"],
        }
    )


def bank_from_row(row: dict[str, Any]) -> Bank:
    """Read a linked bank account."""
    return Bank(row["label"], row["last4"])


STATEMENT_SUMS = (
    "previous_balance",
    "payments",
    "credits",
    "purchases",
    "draws",
    "fees",
    "interest",
    "new_balance",
    "minimum_due",
    "fees_year_to_date",
    "interest_year_to_date",
)


def statement_to_row(line: tuple[str, str], statement: Statement) -> dict[str, Any]:
    """Write a statement."""
    return {
        "account_id": line[0],
        "closing_on": statement.closing_on,
        "borrower_id": line[1],
        "opening_on": statement.opening_on,
        "due_on": statement.due_on,
        **{f"{name}_minor": getattr(statement, name).minor for name in STATEMENT_SUMS},
        "interest_lines": Jsonb(_INTEREST_LINES.dump_python(statement.interest_lines, mode="json")),
    }


def statement_from_row(row: dict[str, Any]) -> Statement:
    """Read a statement."""
    return Statement(
        opening_on=row["opening_on"],
        closing_on=row["closing_on"],
        due_on=row["due_on"],
        interest_lines=_INTEREST_LINES.validate_python(row["interest_lines"]),
        **{name: Money(row[f"{name}_minor"]) for name in STATEMENT_SUMS},
    )


def roll_to_row(line: tuple[str, str], roll: Roll) -> dict[str, Any]:
    """Write a step between delinquency buckets."""
    return {
        "account_id": line[0],
        "rolled_on": roll.on,
        "borrower_id": line[1],
        "from_bucket": roll.before,
        "to_bucket": roll.after,
        "days_past_due": roll.days_past_due,
        "past_due_minor": roll.past_due.minor,
    }


def plan_mark_to_row(line: tuple[str, str], mark: PlanMark) -> dict[str, Any]:
    """Write whether a plan's payment was made."""
    return {
        "plan_id": mark.plan_id,
        "due_on": mark.due_on,
        "account_id": line[0],
        "borrower_id": line[1],
        "mark": mark.mark,
        "marked_on": mark.marked_on,
    }
