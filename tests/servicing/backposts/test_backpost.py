from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicing import nightly
from servicing.accounts.copies import STATE, copied_line
from servicing.accounts.model import Line
from servicing.accounts.postings import charge, credit, refund
from servicing.backposts.backpost import BackDated, Correction, _accrual, back_post
from servicing.backposts.history import History, history_since
from servicing.backposts.relive import relive
from servicing.calendar import DAY
from servicing.demo.portfolio import DEMO_DAY, live
from servicing.ledger.model import BUCKETS, Bucket, Kind, Merchant
from servicing.ledger.reconcile import reconcile
from servicing.money import ZERO, Money, total
from servicing.payments import answers, payouts, receipts
from servicing.refusal import Refusal
from tests.servicing.accounts.test_disputed import DAYS
from tests.servicing.builders import MARCH, a_line, dollars

SHOP = Merchant("A shop", "A SHOP", "shopping", "Macon, GA")
Act = Callable[[Line, date], None]


@dataclass(frozen=True)
class Plan:
    """What happens on which days, in words small enough to make at random."""

    on: Mapping[int, list[tuple[str, int]]]

    def live(self, line: Line, until: date, extra: tuple[date, Act] | None = None) -> Line:
        """Live from the line's opening to the end of a day's daytime, `extra` last on its day."""
        return self.go_on(line, line.opened_on, until, extra)

    def go_on(
        self, line: Line, day: date, until: date, extra: tuple[date, Act] | None = None
    ) -> Line:
        """Live from the morning of a day on."""
        while True:
            for what, minor in self.on.get((day - line.opened_on).days, []):
                do(line, what, Money(minor), day)
            if extra is not None and extra[0] == day:
                extra[1](line, day)
            if day == until:
                return line
            nightly.evening(line, day)
            day += DAY
            receipts.settle_due(line, day, DAYS)
            nightly.morning(line, day, DAYS)


def do(line: Line, what: str, amount: Money, day: date) -> None:
    if what in ("purchase", "draw"):
        bucket = Bucket.PURCHASE if what == "purchase" else Bucket.DRAW
        charge(line, what, bucket, amount, day, "A charge")  # type: ignore[arg-type]
    elif what == "pay":
        pay(amount)(line, day)
    elif what == "refund":
        refund(line, amount, day, "A refund", SHOP)
    elif what == "bounce":
        # Amounts of plans are even, those that are back-posted odd: which one bounces is settled.
        posted = [
            p for p in line.payments.values() if p.status == "posted" and not p.amount.minor % 2
        ]
        if posted:
            answers.returned(line, posted[-1], day, "R08", DAYS)


def pay(amount: Money) -> Act:
    def act(line: Line, day: date) -> None:
        receipts.receive(line, receipts.schedule(line, amount, day, "one_off", DAYS))

    return act


def past(line: Line, day: date) -> History:
    changes = line.changes
    return history_since(
        line, day, changes.snapshots, changes.transactions, changes.payments.values()
    )


def back_dated(kind: str, amount: Money, on: date) -> BackDated:
    return BackDated(kind, amount, on, "Counted late", "missed", SHOP)  # type: ignore[arg-type]


def corrected(line: Line, what: BackDated) -> Correction:
    found = back_post(line, past(line, what.effective_on), what, line.state.morning_of)
    assert isinstance(found, Correction), found
    return found


OWING = Plan({0: [("purchase", 100_000), ("draw", 50_000)], 45: [("pay", 10_000)]})
IN_TIME: Mapping[str, Callable[[Money], Act]] = {
    "payment": pay,
    "purchase": lambda a: lambda line, day: do(line, "purchase", a, day),
    "draw": lambda a: lambda line, day: do(line, "draw", a, day),
    "refund": lambda a: lambda line, day: do(line, "refund", a, day),
    "adjustment": lambda a: lambda line, day: void(credit(line, "adjustment", a, day, "x")),
}


def void(_: object) -> None: ...


@pytest.mark.parametrize("kind", IN_TIME)
@pytest.mark.parametrize(("on", "until"), [(20, 95), (50, 95), (90, 95)])
def test_the_books_are_what_they_would_have_been(kind: str, on: int, until: int) -> None:
    amount, day = dollars("300"), MARCH + timedelta(days=on)
    end = MARCH + timedelta(days=until)
    right = OWING.live(a_line(), end, (day, IN_TIME[kind](amount)))
    receipts.settle_due(right, end + 5 * DAY, DAYS)
    late = OWING.live(a_line(), end)
    done = corrected(late, back_dated(kind, amount, day))
    assert late.state.buckets == right.state.buckets
    assert _accrual(late.state) == _accrual(right.state)
    assert (done.transaction.posted_on, done.transaction.effective_on) == (end, day)
    # and they go on alike
    for line in (right, late):
        _go_on(line, end + 70 * DAY)
    assert late.state.buckets == right.state.buckets


