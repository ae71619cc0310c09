"""A plan's life in the books: drafted, decided by another person, accepted, kept or broken."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from servicing import nightly
from servicing.accounts import repository as accounts
from servicing.accounts.model import Line
from servicing.calendar import DAY, BusinessDays, add_months
from servicing.clock import DemoClock
from servicing.contract.books import BorrowerBooks
from servicing.contract.quotes import Outcome, Quote, Refusal
from servicing.ledger.reconcile import reconcile
from servicing.money import ZERO, Money
from servicing.payments import receipts
from servicing.plans import (
    Between,
    Intake,
    Option,
    drafts,
    plan_options,
    repository,
    review,
    starting,
    what_if,
)
from servicing.plans.drafts import Decision, Draft, Role
from servicing.products import load_products
from servicing.refusal import Refusal as Refused
from servicing.session import writing

PRODUCTS = load_products()
TALK = "c-1"
ASKED = {
    "program": "reduced-payment-6",
    "income": {"low": "1800", "high": "2000"},
    "essentials": {"low": "1500", "high": "1600"},
    "lasts_months": 6,
    "reason": "lost job",
}


class Scene:
    """One borrower's books, and the desk that decides about them."""

    def __init__(self, dsn: str, pool: Any, handle: str) -> None:
        with psycopg.connect(dsn) as connection:
            row = connection.execute(
                "SELECT borrower_id FROM servicing.borrowers WHERE handle = %s", [handle]
            ).fetchone()
        assert row is not None
        self.dsn, self.pool, self.borrower_id = dsn, pool, str(row[0])
        self.clock = DemoClock(dsn)
        self.books = BorrowerBooks(pool, self.borrower_id, self.clock)

    def line(self) -> Line:
        with writing(self.pool) as connection:
            return accounts.load(connection, PRODUCTS, self.borrower_id)[0]

    def does(self, action: str, **values: Any) -> Outcome:
        quote = self.books.quote(action, values, TALK)
        assert isinstance(quote, Quote), quote
        return self.books.confirm(quote.token, TALK)

    def draft(self, draft_id: str) -> Draft:
        with writing(self.pool) as connection:
            account = self.line().account_id
            found = repository.drafts(connection, account)
        return next(one for one in found if one.draft_id == draft_id)

    def decides(
        self, draft: Draft, staff: str, role: Role = "agent", sha256: str = "", **more: Any
    ) -> Decision | Refused:
        now = self.clock.now()
        desk = review.Desk(staff, role, now, BusinessDays())
        decision = more.pop("decision", "approve")
        with writing(self.pool) as connection:
            line, _ = accounts.load(connection, PRODUCTS, self.borrower_id, lock=True)
            found = review.decide(
                connection,
                line,
                draft.draft_id,
                sha256 or draft.content_sha256,
                decision,
                desk,
                **more,
            )
            accounts.save(connection, line)
        return found

    def edits(self, draft: Draft, staff: str, payment: Money | None) -> Draft | Refused:
        desk = review.Desk(staff, "agent", self.clock.now(), BusinessDays())
        with writing(self.pool) as connection:
            line, _ = accounts.load(connection, PRODUCTS, self.borrower_id, lock=True)
            found = review.edit(connection, line, draft.draft_id, desk, payment)
            accounts.save(connection, line)
        return found

    def on_a_plan(self) -> Line:
        submitted = self.does("submit_hardship_draft", **ASKED)
        assert submitted.reference is not None
        draft = self.draft(submitted.reference)
        assert isinstance(self.decides(draft, "s-2"), Decision)
        accepted = self.does(
            "accept_plan", draft_id=draft.draft_id, content_sha256=draft.content_sha256
        )
        assert accepted.status == "ok", accepted
        return self.line()

    def sound(self) -> bool:
        with psycopg.connect(self.dsn) as connection:
            return reconcile(connection) == []


@pytest.fixture
def pool(demo_copy: str) -> Iterator[Any]:
    with ConnectionPool(demo_copy, min_size=2, open=True) as opened:
        yield opened


