"""The composition root's part for hardship plans: how they go, who could have one, what if."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from api.failures import BadInput
from servicing.accounts import repository as accounts
from servicing.calendar import lender_date
from servicing.clock import Clock
from servicing.money import Money
from servicing.plans import Between, Excluded, Intake, Option, plan_options, programs, what_if
from servicing.plans import portfolio as views
from servicing.plans.planner import projected_to
from servicing.plans.review import situation
from servicing.products import load_products
from servicing.session import Pool, staff_reading

Progress = Callable[[int, int], None]


class Said(NamedTuple):
    """What a borrower might say, a month, in dollars: each a range, or None."""

    income: tuple[Decimal, Decimal] | None = None
    essentials: tuple[Decimal, Decimal] | None = None
    other_debt: tuple[Decimal, Decimal] | None = None
    can_pay: tuple[Decimal, Decimal] | None = None
    lasts_months: int | None = None


class PlanMonth(NamedTuple):
    """A month of a schedule, in dollars."""

    due_on: date
    payment: Decimal
    interest: Decimal
    fees: Decimal
    balance: Decimal


class Terms(NamedTuple):
    """A programme as it would run. `cost` is interest and fees until nothing is owed."""

    name: str
    payment: Decimal
    apr: Decimal
    months: int
    first_due_on: date
    ends_on: date
    cost: Decimal
    margin: Decimal | None
    decided_by: str
    schedule: tuple[PlanMonth, ...]


class Answer(NamedTuple):
    """A hypothetical: the programme or why not, and what paying otherwise would cost."""

    program: str
    as_of: date
    route: str
    terms: Terms | None
    code: str | None
    why: str | None
    minimum_cost: Decimal
    nothing_cost: Decimal


@dataclass(frozen=True)
class Plans:
    """Hardship plans as staff look at them; nothing is written."""

    pool: Pool
    clock: Clock

    @property
    def today(self) -> date:
        """The books' today."""
        return lender_date(self.clock.now())

    def portfolio(self) -> views.Portfolio:
        """Return how the plans go."""
        with staff_reading(self.pool, "lead") as connection:
            return views.portfolio(connection, self.today)

    def scan(self, progress: Progress) -> views.Scan:
        """Return which lines could have which programme."""
        with staff_reading(self.pool, "lead") as connection:
            return views.scan(connection, load_products(), self.today, progress)

    def what_if(
        self,
        borrower_id: str,
        program: str,
        payment: Decimal | None,
        said: Said,
        on: date | None,
    ) -> Answer:
        """Return a programme on today's books, or on those projected to a day. Writes nothing.

        With a payment but no word on what the borrower can pay, that payment is taken for it.
        Raises `BadInput`.
        """
        if program not in programs():
            raise BadInput(f"there is no programme {program!r}; there are {', '.join(programs())}")
        chosen = None if payment is None else _money(payment)
        intake = _intake(said, chosen)
        with staff_reading(self.pool, "agent", borrower_id) as connection:
            line, _ = accounts.load(connection, load_products(), borrower_id)
            books = situation(connection, line, self.clock.now())
        if on is not None:
            if on < books.today:
                raise BadInput(f"the books are at {books.today}; --on {on} is before that")
            books = projected_to(books, on)
        plans = plan_options(books, intake)
        found = what_if(books, intake, program, chosen)
        return Answer(
            program=program,
            as_of=books.today,
            route=plans.route,
            terms=None if isinstance(found, Excluded) else _terms(found),
            code=found.code if isinstance(found, Excluded) else None,
            why=found.why if isinstance(found, Excluded) else None,
            minimum_cost=plans.minimum_path.cost.dollars,
            nothing_cost=plans.nothing_path.cost.dollars,
        )


def _terms(option: Option) -> Terms:
    return Terms(
        name=option.name,
        payment=option.payment.dollars,
        apr=option.apr,
        months=option.months,
        first_due_on=option.first_due_on,
        ends_on=option.ends_on,
        cost=option.whole.cost.dollars,
        margin=None if option.margin is None else option.margin.dollars,
        decided_by=option.decided_by,
        schedule=tuple(
            PlanMonth(
                month.due_on,
                month.payment.dollars,
                month.interest.dollars,
                month.fees.dollars,
                month.balance.dollars,
            )
            for month in option.schedule
        ),
    )


def _intake(said: Said, chosen: Money | None) -> Intake:
    can_pay = said.can_pay
    if chosen is not None and can_pay is None and said.income is None:
        can_pay = (chosen.dollars, chosen.dollars)
    return Intake(
        income=_between(said.income),
        essentials=_between(said.essentials),
        other_debt=_between(said.other_debt),
        can_pay=_between(can_pay),
        lasts_months=said.lasts_months,
    )


def _between(ends: tuple[Any, Any] | None) -> Between | None:
    if ends is None:
        return None
    try:
        return Between(_money(ends[0]), _money(ends[1]))
    except ValueError as error:
        raise BadInput(f"a range starts at its lower end, not {ends[0]}-{ends[1]}") from error


def _money(amount: Decimal) -> Money:
    try:
        return Money.of(str(amount))
    except (ValueError, ArithmeticError) as error:
        raise BadInput(f"{amount} is no amount in dollars and cents") from error
