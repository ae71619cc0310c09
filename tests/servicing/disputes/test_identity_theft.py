"""Identity theft in the books: locked and set aside at the notice, undone or credited by two."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from servicing.accounts import draws
from servicing.accounts import repository as accounts
from servicing.accounts.model import Line
from servicing.accounts.postings import charge
from servicing.contacts import rights
from servicing.contract.quotes import Quote, Refusal
from servicing.disputes import repository, watch, work
from servicing.disputes.decisions import Outcome
from servicing.disputes.model import Claim
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money
from servicing.payments import receipts
from servicing.refusal import Refusal as Refused
from tests.servicing.disputes.test_claims import CONVERSATION, PRODUCTS, At, Desk
from tests.servicing.disputes.test_course import DAYS, act, events, to

TODAY = date(2026, 11, 20)


@pytest.fixture
def late(few_copy: str) -> Iterator[Desk]:
    """Return the books of a line that missed two minimums and bore late fees for them."""
    with ConnectionPool(few_copy, min_size=1, max_size=2, open=True) as pool:
        yield Desk(few_copy, pool, At(), "job-loss")


@pytest.fixture
def steady(few_copy: str) -> Iterator[Desk]:
    """Return the books of a line in good standing, with autopay."""
    with ConnectionPool(few_copy, min_size=1, max_size=2, open=True) as pool:
        yield Desk(few_copy, pool, At(), "steady")


def told(desk: Desk, *, whole_line: bool = True) -> Any:
    detail = {"span": "in my name", "extra": {"whole_line": True} if whole_line else {}}
    return desk.books.record_right("identity_theft", detail, CONVERSATION)


def line_of(desk: Desk) -> Line:
    with psycopg.connect(desk.dsn) as connection:
        return accounts.load(connection, PRODUCTS, desk.borrower)[0]


def decide(desk: Desk, claim: Claim, outcome: Outcome, credited: Money = ZERO) -> Claim | Refused:
    now = desk.clock.now()
    credits = {claim.claim_id: credited} if credited else {}

    def both(connection: psycopg.Connection, line: Line) -> Claim | Refused:
        said = "The application came from the borrower's own device."
        made = work.put_forward(
            connection, line, claim.claim_id, outcome, credits, said, "ana", now
        )
        if isinstance(made, Refused):
            return made
        put = repository.proposal(connection, made)
        assert put is not None
        return work.agree(connection, line, made, put.content_sha256, "ben", "lead", now)

    done: Claim | Refused = act(desk, both)
    return done


def test_the_notice_locks_the_line_and_nothing_of_it_is_asked_for(late: Desk) -> None:
    before = line_of(late)
    assert before.days_past_due(TODAY) > 0
    right = told(late)
    (claim,) = late.claims()
    assert (claim.kind, claim.whole_line, claim.right_id) == ("identity_theft", True, right.id)
    assert [(clock.name, clock.cite) for clock in right.clocks] == [
        ("verify", "policy:identity-theft"),
        ("resolve", "12 CFR 1026.13(c)(2)"),
    ]
    assert claim.acknowledge_by == date(2026, 11, 25)
    assert claim.resolve_by == right.clocks[1].due <= TODAY + timedelta(days=90)
    seen = late.books.snapshot()
    assert seen.available_credit == 0
    assert (seen.minimum_due, seen.past_due, seen.days_past_due) == (0, 0, 0)
    assert seen.balance.disputed == seen.balance.current == before.balance.dollars
    assert seen.no_draw is not None
    assert seen.no_draw.code == "draw_locked"
    assert late.reconciles()
    to(late, date(2027, 1, 5))
    line = line_of(late)
    assert (line.past_due(date(2027, 1, 5)), line.state.delinquency) == (ZERO, "current")
    assert line.balance == line.state.buckets[Bucket.DISPUTED]
    assert late.reconciles()


def test_told_again_or_by_a_second_borrower_it_changes_nothing_more(late: Desk) -> None:
    with ConnectionPool(late.dsn, min_size=1, max_size=2, open=True) as pool:
        other = Desk(late.dsn, pool, late.clock, "steady")
        untouched = line_of(other)
        first = told(late)
        after = line_of(late)
        again = told(late)
        assert (first.status, again.status, again.id) == ("new", "known", first.id)
        assert line_of(late) == after
        assert len(late.claims()) == 1
        assert line_of(other) == untouched
        assert other.claims() == []


def test_told_by_four_at_once_it_is_one_claim(late: Desk) -> None:
    with ConnectionPool(late.dsn, min_size=4, max_size=4, open=True) as pool:
        desks = [Desk(late.dsn, pool, late.clock, "job-loss") for _ in range(4)]
        with ThreadPoolExecutor(4) as at_once:
            records = list(at_once.map(told, desks))
    assert sorted(one.status for one in records) == ["known", "known", "known", "new"]
    (claim,) = late.claims()
    assert claim.withheld == line_of(late).state.buckets[Bucket.DISPUTED]
    assert late.reconciles()


def test_neither_autopay_nor_a_scheduled_payment_nor_a_draw_goes_on(steady: Desk) -> None:
    on = date(2026, 12, 1)
    act(steady, lambda c, line: receipts.schedule(line, Money.of("40.00"), on, "one_off", DAYS))
    act(steady, lambda c, line: draws.ask(line, Money.of("100.00"), TODAY, TODAY))
    told(steady)
    seen = steady.books.snapshot()
    # Nothing that the borrower confirmed is undone by words alone: it waits, and isn't carried out.
    assert [one.status for one in seen.pending_payments] == ["scheduled"]
    assert len(seen.pending_draws) == 1
    assert seen.autopay is not None
    assert (seen.autopay.next_date, seen.autopay.next_amount) == (None, None)
    to(steady, date(2027, 1, 5))
    after = steady.books.snapshot()
    assert (after.pending_payments, after.pending_draws) == ((), ())
    assert len(events(steady, "payment.cancelled")) == 1
    assert events(steady, "draw.posted") == []
    taken = [one for one in line_of(steady).payments.values() if one.on > TODAY]
    assert {one.status for one in taken} <= {"cancelled"}
    assert steady.reconciles()


def test_what_waited_goes_on_if_it_is_denied_before_its_day(steady: Desk) -> None:
    on = date(2026, 12, 1)
    act(steady, lambda c, line: receipts.schedule(line, Money.of("40.00"), on, "one_off", DAYS))
    told(steady)
    (claim,) = steady.claims()
    assert isinstance(decide(steady, claim, "explained"), Claim)
    to(steady, date(2026, 12, 3))
    assert [one.amount for one in line_of(steady).payments.values() if one.on == on] == [
        Money.of("40.00")
    ]
    assert len(events(steady, "payment.cancelled")) == 0


def test_a_use_of_the_name_alone_locks_and_sets_nothing_aside(late: Desk) -> None:
    before = line_of(late)
    told(late, whole_line=False)
    (claim,) = late.claims()
    assert (claim.whole_line, claim.withheld) == (False, ZERO)
    line = line_of(late)
    assert line.blocked
    assert line.state.buckets == before.state.buckets
    assert line.minimum_left() == before.minimum_left()


def test_a_later_notice_widens_it_to_the_whole_line(late: Desk) -> None:
    told(late, whole_line=False)
    told(late)
    (claim,) = late.claims()
    assert claim.whole_line
    assert claim.withheld == line_of(late).balance > ZERO
    told(late, whole_line=False)  # less said later takes nothing back
    (same,) = late.claims()
    assert same == claim
    assert len(events(late, "claim.widened")) == 1
    assert late.reconciles()


def test_not_confirmed_the_lock_is_lifted_and_the_next_statement_asks(late: Desk) -> None:
    before = line_of(late)
    told(late)
    (claim,) = late.claims()
    done = decide(late, claim, "explained")
    assert isinstance(done, Claim), done
    assert (done.state, done.withheld) == ("resolved_explained", before.balance)
    after = line_of(late)
    assert after.state.buckets == before.state.buckets
    assert (after.flags, after.state.stolen) == (before.flags, None)
    assert after.minimum_left() == ZERO
    assert late.books.snapshot().no_draw is None or not after.blocked
    assert events(late, "flag.lowered") == [{"flag": "identity_theft"}]
    (shown,) = late.books.snapshot().claims
    assert (shown.owed, shown.pay_by) == (before.balance.dollars, done.pay_by)
    assert late.reconciles()
    # It is the same again: looked at and locked, but nothing is set aside a second time.
    told(late)
    assert line_of(late).blocked
    assert line_of(late).state.buckets == before.state.buckets
    assert len(late.claims()) == 2


def test_confirmed_all_of_it_is_credited_and_the_line_stays_shut(late: Desk) -> None:
    told(late)
    to(late, date(2026, 12, 20))
    (claim,) = late.claims()
    owed = line_of(late).balance
    assert owed > claim.withheld or owed == claim.withheld
    done = decide(late, claim, "corrected", owed)
    assert isinstance(done, Claim), done
    line = line_of(late)
    assert (line.balance, line.status, line.flags["identity_theft"]) == (ZERO, "closed", True)
    (shown,) = late.books.snapshot().claims
    assert (shown.credited, shown.owed, shown.answer) == (owed.dollars, 0, "corrected")
    assert late.reconciles()
    told(late)
    assert len(late.claims()) == 1

    def late_posting(connection: psycopg.Connection, line: Line) -> None:
        charge(line, "purchase", Bucket.PURCHASE, Money.of("12.00"), date(2026, 12, 20), "A shop")

    act(late, late_posting)
    to(late, date(2026, 12, 22))
    assert line_of(late).balance == ZERO
    assert late.reconciles()


def test_in_part_the_rest_is_owed_and_a_person_works_out_its_interest(late: Desk) -> None:
    told(late)
    (claim,) = late.claims()
    part = Money.of("50.00")
    done = decide(late, claim, "partial", part)
    assert isinstance(done, Claim), done
    assert (done.related, done.credited) == (None, part)
    line = line_of(late)
    assert line.balance == claim.withheld - part == line.undisputed()
    assert not line.blocked
    (shown,) = late.books.snapshot().claims
    assert (shown.credited, shown.owed) == (part.dollars, line.balance.dollars)
    assert len(events(late, "claim.related_by_hand")) == 1
    assert late.reconciles()


def test_past_its_time_it_can_only_be_decided_for_the_borrower(late: Desk) -> None:
    told(late)
    (claim,) = late.claims()
    late.clock.instant += timedelta(days=100)
    refused = decide(late, claim, "explained")
    assert isinstance(refused, Refused)
    assert refused.code == "window_passed"


def test_no_borrower_and_no_one_person_lifts_the_lock(late: Desk) -> None:
    told(late)
    (claim,) = late.claims()
    for values in ({}, {"reference": claim.reference}):
        refused = late.quote("withdraw_claim", values)
        assert isinstance(refused, Refusal)
        assert refused.code == "withdrawal_by_people"

    def alone(connection: psycopg.Connection, line: Line) -> Claim | Refused:
        now = late.clock.now()
        made = work.put_forward(connection, line, claim.claim_id, "explained", {}, "x", "ana", now)
        assert isinstance(made, str)
        put = repository.proposal(connection, made)
        assert put is not None
        return work.agree(connection, line, made, put.content_sha256, "ana", "lead", now)

    refused = act(late, alone)
    assert isinstance(refused, Refused)
    assert refused.code == "same_person"
    assert line_of(late).blocked


def test_by_its_card_the_whole_line_is_claimed_too(late: Desk) -> None:
    quote = late.quote("file_dispute", {"claims": [{"kind": "identity_theft"}]})
    assert isinstance(quote, Quote), quote
    assert late.books.confirm(quote.token, CONVERSATION).status == "ok"
    (claim,) = late.claims()
    assert claim.whole_line
    assert line_of(late).undisputed() == ZERO
    again = late.quote("file_dispute", {"claims": [{"kind": "identity_theft"}]})
    assert isinstance(again, Refusal)


def test_the_queue_has_it_by_its_first_clock_and_the_watch_no_more(late: Desk) -> None:
    told(late)
    with psycopg.connect(late.dsn) as connection:
        (item,) = [i for i in work.queue(connection, TODAY, DAYS) if i.account_id == late.account]
        assert (item.clock.due, item.clock.cite) == (date(2026, 11, 25), "policy:identity-theft")
        rights = [one.right.kind for one in watch.watched(connection, TODAY, DAYS)]
    assert "identity_theft" not in rights
    (claim,) = late.claims()
    now = late.clock.now()
    act(late, lambda c, line: work.acknowledged(c, line, claim.claim_id, "ana", now))
    with psycopg.connect(late.dsn) as connection:
        (item,) = [i for i in work.queue(connection, TODAY, DAYS) if i.account_id == late.account]
    assert (item.clock.name, item.clock.cite) == ("resolve", "12 CFR 1026.13(c)(2)")


def test_cut_off_between_two_steps_it_leaves_nothing_behind(late: Desk) -> None:
    before, rights = line_of(late), len(late.books.rights())
    with psycopg.connect(late.dsn, autocommit=True) as connection:
        connection.execute(
            "ALTER TABLE servicing.claim_steps ADD CONSTRAINT none_today CHECK (what <> 'filed')"
        )
        with pytest.raises(psycopg.errors.CheckViolation):
            told(late)
        assert line_of(late) == before
        assert len(late.books.rights()) == rights
        connection.execute("ALTER TABLE servicing.claim_steps DROP CONSTRAINT none_today")
    assert told(late).status == "new"
    assert line_of(late).blocked


def test_a_charged_off_line_is_left_to_people(few_copy: str) -> None:
    with ConnectionPool(few_copy, min_size=1, max_size=2, open=True) as pool:
        desk = Desk(few_copy, pool, At(), "charged-off")
        before = line_of(desk)
        told(desk)
        assert desk.claims() == []
        assert line_of(desk).state.buckets == before.state.buckets


def test_a_notice_of_an_earlier_release_gets_its_claim_once_it_is_told_again(late: Desk) -> None:
    now = late.clock.now()
    old = act(late, lambda c, line: rights.record(c, line, "identity_theft", {}, "c-1", now, DAYS))
    with psycopg.connect(late.dsn) as connection:
        connection.execute(
            "UPDATE servicing.rights SET clocks = clocks - 1 WHERE right_id = %s", [old.right_id]
        )
    assert late.claims() == []
    assert line_of(late).blocked
    again = told(late)
    assert (again.id, again.status, len(again.clocks)) == (old.right_id, "known", 1)
    (claim,) = late.claims()
    assert claim.whole_line
    assert (claim.acknowledge_by, claim.resolve_by) == (date(2026, 11, 25), date(2027, 2, 9))
