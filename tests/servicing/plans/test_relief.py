"""Relief for an area and a period: what it holds still, and what goes on after it."""

from datetime import date, time
from typing import Any

import pytest
from psycopg_pool import ConnectionPool

from servicing import nightly
from servicing.accounts import repository as accounts
from servicing.accounts.model import Line, Relief
from servicing.accounts.projection import Payoff, payoff, per_day
from servicing.billing.interest import Span, interest
from servicing.calendar import DAY, BusinessDays, at
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money
from servicing.plans import programs, relief, repository
from servicing.plans.model import Window
from servicing.products import load_products
from servicing.refusal import Refusal
from servicing.session import writing
from tests.servicing.builders import a_line, fees, owing

DAYS = BusinessDays()
DUE, BEGAN = date(2026, 3, 25), date(2026, 3, 20)
LAST = date(2026, 6, 17)


def _live(line: Line, until: date) -> None:
    day = line.state.morning_of
    while day < until:
        nightly.evening(line, day)
        day += DAY
        nightly.morning(line, day, DAYS)


def _relieved() -> Line:
    line = owing(a_line(), minimum="30", due_on=DUE)
    _live(line, BEGAN)
    given = relief.begin(line, "rw-001", programs()["disaster-relief"], BEGAN)
    assert (given.from_on, given.to_on) == (BEGAN, LAST)
    return line


def test_nothing_is_charged_and_nothing_grows_more_overdue_while_it_lasts() -> None:
    line = _relieved()
    _live(line, LAST)
    charged = [one for one in line.changes.transactions if one.kind == "interest"]
    free = [span for one in charged for span in one.detail["spans"] if span[2] == 0]
    borne = [span for one in charged for span in one.detail["spans"] if span[2]]
    assert all(date.fromisoformat(last) < BEGAN for _, last, _ in borne)
    assert free
    assert fees(line) == []
    assert line.past_due(LAST) >= Money.of("30")
    assert line.state.delinquency == "current"
    assert per_day(line, LAST)[Bucket.PURCHASE].amount == ZERO


def test_after_it_minimums_age_from_where_they_stood_and_missed_ones_never_bear_a_fee() -> None:
    line = _relieved()
    _live(line, LAST + 5 * DAY)
    assert line.days_past_due(LAST + 5 * DAY) < 8
    assert fees(line) == []
    assert [one.kind for one in line.changes.happened if one.kind.startswith("relief.")] == [
        "relief.started",
        "relief.ended",
    ]
    # Without relief 180 days would be up in September.
    _live(line, date(2026, 10, 20))
    assert line.status == "open"
    assert line.state.relief is None
    assert all(one.posted_on > LAST for one in line.changes.transactions if one.kind == "late_fee")


def test_interest_of_the_cycle_in_which_it_ends_is_that_of_the_days_after_it() -> None:
    line = _relieved()
    _live(line, LAST + 40 * DAY)
    (one,) = [
        t
        for t in line.changes.transactions
        if t.kind == "interest" and LAST < t.posted_on <= LAST + 31 * DAY
    ]
    spans = [(date.fromisoformat(a), date.fromisoformat(b), c) for a, b, c in one.detail["spans"]]
    assert all(not minor for _, last, minor in spans if last <= LAST)
    assert any(minor for first, _, minor in spans if first > LAST)


def test_a_payoff_past_its_last_day_counts_the_days_after_it_only() -> None:
    line = _relieved()
    today = LAST - 3 * DAY
    _live(line, today)
    inside, beyond = payoff(line, LAST, today), payoff(line, LAST + 5 * DAY, today)
    assert isinstance(inside, Payoff)
    assert isinstance(beyond, Payoff)
    assert inside.interest_to_date == ZERO
    apr, owed = line.aprs()[Bucket.PURCHASE], line.state.buckets[Bucket.PURCHASE]
    # Four whole days lie between the last day and the payoff.
    after = Span(LAST + DAY, LAST + 4 * DAY, owed)
    assert beyond.interest_to_date == interest([after], apr)


@pytest.fixture
def pool(demo_copy: str) -> Any:
    with ConnectionPool(demo_copy, min_size=1, open=True) as opened:
        yield opened


def test_staff_open_it_for_an_area_and_give_it_to_a_line_once(pool: Any) -> None:
    today = date(2026, 11, 20)
    now = at(today, time(10))
    period = (today - 5 * DAY, today + 20 * DAY)
    with writing(pool) as books:

        def opens(program: str, area: str, days: tuple[date, date]) -> Window | Refusal:
            return relief.open_window(books, program, area, days, "hurricane", "s-1", now)

        refused = [
            opens("pause-2", "TX", period),
            opens("disaster-relief", " ", period),
            opens("disaster-relief", "TX", (period[1], period[0])),
        ]
        assert [one.code for one in refused if isinstance(one, Refusal)] == [
            "program_unknown",
            "window_vague",
            "window_vague",
        ]
        window = opens("disaster-relief", "TX", period)
        over = opens("shutdown-relief", "US", (today - 9 * DAY, today - DAY))
        assert isinstance(window, Window)
        assert isinstance(over, Window)
        assert [one.window_id for one in repository.windows(books)] == ["rw-001", "rw-002"]

        def give(handle: str, window_id: str) -> Relief | str:
            row = books.execute(
                "SELECT borrower_id FROM servicing.borrowers WHERE handle = %s", [handle]
            ).fetchone()
            assert row is not None
            line, _ = accounts.load(books, load_products(), row[0], lock=True)
            given = relief.give(books, line, window_id, "s-2", now)
            accounts.save(books, line)
            return given.code if isinstance(given, Refusal) else given

        given = give("job-loss", window.window_id)
        assert isinstance(given, Relief)
        assert (given.to_on - given.from_on).days == 89
        assert give("job-loss", window.window_id) == "relief_given"
        assert give("steady", over.window_id) == "window_closed"
        assert give("steady", "rw-009") == "window_unknown"
        assert give("bankruptcy", window.window_id) == "special_status"
        assert give("charged-off", window.window_id) == "line_not_open"
        kept = books.execute("SELECT data FROM servicing.outbox WHERE kind = 'relief.started'")
        assert [row[0]["window_id"] for row in kept] == ["rw-001"]