def _go_on(line: Line, until: date) -> None:
    while line.state.morning_of < until:
        nightly.evening(line, line.state.morning_of)
        receipts.settle_due(line, line.state.morning_of + DAY, DAYS)
        nightly.morning(line, line.state.morning_of + DAY, DAYS)


events = st.lists(
    st.tuples(
        st.integers(0, 100),
        st.sampled_from(("purchase", "purchase", "draw", "pay", "pay", "refund", "bounce")),
        st.integers(250, 30_000).map(lambda minor: 2 * minor),
    ),
    min_size=2,
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(
    events,
    st.integers(0, 100),
    st.integers(50, 45_000).map(lambda minor: 2 * minor + 1),
    st.integers(0, 100),
)
def test_a_missed_payment_leaves_no_trace_in_what_is_owed(
    happened: list[tuple[int, str, int]], on: int, minor: int, first: int
) -> None:
    by_day: dict[int, list[tuple[str, int]]] = {0: [("purchase", 40_000)]}
    for offset, what, amount in happened:
        by_day.setdefault(offset, []).append((what, amount))
    plan, end = Plan(by_day), MARCH + timedelta(days=100)
    day, another = MARCH + timedelta(days=on), MARCH + timedelta(days=first)
    right = plan.live(a_line(limit="100000"), end, (day, pay(Money(minor))))
    late = plan.live(a_line(limit="100000"), end)
    corrected(late, back_dated("payment", Money(minor), day))
    # Which event bears a fee, and what a return finds, may differ with the day of settlement.
    if not fees(right) and all(what != "bounce" for _, what, _ in happened):
        assert late.owed() == right.owed()
    corrected(late, back_dated("payment", Money(501), another))
    again = relive(late, past(late, MARCH))
    assert again.line.state.buckets == late.state.buckets


def fees(line: Line) -> list[Kind]:
    return [t.kind for t in line.changes.transactions if t.kind in ("late_fee", "returned_fee")]


def test_a_late_fee_for_a_payment_that_was_in_time_goes() -> None:
    plan = Plan({0: [("purchase", 100_000)]})
    late = plan.live(a_line(due_day=25), date(2026, 5, 10))
    assert [fee.amount for fee in late.changes.transactions if fee.kind == "late_fee"]
    charged = late.state.fees_this_year
    done = corrected(late, back_dated("payment", dollars("40"), date(2026, 4, 20)))
    assert done.fees == -charged < ZERO
    assert (late.state.fees_this_year, late.past_due(date(2026, 5, 10))) == (ZERO, ZERO)
    [undone] = [t for t in done.followed_by if t.detail.get("reverses_kind") == "late_fee"]
    assert undone.detail["corrects_for"] == done.transaction.transaction_id


def test_a_payment_after_the_due_date_leaves_the_fee() -> None:
    plan = Plan({0: [("purchase", 100_000)]})
    late = plan.live(a_line(due_day=25), date(2026, 5, 10))
    done = corrected(late, back_dated("payment", dollars("40"), date(2026, 4, 27)))
    assert done.fees == ZERO


def test_each_interest_charge_is_reversed_and_posted_again() -> None:
    late = OWING.live(a_line(), MARCH + 95 * DAY)
    before = list(late.changes.transactions)
    charged = [one for one in before if one.kind == "interest"]
    done = corrected(late, back_dated("payment", dollars("300"), MARCH + 20 * DAY))
    assert late.changes.transactions[: len(before)] == before
    mirrors = {t.reverses for t in done.followed_by if t.kind == "reversal"}
    right = [t for t in done.followed_by if t.kind == "interest_correction"]
    assert mirrors <= {one.transaction_id for one in charged}
    assert len(mirrors) >= 2
    assert {one.detail["corrects"] for one in right} <= mirrors
    assert all(one.detail["spans"] and one.effective_on < one.posted_on for one in right)
    changed = [one for one in charged if one.transaction_id in mirrors]
    assert done.interest == total(one.amount for one in right) - total(c.amount for c in changed)
    assert done.interest < ZERO
    assert late.state.interest_this_year == total(o.amount for o in charged) + done.interest


def test_statements_stay_as_they_were_issued_and_the_next_tells_the_correction() -> None:
    late = OWING.live(a_line(), MARCH + 95 * DAY)
    issued = list(late.changes.statements)
    done = corrected(late, back_dated("payment", dollars("300"), MARCH + 20 * DAY))
    assert late.changes.statements == issued
    _go_on(late, late.next_closing(late.state.morning_of) + DAY)
    [following] = late.changes.statements[len(issued) :]
    assert following.previous_balance == issued[-1].new_balance
    assert (following.payments, following.credits) == (dollars("300"), -done.interest)
    assert following.new_balance == late.balance


def test_a_charge_found_late_adds_no_fee_and_raises_no_minimum() -> None:
    late = OWING.live(a_line(due_day=25), MARCH + 95 * DAY)
    asked, charged = late.minimum_left(), fees(late)
    done = corrected(late, back_dated("purchase", dollars("2000"), MARCH + 3 * DAY))
    assert done.interest > ZERO
    assert (late.minimum_left(), fees(late)) == (asked, charged)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": ZERO}, "amount_too_small"),
        ({"effective_on": date(2026, 12, 1)}, "date_in_future"),
        ({"effective_on": MARCH - DAY}, "before_opening"),
    ],
)
def test_what_cannot_be_posted_back_changes_nothing(change: dict[str, object], code: str) -> None:
    line = OWING.live(a_line(), MARCH + 95 * DAY)
    what = replace(back_dated("payment", dollars("5"), MARCH + 5 * DAY), **change)  # type: ignore[arg-type]
    refuses(line, past(line, MARCH), what, code)


