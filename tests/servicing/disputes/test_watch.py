"""Past each deadline: green, amber, red, one event a clock, and nothing expires in silence."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise

import psycopg
import pytest

from servicing.calendar import BusinessDays
from servicing.disputes import work
from servicing.disputes.clocks import KINDS, Clock
from servicing.disputes.watch import watched
from servicing.nights.repository import mark_clocks
from servicing.nights.run import advance
from tests.servicing.disputes.test_claims import (  # noqa: F401  # a fixture
    CONVERSATION,
    PRODUCTS,
    Desk,
    books,
)
from tests.servicing.disputes.test_course import act, events

DAYS = BusinessDays()


def lights(desk: Desk, today: date) -> dict[tuple[str, str], work.Light]:
    """Return the light of each open right or claim by its right and its first clock."""
    with psycopg.connect(desk.dsn) as connection:
        items = work.queue(connection, today, DAYS)
        rights = watched(connection, today, DAYS)
    found: dict[tuple[str, str], work.Light] = {
        (item.claim.right_id, item.clock.name): item.light for item in items
    }
    own = {(one.right.right_id, one.clock.name): one.light for one in rights}
    assert not found.keys() & own.keys()
    return found | own


def invoked(desk: Desk) -> Mapping[str, tuple[Clock, ...]]:
    """Invoke every right there is, and file two claims; return the clocks by right."""
    for kind in KINDS:
        desk.books.record_right(kind, {"span": "so they say"}, CONVERSATION)
    wanted = [
        {"kind": "unauthorized_use", "transaction_ids": desk.charges("NVX Digital")},
        {"kind": "billing_error", "transaction_ids": desk.charges("Greenfield Foods")[:1]},
    ]
    quote = desk.quote("file_dispute", {"claims": wanted})
    desk.books.confirm(quote.token, CONVERSATION)  # type: ignore[union-attr]
    with psycopg.connect(desk.dsn) as connection:
        rows = connection.execute(
            "SELECT right_id, clocks FROM servicing.rights WHERE account_id = %s AND status='open'",
            [desk.account],
        ).fetchall()
    return {
        right_id: tuple(
            Clock(one["name"], date.fromisoformat(one["due"]), one["cite"]) for one in clocks
        )
        for right_id, clocks in rows
    }


def mornings(desk: Desk, until: date) -> Iterator[date]:
    """Run the nights up to a day, and stop on each morning."""
    day = desk.clock.now().date()
    while day < until:
        day += timedelta(days=1)
        advance(desk.dsn, day, PRODUCTS)
        yield day


@pytest.mark.slow
def test_every_clock_turns_amber_then_red_and_tells_of_it(books: Desk) -> None:  # noqa: F811
    clocks = invoked(books)
    assert len(clocks) >= len(KINDS)
    every = {(right, one.name): one.due for right, found in clocks.items() for one in found}
    assert max(every.values()) <= books.clock.now().date() + timedelta(days=90)
    seen: dict[tuple[str, str], list[tuple[date, work.Light]]] = {}
    for day in mornings(books, max(every.values()) + timedelta(days=1)):
        for key, light in lights(books, day).items():
            seen.setdefault(key, []).append((day, light))
    order = {"green": 0, "amber": 1, "red": 2}
    for right, found in clocks.items():
        if not found:
            continue
        first = min(found, key=lambda one: one.due)
        history = seen[right, first.name]
        assert all(order[a] <= order[b] for (_, a), (_, b) in pairwise(history)), (right, first)
        for day, light in history:
            assert (light == "red") == (day > first.due), (right, first, day)
            near = first.due <= DAYS.add(day, work.AMBER_BUSINESS_DAYS)
            assert (light == "green") == (not near and day <= first.due)
        assert history[-1][1] == "red"
    late = [(one["right_id"], one["clock"]) for one in events(books, "clock.overdue")]
    assert sorted(late) == sorted(every)
    soon = [(one["right_id"], one["clock"]) for one in events(books, "clock.due_soon")]
    assert len(soon) == len(set(soon))
    # What nobody answered is open still: the notice of identity theft, and what was filed.
    assert [one.is_open for one in books.claims()] == [True, True, True]


def test_an_acknowledged_claim_is_never_overdue_for_it(books: Desk) -> None:  # noqa: F811
    wanted = [
        {"kind": "unauthorized_use", "transaction_ids": books.charges("NVX Digital")},
        {"kind": "billing_error", "transaction_ids": books.charges("Greenfield Foods")[:1]},
    ]
    quote = books.quote("file_dispute", {"claims": wanted})
    books.books.confirm(quote.token, CONVERSATION)  # type: ignore[union-attr]
    one, other = books.claims()
    now = books.clock.now()
    act(books, lambda c, line: work.acknowledged(c, line, one.claim_id, "ana", now))
    due = one.acknowledge_by
    # The nights between would do no more than this one for the clocks.
    with psycopg.connect(books.dsn) as connection:
        connection.execute("SET ROLE linewise_servicing")
        marked = mark_clocks(connection, due + timedelta(days=1), due + timedelta(days=4))
    late = {
        right
        for account, right, _, state, _ in marked
        if (account, state) == (books.account, "overdue")
    }
    assert late == {other.right_id}
    with psycopg.connect(books.dsn) as connection:
        items = work.queue(connection, due + timedelta(days=1), DAYS)
    own = [item for item in items if item.account_id == books.account]
    assert {item.claim.claim_id: item.light for item in own} == {
        one.claim_id: "green",
        other.claim_id: "red",
    }