def test_a_draft_is_decided_by_another_on_exactly_its_content(demo_copy: str, pool: Any) -> None:
    scene = Scene(demo_copy, pool, "job-loss")
    submitted = scene.does("submit_hardship_draft", **ASKED)
    assert submitted.reference is not None
    first = scene.draft(submitted.reference)
    again = scene.books.quote("submit_hardship_draft", ASKED, TALK)
    assert isinstance(again, Refusal)
    assert again.code == "draft_waiting"
    unapproved = {"draft_id": first.draft_id, "content_sha256": first.content_sha256}
    early = scene.books.quote("accept_plan", unapproved, TALK)
    assert isinstance(early, Refusal)
    assert early.code == "plan_not_approved"

    edited = scene.edits(first, "s-1", first.option.payment + Money.of("5"))
    assert isinstance(edited, Draft)
    assert (edited.draft_version, edited.drafted_by) == (2, "s-1")
    codes = [
        scene.decides(edited, "s-1"),
        scene.decides(edited, "s-2", sha256=first.content_sha256),
        scene.decides(edited, "s-2", decision="decline"),
    ]
    assert [one.code for one in codes if isinstance(one, Refused)] == [
        "same_person",
        "draft_changed",
        "reasons_missing",
    ]
    decided = scene.decides(edited, "s-2", decision="decline", reasons=("income unverified",))
    assert isinstance(decided, Decision)
    late = bool(scene.line().past_due(scene.clock.now().date()))
    assert decided.adverse_action is not late
    assert (decided.notice_due_on is None) is late
    with writing(pool) as connection:
        chain = repository.decisions(connection, scene.line().account_id)
    assert drafts.chain_holds(chain)
    assert not drafts.chain_holds([replace(chain[0], decided_by="s-9")])


def test_a_plan_that_is_kept_and_then_broken(demo_copy: str, pool: Any) -> None:
    scene = Scene(demo_copy, pool, "job-loss")
    before = scene.line()
    line = scene.on_a_plan()
    plan = line.plan
    assert plan is not None
    assert line.aprs() == dict.fromkeys(line.aprs(), Decimal("9.99"))
    assert line.minimum_left() == ZERO
    assert sum(due.remaining.minor for due in line.state.set_aside) == before.minimum_left().minor
    assert scene.sound()

    _live(line, date(2027, 4, 2), pay_on={plan.first_due_on - DAY: plan.payment})
    assert [one.mark for one in line.changes.plan_marks][:3] == ["kept", "missed", "missed"]
    # Two payments are unpaid: the plan ends with the cycle in which the second one fell.
    assert line.changes.plan_over == (plan.plan_id, "broken")
    assert line.plan is None
    assert line.aprs() == before.aprs()
    waiting = {due.due_on for due in before.state.dues if due.remaining}
    assert waiting <= {due.due_on for due in line.state.dues if due.remaining}
    assert line.minimum_left() <= line.undisputed()
    fees = [one.posted_on for one in line.changes.transactions if one.kind == "late_fee"]
    over = max(one.marked_on for one in line.changes.plan_marks)
    assert all(day > over for day in fees)


def test_a_plan_that_is_kept_is_completed(demo_copy: str, pool: Any) -> None:
    scene = Scene(demo_copy, pool, "job-loss")
    agreed = scene.line().aprs()
    line = scene.on_a_plan()
    plan = line.plan
    assert plan is not None
    due_days = [add_months(plan.first_due_on, number) for number in range(plan.months)]
    _live(line, plan.ends_on + 25 * DAY, pay_on={day - DAY: plan.payment for day in due_days})
    assert [one.mark for one in line.changes.plan_marks] == ["kept"] * plan.months
    assert line.changes.plan_over == (plan.plan_id, "completed")
    assert line.state.set_aside == []
    assert line.aprs() == agreed
    assert line.state.delinquency == "current"


def _live(line: Line, until: date, pay_on: Mapping[date, Money]) -> None:
    """Take a line through its days in memory, paying what is planned."""
    days, day = BusinessDays(), line.state.morning_of
    while day < until:
        nightly.evening(line, day)
        day += DAY
        nightly.morning(line, day, days)
        if day in pay_on:
            receipts.receive(line, receipts.schedule(line, pay_on[day], day, "one_off", days))


@pytest.mark.parametrize(
    ("handle", "team"),
    [("bankruptcy", "bankruptcy"), ("active-duty", "military"), ("charged-off", "recovery")],
)
def test_lines_with_protections_get_their_own_team(demo_dsn: str, handle: str, team: str) -> None:
    with ConnectionPool(demo_dsn, min_size=2, open=True) as opened:
        scene = Scene(demo_dsn, opened, handle)
        with writing(opened) as connection:
            books = review.situation(connection, scene.line(), scene.clock.now())
        plans = plan_options(books, Intake(lasts_months=1))
    assert (plans.options, plans.route) == ((), team)


