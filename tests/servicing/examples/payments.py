"""Payments, billing errors and lateness."""

from datetime import date
from decimal import Decimal

from servicing.billing.excess import Balance, allocate_excess, deferred_window
from servicing.billing.timing import late_from
from servicing.calendar import DAY, BusinessDays, cycle_ends
from servicing.disputes.clocks import billing_error_clocks
from servicing.disputes.finality import may_reverse_credit
from servicing.money import ZERO
from servicing.payments.crediting import on_time
from tests.servicing.examples.common import MONTHS, Vector, dollars, on


def payment_allocation(vector: Vector) -> None:
    given, expected = vector["inputs"], dict(vector["expected"])
    expected.pop("note", None)
    owed = [
        Balance(one["name"], dollars(one["bal"]), Decimal(one["apr"])) for one in given["balances"]
    ]
    parts, left = allocate_excess(dollars(given["excess"]), owed)
    parts["purchase_plus_transfer"] = parts.get("purchase", ZERO) + parts.get("transfer", ZERO)
    assert left == ZERO
    for name, amount in expected.items():
        assert parts.get(name, ZERO) == dollars(amount)


def payment_allocation_deferred(vector: Vector) -> None:
    given = vector["inputs"]
    deferred, other = (
        dollars(given["deferred_balance"]),
        dollars(given["other_purchase_each_month"]),
    )
    rate = Decimal(given["apr"])
    for day, excess in given["excess_payments"].items():
        owed = [
            Balance("deferred", deferred, rate, deferred_until=on(given["deferred_expiry"])),
            Balance("other", other, rate),
        ]
        parts, _ = allocate_excess(dollars(excess), owed, on(day), MONTHS)
        for name, amount in vector["expected"][day].items():
            assert parts.get(name, ZERO) == dollars(amount)
        deferred = deferred - parts.get("deferred", ZERO)
        other = other - parts.get("other", ZERO) + dollars(given["other_purchase_each_month"])


def deferred_two_cycle_window(vector: Vector) -> None:
    first, last = map(on, vector["inputs"]["expiry"].split(".."))
    expiry = first
    while expiry <= last:
        found = [f"{one.first_day:%B}" for one in deferred_window(expiry, MONTHS)]
        assert found == vector["expected"]["cycles"]
        expiry += DAY


def billing_error_deadline(vector: Vector) -> None:
    given, expected = vector["inputs"], vector["expected"]
    if "notice_received" not in given:
        # Mid-cycle on a monthly line: the rest of the cycle and the next two whole ones.
        received_on = date(2026, 3, 10)
        ends = cycle_ends(25, 25, received_on, 2)
        _, resolve = billing_error_clocks(received_on, ends)
        assert 60 <= (ends[1] - received_on).days <= 93
        assert (resolve.due - received_on).days <= 90
        return
    ends = tuple(map(date.fromisoformat, given["complete_cycle_ends"]))
    acknowledge, resolve = billing_error_clocks(date.fromisoformat(given["notice_received"]), ends)
    assert acknowledge.due.isoformat() == expected["ack_by"]
    assert resolve.due.isoformat() == expected["resolve_by"]


def billing_error_finality(vector: Vector) -> None:
    given = vector["inputs"]
    credits_ = dollars(given["creditor_credit"] + given["later_merchant_credit"])
    allowed = may_reverse_credit(
        dollars(given["error"]),
        credits_,
        dollars(given["creditor_credit"]),
        date(2026, 9, 1),
        date(2026, 5, 31),
        charges_from_timing=False,
    )
    assert allowed is vector["expected"]["reversal_allowed"]


def due_date(vector: Vector) -> None:
    due, paid = date(2024, 7, 4), date(2024, 7, 5)
    late = not on_time(paid, due, by_mail=True, takes_mail=BusinessDays().is_open)
    assert late is vector["expected"]["late"]
    assert f"{due:%m-%d}" == vector["expected"]["disclosed_due_date"]


def late_treatment(vector: Vector) -> None:
    given, expected = vector["inputs"], vector["expected"]
    found = late_from(on(given["mailed"]), on(given["due"]), "card")
    if "may_treat_late" in expected:
        assert expected["may_treat_late"] == f"from {found:%m-%d}"
        return
    # The official text prints April 26 for the minimum of May 25: the sense requires May 26.
    assert found == on("05-26")
    assert late_from(on("04-04"), on(given["prev_due"]), "card") <= on(given["mailed"])
    assert expected["treat_50_late"]
