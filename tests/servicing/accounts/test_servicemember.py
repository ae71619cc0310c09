"""The 6 % cap on a line (50 USC 3937): the engine's own months, with the cap late or at once."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from servicing import nightly
from servicing.accounts import repository as accounts
from servicing.accounts.model import Line
from servicing.accounts.postings import charge
from servicing.accounts.servicemember import apply_scra, relief_of
from servicing.calendar import DAY, BusinessDays
from servicing.ledger import repository as journal
from servicing.ledger.model import Bucket, JournalTransaction
from servicing.ledger.reconcile import reconcile
from servicing.money import ZERO, Money
from servicing.payments import lateness, receipts, waivers
from servicing.products import load_products
from tests.servicing.builders import a_draw_line, a_line

DAYS = BusinessDays()
OPENED = date(2026, 1, 1)
SERVICE = date(2026, 4, 1)  # a cycle's first day: due day 25, 25 days after closing
TODAY = date(2026, 10, 20)
ACTIVE = {"active_duty": True}


def live(line: Line, payments: dict[date, str], capped_from: date | None = None) -> Line:
    """Run a line's days: 2,000 of purchases at once, then payments as given."""
    return live_on(line, line.opened_on, TODAY, payments, capped_from)


def live_on(
    line: Line,
    day: date,
    until: date,
    payments: dict[date, str],
    capped_from: date | None = None,
) -> Line:
    while day <= until:
        if day == capped_from:
            line.flags = ACTIVE
        nightly.morning(line, day, DAYS)
        receipts.settle_due(line, day, DAYS)
        if day == OPENED + 5 * DAY:
            charge(line, "purchase", Bucket.PURCHASE, Money.of("2000"), day, "Shop")
        if day in payments:
            amount = Money.of(payments[day])
            receipts.receive(line, receipts.schedule(line, amount, day, "one_off", DAYS))
        nightly.evening(line, day)
        day += DAY
    return line


def history(line: Line) -> Sequence[JournalTransaction]:
    return line.changes.transactions


ON_TIME = {date(2026, month, 24): "70" for month in range(2, 11)}
SOME_MISSED = {day: amount for day, amount in ON_TIME.items() if day.month not in (5, 6, 9)}
LARGE = {**ON_TIME, date(2026, 6, 10): "900", date(2026, 8, 3): "300"}


@pytest.mark.parametrize("payments", [ON_TIME, SOME_MISSED, LARGE, {}])
def test_late_knowledge_ends_where_early_knowledge_had_led(payments: dict[date, str]) -> None:
    told_late = live(a_line(opened_on=OPENED), payments)
    told_at_once = live(a_line(opened_on=OPENED), payments, capped_from=SERVICE)
    before = told_late.balance
    applied = apply_scra(told_late, history(told_late), SERVICE, TODAY)
    assert applied.posted is not None
    assert told_late.balance == before + applied.posted.amount == told_at_once.balance
    assert -applied.posted.amount == applied.relief.forgiven
    for bucket in (Bucket.PURCHASE, Bucket.FEES, Bucket.INTEREST):
        late, once = told_late.state.buckets[bucket], told_at_once.state.buckets[bucket]
        assert late == once, bucket
    assert told_late.minimum_left() <= told_late.undisputed()


def test_nothing_is_charged_above_six_percent_while_it_is_known() -> None:
    line = live(a_line(opened_on=OPENED), {}, capped_from=SERVICE)
    rates = {one.apr for one in line.changes.statements[-1].interest_lines}
    assert {str(rate) for rate in rates} == {"6"}
    assert not [one for one in history(line) if one.kind == "late_fee" and one.posted_on >= SERVICE]
    assert relief_of(line, history(line), SERVICE).forgiven == ZERO


def test_again_credits_only_what_has_come_since() -> None:
    line = live(a_line(opened_on=OPENED), ON_TIME)
    first = apply_scra(line, history(line), SERVICE, TODAY)
    again = apply_scra(line, history(line), SERVICE, TODAY)
    assert first.posted is not None
    assert again.posted is None
    assert again.credited_before == first.relief.forgiven


def test_again_lowers_payments_due_only_by_what_has_come_since() -> None:
    """A payment that the first credit lowered isn't lowered again with the next one."""
    line = live(a_line(opened_on=OPENED), ON_TIME)
    earlier = line.state.dues[-1]
    apply_scra(line, history(line), SERVICE, TODAY)
    lowered = (earlier.minimum, earlier.remaining)
    assert earlier.remaining > ZERO
    later_on = TODAY + 45 * DAY
    live_on(line, TODAY + DAY, later_on, {})
    later = line.state.dues[-1]
    assert later.due_on > earlier.due_on
    assert (earlier.minimum, earlier.remaining) == lowered
    asked = later.remaining
    again = apply_scra(line, history(line), SERVICE, later_on)
    assert again.posted is not None
    assert (earlier.minimum, earlier.remaining) == lowered
    of_cycle = {line.cycles.due(one.closing_on): one.forgiven for one in again.relief.cycles}
    assert ZERO < of_cycle[later.due_on] < asked
    assert later.remaining == asked - of_cycle[later.due_on]