def test_the_plan_in_force_keeps_its_terms(demo_dsn: str) -> None:
    with ConnectionPool(demo_dsn, min_size=2, open=True) as opened:
        line = Scene(demo_dsn, opened, "on-plan").line()
    assert line.plan is not None
    assert set(line.aprs().values()) == {line.plan.apr}
    assert line.state.set_aside == []


def _offered(dsn: str, program: str, **said: Any) -> tuple[Line, Option]:
    with ConnectionPool(dsn, min_size=2, open=True) as opened:
        scene = Scene(dsn, opened, "job-loss")
        line = scene.line()
        with writing(opened) as connection:
            books = review.situation(connection, line, scene.clock.now())
    option = what_if(books, Intake(**said), program)
    assert isinstance(option, Option), option
    return line, option


def _waiting(line: Line) -> set[date]:
    return {due.due_on for due in line.state.dues if due.remaining}


def test_a_pause_proves_no_ability_so_what_was_past_due_is_so_again_and_no_older(
    demo_dsn: str,
) -> None:
    line, pause = _offered(demo_dsn, "pause-2", lasts_months=2)
    waiting, today = _waiting(line), line.state.morning_of
    age = line.days_past_due(today)
    starting.start(line, "pl-1", pause, today, BusinessDays())
    _live(line, pause.ends_on + 25 * DAY, pay_on={})
    assert line.changes.plan_over == ("pl-1", "completed")
    over = next(one for one in line.changes.happened if one.kind == "plan.completed")
    assert "too_few_payments" in over.data["not_reaged"]
    assert waiting <= _waiting(line)
    assert line.state.reaged == []
    lived = (line.state.morning_of - today).days
    assert age <= line.days_past_due(line.state.morning_of) < age + lived
    assert line.status == "open"


@pytest.mark.parametrize("reaged_before", [False, True])
def test_three_payments_in_a_row_bring_a_line_back_once_in_a_year(
    demo_dsn: str, reaged_before: bool
) -> None:
    means = Between(Money.of("100"), Money.of("200"))
    line, option = _offered(demo_dsn, "reduced-payment-3", can_pay=means, lasts_months=3)
    waiting, today = _waiting(line), line.state.morning_of
    line.state.reaged = [today - 200 * DAY] if reaged_before else []
    plan = starting.start(line, "pl-1", option, today, BusinessDays())
    due_days = [add_months(plan.first_due_on, number) for number in range(plan.months)]
    # The second payment is two days late: made good, it counts.
    pays = dict.fromkeys((due_days[0], due_days[1] + 2 * DAY, due_days[2]), plan.payment)
    _live(line, plan.ends_on + 25 * DAY, pay_on=pays)
    assert [one.mark for one in line.changes.plan_marks] == ["kept", "missed", "cured", "kept"]
    assert line.changes.plan_over == ("pl-1", "completed")
    if reaged_before:
        over = next(one for one in line.changes.happened if one.kind == "plan.completed")
        assert over.data["not_reaged"] == "too_soon"
        assert waiting <= _waiting(line)
        assert line.state.delinquency != "current"
    else:
        assert line.state.reaged == [due_days[2] + DAY]
        assert not waiting & _waiting(line)
        assert line.state.delinquency == "current"


def test_past_due_in_parts_is_paid_off_by_its_parts(demo_dsn: str) -> None:
    means = Between(Money.of("900"), Money.of("900"))
    line, option = _offered(demo_dsn, "catch-up-6", can_pay=means, lasts_months=1)
    today = line.state.morning_of
    line.state.reaged = [today - 20 * DAY]
    waiting = line.minimum_left()
    plan = starting.start(line, "pl-1", option, today, BusinessDays())
    due_days = [add_months(plan.first_due_on, number) for number in range(plan.months)]
    _live(line, due_days[1] + DAY, pay_on=dict.fromkeys(due_days[:2], plan.payment))
    left = sum(due.remaining.minor for due in line.state.set_aside)
    assert left == waiting.minor - 2 * -(-waiting.minor // 6)
    _live(line, plan.ends_on + 25 * DAY, pay_on=dict.fromkeys(due_days, plan.payment))
    assert line.changes.plan_over == ("pl-1", "completed")
    assert line.state.delinquency == "current"
    assert len(line.state.reaged) == 1
