"""The books of one borrower, answering in the contract's shapes.

Each method is one transaction in a borrower session (a quote or a record: a servicing session).
They block: callers run them in threads.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

import psycopg

from servicing import paydown
from servicing.accounts import projection, stolen
from servicing.accounts import repository as accounts
from servicing.accounts.model import Line
from servicing.calendar import BusinessDays, lender_date
from servicing.clock import Clock
from servicing.contacts import preferences
from servicing.contacts import rights as rights_on_record
from servicing.contract import account, claims, evidence, ledger, payments, plans, quotes, rights
from servicing.disputes import repository as disputes
from servicing.disputes import theft
from servicing.disputes.claims import Received, deadlines
from servicing.disputes.clocks import clocks_for
from servicing.evidence import keeping
from servicing.evidence import repository as files
from servicing.evidence.model import Offered
from servicing.intakes import repository as intakes
from servicing.ledger import repository as journal
from servicing.lines import repository as terms
from servicing.money import Money
from servicing.plans import planner, review
from servicing.plans import repository as drafts
from servicing.products import Product, load_products
from servicing.quotes.model import TokenSource
from servicing.quotes.service import Quotes
from servicing.refusal import Refusal
from servicing.session import Pool, reading, writing

TOKEN_BYTES = 32
INTAKE_KEPT = timedelta(days=60)
Place = tuple[date, str]
"""A row's place in a newest-first order: its day (posted on, payment on) and its id."""
_RANGE = quotes.Refusal(
    code="range_backwards", message="A range starts at its lower end.", policy="hardship-programs"
)
_NO_CHARGE = quotes.Refusal(
    code="transaction_unknown", message="There is no such charge on your account."
)


@dataclass(frozen=True)
class Rules:
    """What every borrower's books go by: products, the calendar, and where tokens come from."""

    products: dict[str, Product] = field(default_factory=load_products)
    days: BusinessDays = field(default_factory=BusinessDays)
    tokens: TokenSource = field(default=lambda: secrets.token_urlsafe(TOKEN_BYTES))


@cache
def packaged_rules() -> Rules:
    """Return the rules that ship with the package; read once, since they are data."""
    return Rules()