def test_a_waived_fee_is_not_forgiven_twice() -> None:
    line = live(a_line(opened_on=OPENED), SOME_MISSED)
    fee = next(one for one in history(line) if one.kind == "late_fee" and one.posted_on > SERVICE)
    whole = relief_of(line, history(line), SERVICE).forgiven
    waivers.take_off(line, _as_posted(fee), TODAY)
    applied = apply_scra(line, history(line), SERVICE, TODAY)
    assert applied.posted is not None
    assert (applied.relief.forgiven, applied.credited_before) == (whole, fee.amount)
    assert -applied.posted.amount == whole - fee.amount
    told_at_once = live(a_line(opened_on=OPENED), SOME_MISSED, capped_from=SERVICE)
    assert line.balance == told_at_once.balance


def test_payments_due_fall_by_what_is_forgiven_for_their_cycle() -> None:
    line = live(a_line(opened_on=OPENED), ON_TIME)
    due = line.state.dues[-1]
    asked = due.remaining
    last = line.changes.statements[-1]
    forgiven = {
        one.closing_on: one.forgiven for one in relief_of(line, history(line), SERVICE).cycles
    }[last.closing_on]
    assert forgiven > ZERO
    apply_scra(line, history(line), SERVICE, TODAY)
    assert due.remaining == asked - forgiven


def test_service_that_ended_is_covered_up_to_its_last_day() -> None:
    line = live(a_line(opened_on=OPENED), ON_TIME)
    until_june = relief_of(line, history(line), SERVICE, date(2026, 6, 30)).forgiven
    assert ZERO < until_june < relief_of(line, history(line), SERVICE).forgiven


def test_a_subscription_fee_counts_as_interest() -> None:
    line, day = a_draw_line(opened_on=OPENED), OPENED
    while day < date(2026, 7, 1):
        nightly.morning(line, day, DAYS)
        nightly.evening(line, day)
        day += DAY
    since = [one for one in history(line) if one.posted_on >= SERVICE]
    assert len(since) == 3
    assert relief_of(line, history(line), SERVICE).forgiven == Money(3000)


def test_no_penalty_for_a_return_while_capped() -> None:
    line = live(a_line(opened_on=OPENED), {}, capped_from=SERVICE)
    payment = receipts.schedule(line, Money.of("50"), TODAY, "one_off", DAYS)
    receipts.receive(line, payment)
    receipts.settle(line, payment, TODAY)
    count = len(history(line))
    receipts.send_back(line, payment, TODAY + 2 * DAY, "R01")
    lateness.assess_return(line, payment, TODAY + 2 * DAY, "R01")
    assert len(history(line)) == count + 1


def test_on_the_demos_books(demo_copy: str) -> None:
    service_from, today = date(2026, 7, 8), date(2026, 11, 20)
    with psycopg.connect(demo_copy, autocommit=True) as connection:
        (borrower,) = connection.execute(
            "SELECT borrower_id FROM servicing.borrowers WHERE handle = 'active-duty'"
        ).fetchone() or ("",)
        with connection.transaction():
            line, _ = accounts.load(connection, load_products(), borrower, lock=True)
            found = journal.transactions(connection, line.account_id)
            applied = apply_scra(line, found, service_from, today)
            accounts.save(connection, line)
        assert applied.posted is not None
        # Cycles that lie wholly in service: 6 of 21.99 % stay, less what lower principal saves.
        for one in applied.relief.cycles[1:]:
            most = one.charged.minor * 6 / 21.99
            assert 0.9 * most < one.allowed.minor <= most + 1
        assert reconcile(connection) == []


def _as_posted(one: JournalTransaction) -> Any:
    from servicing.ledger.repository import PostedTransaction

    fields = {
        name: getattr(one, name)
        for name in ("transaction_id", "kind", "posted_on", "effective_on", "transacted_on")
    }
    return PostedTransaction(
        **fields,
        description=one.description,
        merchant=None,
        category=None,
        city=None,
        detail=dict(one.detail),
        amount_minor=one.amount.minor,
        statement_closing_on=one.posted_on + timedelta(days=5),
    )