def refuses(line: Line, history: History, what: BackDated, code: str) -> None:
    before, posted = STATE.dump_json(line.state), len(line.changes.transactions)
    found = back_post(line, history, what, line.state.morning_of)
    assert isinstance(found, Refusal)
    assert found.code == code
    assert (STATE.dump_json(line.state), len(line.changes.transactions)) == (before, posted)


def test_a_past_that_does_not_give_todays_books_is_left_to_a_person() -> None:
    line = OWING.live(a_line(), MARCH + 95 * DAY)
    history = past(line, MARCH + 5 * DAY)
    line.state.buckets[Bucket.INTEREST] = line.state.buckets[Bucket.INTEREST] + Money(1)
    what = back_dated("payment", dollars("5"), MARCH + 5 * DAY)
    refuses(line, history, what, "history_unclear")
    refuses(line, past(line, MARCH + 90 * DAY), what, "history_unclear")


def test_a_draw_that_the_bank_sent_back_is_left_to_a_person() -> None:
    line = OWING.live(a_line(), MARCH + 35 * DAY)
    drawn = next(one for one in line.changes.transactions if one.kind == "draw")
    payouts.returned(line, drawn, line.state.morning_of, "R03")
    assert [t for t in line.changes.transactions if t.kind == "interest_correction"]
    what = back_dated("payment", dollars("5"), MARCH + 5 * DAY)
    refuses(line, past(line, MARCH), what, "history_unclear")


def test_every_demo_line_can_live_its_past_again() -> None:
    for one in live(26):
        line = one.line
        for back in (40, 200, 2_000):
            history = past(line, DEMO_DAY - timedelta(days=back))
            again = relive(line, history).line.state
            assert again.buckets == line.state.buckets, (one.story.handle, line.account_id, back)
            assert _accrual(again) == _accrual(line.state), (one.story.handle, back)


def test_through_postgres(demo_copy: str) -> None:
    from servicing.accounts import repository
    from servicing.backposts.repository import history
    from servicing.products import load_products

    products = load_products()
    with psycopg.connect(demo_copy) as connection:
        line, _ = repository.load(connection, products, "b-0002", lock=True)
        owed, day = line.balance, line.state.morning_of
        on = day - timedelta(days=70)
        what = back_dated("payment", dollars("100"), on)
        done = back_post(line, history(connection, line, on), what, day)
        assert isinstance(done, Correction)
        repository.save(connection, line)
        connection.commit()
        assert line.balance == owed - dollars("100") + done.interest + done.fees
        assert reconcile(connection) == []
        # and once more, further back, over what was corrected
        line, _ = repository.load(connection, products, "b-0002", lock=True)
        kept = copied_line(line)
        on = day - timedelta(days=200)
        more = back_post(
            line, history(connection, line, on), back_dated("payment", dollars("50"), on), day
        )
        assert isinstance(more, Correction)
        assert more.interest < ZERO
        repository.save(connection, line)
        connection.commit()
        assert line.balance == kept.balance - dollars("50") + more.interest + more.fees
        assert reconcile(connection) == []
        assert line.state.buckets.keys() == set(BUCKETS)