@dataclass(frozen=True)
class BorrowerBooks:
    """The books of one borrower, whom row-level security keeps apart from all others.

    `pool` connects as the owner of the schema, or as a member of its two roles. Raises
    `UnknownBorrower`, and psycopg's `OperationalError` or `PoolTimeout` when Postgres is away.
    """

    pool: Pool
    borrower_id: str
    clock: Clock
    rules: Rules = field(default_factory=packaged_rules)

    def snapshot(self) -> account.AccountSnapshot:
        """Return the line as it stands now."""
        with reading(self.pool, self.borrower_id) as connection:
            line, holder = accounts.load(connection, self.rules.products, self.borrower_id)
            chosen = preferences.preferences(connection, line.account_id)
            asked = terms.requests(connection, line.account_id)
            disputed = self._claims(connection, line)
        now, today = self.clock.now(), self.today()
        return account.account_snapshot(line, holder, now, today, chosen, asked, disputed)

    def transactions(
        self,
        since: date | None = None,
        until: date | None = None,
        kinds: tuple[str, ...] = (),
        merchant: str | None = None,
        amount: Decimal | None = None,
        limit: int = 25,
        after: Place | None = None,
    ) -> ledger.TransactionPage:
        """Return the posted transactions that match, newest first, going on after a place."""
        with reading(self.pool, self.borrower_id) as connection:
            account_id, opened_on = accounts.identify(connection, self.borrower_id)
            first, last = since or opened_on, until or self.today()
            wanted = journal.Query(first, last, kinds, merchant, amount)
            found = journal.find(connection, account_id, wanted)
        return ledger.transaction_page(found, limit, first, last, after)

    def statement(self, closing_date: date | None) -> ledger.Statement | None:
        """Return the statement that closed on or last before the date; None if there is none."""
        with reading(self.pool, self.borrower_id) as connection:
            account_id, _ = accounts.identify(connection, self.borrower_id)
            one = accounts.statement_on(connection, account_id, closing_date or self.today())
            if one is None:
                return None
            within = journal.Query(one.opening_on, one.closing_on)
            return ledger.statement(one, journal.find(connection, account_id, within))

    def explain_charge(self, transaction_id: str) -> ledger.ChargeExplanation | quotes.Refusal:
        """Return how an interest or fee charge came about."""
        with reading(self.pool, self.borrower_id) as connection:
            account_id, _ = accounts.identify(connection, self.borrower_id)
            one = journal.get(connection, account_id, transaction_id)
        return _NO_CHARGE if one is None else ledger.explanation(one)

    def daily_interest(self) -> ledger.DailyInterest:
        """Return what today's balances cost per day."""
        return ledger.daily_interest(self._line(), self.today())

    def payoff(self, as_of: date) -> ledger.Payoff | quotes.Refusal:
        """Return what settles the line on a date."""
        found = projection.payoff(self._line(), as_of, self.today())
        return quotes.refusal(found) if isinstance(found, Refusal) else ledger.payoff(found)

    def pay_down(self, monthly: Decimal | None) -> ledger.PayDown | quotes.Refusal:
        """Return how long the line takes to pay off by an amount a month, or by minimums alone."""
        amount = None if monthly is None else Money.of(str(monthly))
        found = paydown.pay_down(self._line(), amount)
        return quotes.refusal(found) if isinstance(found, Refusal) else ledger.pay_down(found)

    def payments(self, limit: int, after: Place | None = None) -> payments.PaymentPage:
        """Return payments of any status, newest first; the count is of all there are."""
        with reading(self.pool, self.borrower_id) as connection:
            line, _ = accounts.load(connection, self.rules.products, self.borrower_id)
            found, count = accounts.payments(connection, line.account_id, limit, after)
        return payments.payment_page(line, found, count, self.clock.now())

    def quote(
        self, action: str, values: Mapping[str, Any], conversation: str
    ) -> quotes.Quote | quotes.Refusal:
        """Quote an action by name, with its inputs as JSON values; nothing changes."""
        return quotes.quote(self._quotes.quote(self.borrower_id, conversation, action, values))

    def confirm(self, token: str, conversation: str) -> quotes.Outcome:
        """Carry out the quoted action once; every repeat returns the first outcome."""
        return quotes.outcome(self._quotes.confirm(self.borrower_id, conversation, token))

    def cancel(self, token: str, conversation: str) -> quotes.Outcome:
        """Withdraw the quote; a quote already confirmed stays confirmed."""
        return quotes.outcome(self._quotes.cancel(self.borrower_id, conversation, token))

    def record_right(
        self, kind: str, detail: Mapping[str, Any], conversation: str
    ) -> rights.RightRecord:
        """Record a right once per event with its clocks. Raises `UnknownRight`.

        A notice of identity theft locks the line and opens its claim; its `extra` says `whole_line`
        where somebody else is said to have opened the line.
        """
        with writing(self.pool) as connection:
            line, _ = accounts.load(connection, self.rules.products, self.borrower_id, lock=True)
            now = self.clock.now()
            one = rights_on_record.record(
                connection, line, kind, detail, conversation, now, self.rules.days
            )
            if kind == theft.KIND:
                whole = detail.get("extra", {}).get(theft.WHOLE_LINE) is True
                theft.notice(connection, line, self._received(line, one), now, whole_line=whole)
            accounts.save(connection, line)
        return rights.right(one)

    def rights(self) -> tuple[rights.RightRecord, ...]:
        """Return the rights on record, newest first."""
        with reading(self.pool, self.borrower_id) as connection:
            account_id, _ = accounts.identify(connection, self.borrower_id)
            found = rights_on_record.records(connection, account_id)
        return tuple(rights.right(one) for one in found)

    def plan_options(self, shown: plans.HardshipIntake) -> plans.PlanOptions | quotes.Refusal:
        """Return the hardship plans that fit what was said; nothing is asked for or kept."""
        try:
            told = plans.told(shown)
        except ValueError:
            return _RANGE
        with reading(self.pool, self.borrower_id) as connection:
            line, _ = accounts.load(connection, self.rules.products, self.borrower_id)
            books = review.situation(connection, line, self.clock.now())
        return plans.plan_options(planner.plan_options(books, told.intake))

    def plan_request(self) -> plans.PlanRequest | None:
        """Return the latest request for a plan and how it stands; None if there is none."""
        with reading(self.pool, self.borrower_id) as connection:
            account_id, _ = accounts.identify(connection, self.borrower_id)
            found = drafts.drafts(connection, account_id)[:1]
            if not found:
                return None
            draft = found[0]
            decided = drafts.decisions(connection, account_id)
            accepted = drafts.is_accepted(connection, draft.draft_id)
        version = (draft.draft_id, draft.draft_version)
        decision = next((d for d in decided if (d.draft_id, d.draft_version) == version), None)
        return plans.plan_request(draft, decision, accepted)

    def hardship_intake(self) -> plans.HardshipIntake | None:
        """Return what was said of a hardship that isn't asked about yet; None once it is, or old.

        What a request was made of is no open intake, and neither is what is months old.
        """
        with reading(self.pool, self.borrower_id) as connection:
            account_id, _ = accounts.identify(connection, self.borrower_id)
            found = intakes.latest(connection, account_id)
            asked = drafts.drafts(connection, account_id)[:1]
        if found is None or found[1] < self.clock.now() - INTAKE_KEPT:
            return None
        told, noted_at = found
        return None if asked and asked[0].submitted_at >= noted_at else plans.intake_shown(told)

    def keep_hardship_intake(
        self, shown: plans.HardshipIntake, conversation: str
    ) -> plans.HardshipIntake | quotes.Refusal:
        """Keep what was said so far, and return it."""
        try:
            told = plans.told(shown)
        except ValueError:
            return _RANGE
        with writing(self.pool) as connection:
            line, _ = accounts.load(connection, self.rules.products, self.borrower_id, lock=True)
            intakes.note(connection, line, told, conversation, self.clock.now())
        return plans.intake_shown(told)

    def keep_evidence(
        self, offered: Offered, conversation: str, about: str | None = None
    ) -> evidence.EvidenceKept | quotes.Refusal:
        """Keep a file with the dispute it is about (its reference), once by its content."""
        with writing(self.pool) as connection:
            line, _ = accounts.load(connection, self.rules.products, self.borrower_id, lock=True)
            now = self.clock.now()
            kept = keeping.keep(connection, line, offered, conversation, now, about)
            accounts.save(connection, line)
        return quotes.refusal(kept) if isinstance(kept, Refusal) else evidence.evidence_kept(kept)

    def evidence(self) -> tuple[evidence.Evidence, ...]:
        """Return the files on record, oldest first."""
        with reading(self.pool, self.borrower_id) as connection:
            account_id, _ = accounts.identify(connection, self.borrower_id)
            found = files.of_line(connection, account_id)
        return tuple(evidence.evidence(one) for one in found)

    def today(self) -> date:
        """Return today on the lender's calendar."""
        return lender_date(self.clock.now())

    def _claims(self, connection: psycopg.Connection[Any], line: Line) -> tuple[claims.Claim, ...]:
        told = claims.told_of(disputes.claims(connection, line.account_id), self.today())
        if not told:
            return ()
        ids = [charge.transaction_id for one in told for charge in one.charges]
        found = journal.transactions(connection, line.account_id, ids=ids)
        posted = {one.transaction_id: one for one in found}
        return tuple(claims.claim(one, posted, stolen.withheld(line)) for one in told)

    def _received(self, line: Line, right: rights_on_record.RightRecord) -> Received:
        """Return the notice behind a right, with the dates that its claim goes by.

        They are worked out from the day of the notice: one recorded by an earlier release has the
        first of them alone.
        """
        told_on = lender_date(right.received_at)
        clocks = clocks_for(right.kind, told_on, line.cycles.ends(told_on, 2), self.rules.days)
        return Received(right.right_id, right.received_at, *deadlines(clocks))

    def _line(self) -> Line:
        with reading(self.pool, self.borrower_id) as connection:
            return accounts.load(connection, self.rules.products, self.borrower_id)[0]

    @cached_property
    def _quotes(self) -> Quotes:
        rules = self.rules
        return Quotes(self.pool, rules.products, self.clock, rules.days, rules.tokens)
