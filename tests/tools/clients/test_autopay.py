"""Autopay authorised, changed and stopped, from quote to the night that takes it."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from servicing.session import Pool
from tests.tools.clients.books import (
    NOW,
    TALK,
    books_of,
    done,
    quoted,
    refused,
    run_to,
    shown,
    why_not,
)


async def test_autopay_is_changed_stopped_and_set_again(pool: Pool, demo_copy: str) -> None:
    books = await books_of(pool, "steady")
    changed = await quoted(books, "set_autopay", kind="fixed", amount="120.00", days_before_due=3)
    assert changed.disclosure_ids == ("autopay-authorization",)
    assert (await books.snapshot()).autopay.kind == "minimum"  # type: ignore[union-attr]
    outcome = await books.confirm(changed.token, TALK)
    assert shown(outcome)["reference"] == outcome.reference
    seen = (await books.snapshot()).autopay
    assert seen is not None
    assert (seen.kind, seen.amount, seen.days_before_due) == ("fixed", Decimal("120.00"), 3)
    assert changed.fields["first_run"] == "2026-12-06"
    same = await refused(books, "set_autopay", kind="fixed", amount="120.00", days_before_due=3)
    assert same.code == "autopay_is_so"
    off = await done(books, "set_autopay", kind="off")
    assert off.reference == outcome.reference  # the authorisation that ends
    assert (await books.snapshot()).autopay is None
    assert (await refused(books, "set_autopay", kind="off")).code == "autopay_is_off"
    with psycopg.connect(demo_copy) as connection:
        kept = connection.execute("SELECT terms, revoked_at FROM servicing.authorisations")
        terms, revoked_at = kept.fetchone() or ({}, None)
    assert terms["amount"] == "$120.00"
    assert revoked_at is not None


@pytest.mark.slow
async def test_autopay_takes_what_was_authorised(pool: Pool, demo_copy: str) -> None:
    books = await books_of(pool, "limit-request")
    on = await quoted(books, "set_autopay", kind="minimum")
    assert on.fields["first_run"] == "2026-12-18"
    await books.confirm(on.token, TALK)
    run_to(demo_copy, date(2026, 12, 19))
    later = await books_of(pool, "limit-request", NOW + timedelta(days=29))
    statement = await later.statement(date(2026, 11, 24))
    assert statement is not None
    taken = (await later.payments(1)).payments[0]
    assert (taken.source, taken.amount, taken.on) == (
        "autopay",
        statement.minimum_due,
        date(2026, 12, 18),
    )


@pytest.mark.slow
@pytest.mark.parametrize(("day", "stops"), [(14, True), (16, False)])
async def test_a_run_within_three_business_days_still_happens(
    pool: Pool, demo_copy: str, day: int, stops: bool
) -> None:
    await done(await books_of(pool, "limit-request"), "set_autopay", kind="minimum")
    now = datetime.fromisoformat(f"2026-12-{day}T10:00:00-05:00")
    run_to(demo_copy, now.date())
    books = await books_of(pool, "limit-request", now)
    off = await quoted(books, "set_autopay", kind="off")
    assert ("still_runs_on" in off.fields) is not stops
    await books.confirm(off.token, TALK)
    run_to(demo_copy, date(2027, 1, 20))
    later = await books_of(pool, "limit-request", NOW + timedelta(days=62))
    runs = [p.on for p in (await later.payments(20)).payments if p.source == "autopay"]
    assert runs == ([] if stops else [date(2026, 12, 18)])


@pytest.mark.parametrize(
    ("handle", "values", "code"),
    [
        ("steady", {"kind": "fee"}, "autopay_not_covered"),
        ("steady", {"kind": "minimum", "days_before_due": 11}, "autopay_day"),
        ("steady", {"kind": "fixed"}, "autopay_amount"),
        ("bankruptcy", {"kind": "minimum"}, "bankruptcy_hold"),
        ("charged-off", {"kind": "minimum"}, "charged_off_hold"),
    ],
)
async def test_autopay_that_cant_be(
    reading_pool: Pool, handle: str, values: dict[str, Any], code: str
) -> None:
    assert await why_not(reading_pool, handle, "set_autopay", **values) == code
