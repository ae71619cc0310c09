"""The borrowers whose books tell a story, by handle.

A story sets terms and habits and scripts what the borrower did; the engine does the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from servicing.accounts.model import Autopay, Plan
from servicing.demo.life import Act, Habits, Life, Shop, with_habits
from servicing.money import Money

_NEVER = date(2024, 1, 1)
STRANGER = Shop("NVX Digital", "digital goods", "NVX*DIGITAL 8885550142", 1, 1, 0)


@dataclass(frozen=True)
class Story:
    """A demo borrower to sign in as."""

    handle: str
    line: str
    first_name: str
    last_name: str
    due_day: int
    tier: str
    limit: Money
    habits: Habits
    opened_on: date = date(2024, 11, 12)
    autopay: Autopay | None = None
    script: tuple[tuple[date, Act], ...] = ()
    flags: tuple[tuple[str, date, bool], ...] = field(default=())
    product: str = "revolving"


def buys(name: str, dollars: str, posts_after: int = 2) -> Act:
    """Script a card purchase at a shop of the town, or at the stranger's."""

    def act(life: Life, day: date) -> None:
        shops = {shop.name: shop for shop in (*life.town.shops, STRANGER)}
        life.buy(shops[name], Money.of(dollars), day, posts_after)

    return act


def draws(dollars: str) -> Act:
    """Script a cash draw."""
    return lambda life, day: life.draw(Money.of(dollars), day)


def pays(dollars: str, bounce: str | None = None) -> Act:
    """Script a payment."""
    return lambda life, day: life.pay(Money.of(dollars), day, bounce)


def pays_statement(life: Life, day: date) -> None:
    """Script paying what is left of the last statement."""
    if life.line.state.last is not None:
        life.pay(life.line.state.last.remaining, day)


def turns_to(**habits: object) -> Act:
    """Script a change of habits."""
    return lambda life, day: with_habits(life, **habits)


def raises_flag(flag: str, verified: bool) -> Act:
    """Script a status that the lender learns of."""

    def act(life: Life, day: date) -> None:
        life.line.flags = {**life.line.flags, flag: verified}

    return act


def enters_plan(payment: str, apr: str, months: int, first_due: date, ends: date) -> Act:
    """Script the start of a hardship plan."""

    def act(life: Life, day: date) -> None:
        life.line.plan = Plan(
            plan_id=f"pl-{life.line.account_id}-1",
            program="reduced-payment-6",
            payment=Money.of(payment),
            apr=Decimal(apr),
            months=months,
            first_due_on=first_due,
            ends_on=ends,
        )

    return act


def _monthly(
    day: int, act: Act, first: tuple[int, int], last: tuple[int, int]
) -> list[tuple[date, Act]]:
    months = range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])
    return [(date(month // 12, month % 12 + 1, day), act) for month in months]


def _steady() -> Story:
    return Story(
        handle="steady",
        line="Current, autopay on, in good standing for years",
        first_name="Dolores",
        last_name="Whitcomb",
        due_day=9,
        tier="prime",
        limit=Money.of("6000"),
        habits=Habits(8, "nothing", spend_percent=75, until=date(2026, 9, 28)),
        autopay=Autopay("minimum", None, 0),
        script=(
            *_monthly(11, pays("340"), (2025, 2), (2026, 11)),
            (date(2026, 10, 2), buys("Prairie Market", "86.41")),
            (date(2026, 10, 6), buys("Lantern Fuel", "41.90")),
            (date(2026, 10, 13), buys("Larkspur Pharmacy", "23.15")),
            (date(2026, 10, 17), buys("Cobalt Electronics", "412.38")),
            (date(2026, 10, 24), buys("Blue Door Diner", "37.60")),
            (date(2026, 11, 5), buys("Prairie Market", "92.77")),
            (date(2026, 11, 16), buys("Sparrow Mobile", "64.00")),
            (date(2026, 11, 19), buys("Lantern Fuel", "44.25", 3)),
        ),
    )


def _job_loss() -> Story:
    return Story(
        handle="job-loss",
        line="Lost a job in September; two minimums missed",
        first_name="Terrence",
        last_name="Oyelaran",
        due_day=6,
        tier="standard",
        limit=Money.of("4500"),
        habits=Habits(9, "part", part_percent=14),
        script=(
            (date(2026, 9, 8), turns_to(pays="nothing", purchases_a_month=5)),
            (date(2026, 10, 1), turns_to(until=_NEVER)),
        ),
    )


def _strange_charges() -> Story:
    return Story(
        handle="strange-charges",
        line="Two purchases they didn't make, and a grocer that charged twice",
        first_name="Marisol",
        last_name="Quintanilla",
        due_day=8,
        tier="standard",
        limit=Money.of("5000"),
        habits=Habits(9, "part", part_percent=45, until=date(2026, 10, 9)),
        script=(
            (date(2026, 10, 17), buys("Prairie Market", "58.26")),
            (date(2026, 10, 22), buys("Roadrunner Gas", "39.48")),
            (date(2026, 10, 29), buys("NVX Digital", "84.99", 1)),
            (date(2026, 10, 30), buys("NVX Digital", "129.50", 1)),
            (date(2026, 11, 4), buys("Greenfield Foods", "73.18", 1)),
            (date(2026, 11, 4), buys("Greenfield Foods", "73.18", 1)),
            (date(2026, 11, 9), buys("Hearth Streaming", "15.49", 1)),
            (date(2026, 11, 16), buys("Kettle & Crumb", "18.75", 1)),
        ),
    )


def _residual_interest() -> Story:
    return Story(
        handle="residual-interest",
        line="Paid the last statement in full, yet sees interest from a cash draw",
        first_name="Walter",
        last_name="Brandvold",
        due_day=7,
        tier="standard",
        limit=Money.of("5500"),
        habits=Habits(8, "statement", days_before_due=12, until=date(2026, 11, 8)),
        script=(
            (date(2026, 9, 28), draws("300")),
            (date(2026, 10, 14), turns_to(pays="nothing")),
            (date(2026, 11, 2), pays_statement),
        ),
    )


def _active_duty() -> Story:
    return Story(
        handle="active-duty",
        line="On active duty since July",
        first_name="Renee",
        last_name="Castaneda",
        due_day=12,
        tier="standard",
        limit=Money.of("4000"),
        habits=Habits(8, "part", part_percent=15, until=date(2026, 7, 1)),
        script=((date(2026, 7, 8), raises_flag("active_duty", False)),),
        flags=(("active_duty", date(2026, 7, 8), False),),
    )


def _on_plan() -> Story:
    return Story(
        handle="on-plan",
        line="In month 3 of a 6-month reduced-payment plan",
        first_name="Lucia",
        last_name="Arredondo",
        due_day=28,
        tier="access",
        limit=Money.of("3500"),
        habits=Habits(9, "part", part_percent=8, until=date(2026, 7, 31)),
        script=(
            (
                date(2026, 8, 27),
                enters_plan("45", "9.99", 6, date(2026, 9, 28), date(2027, 2, 28)),
            ),
            (date(2026, 8, 27), turns_to(pays="minimum")),
        ),
    )


def _bankruptcy() -> Story:
    return Story(
        handle="bankruptcy",
        line="Filed chapter 7 and has an attorney",
        first_name="Sheila",
        last_name="Dombrowski",
        due_day=4,
        tier="access",
        limit=Money.of("3000"),
        habits=Habits(9, "part", part_percent=5, until=date(2026, 8, 31)),
        script=(
            (date(2026, 10, 7), raises_flag("bankruptcy", True)),
            (date(2026, 10, 7), raises_flag("attorney_represented", True)),
            (date(2026, 10, 7), turns_to(pays="nothing")),
        ),
        flags=(
            ("bankruptcy", date(2026, 10, 7), True),
            ("attorney_represented", date(2026, 10, 7), True),
        ),
    )


def _returned_payment() -> Story:
    return Story(
        handle="returned-payment",
        line="One returned payment and a first late fee",
        first_name="Curtis",
        last_name="Haverford",
        due_day=9,
        tier="standard",
        limit=Money.of("3800"),
        habits=Habits(8, "part", part_percent=18),
        script=(
            (date(2026, 10, 16), turns_to(pays="nothing")),
            (date(2026, 11, 9), pays("120", "R01")),
        ),
    )


def _limit_request() -> Story:
    return Story(
        handle="limit-request",
        line="Wants a higher limit; income rose, little room left",
        first_name="Priya",
        last_name="Venkataraman",
        due_day=18,
        tier="prime",
        limit=Money.of("5000"),
        habits=Habits(13, "part", part_percent=6, spend_percent=120),
    )


def _charged_off() -> Story:
    return Story(
        handle="charged-off",
        line="Charged off in August",
        first_name="Lyle",
        last_name="Pettibone",
        due_day=10,
        tier="access",
        limit=Money.of("2500"),
        habits=Habits(10, "part", part_percent=6),
        script=((date(2026, 1, 12), turns_to(pays="nothing", until=_NEVER)),),
    )


def _draw_line() -> Story:
    """Tell of a draw due on November 26 that its owner thinks autopay will pay."""
    return Story(
        handle="draw-line",
        line="Subscription draw line; one draw due in six days, thinks autopay covers it",
        first_name="Noemi",
        last_name="Lachapelle",
        due_day=26,
        tier="",
        limit=Money.of("500"),
        habits=Habits(0, "draw", days_before_due=6, refunds=0),
        autopay=Autopay("fee", None, 0),
        script=(
            (date(2025, 1, 9), draws("120")),
            (date(2025, 4, 14), draws("200")),
            (date(2025, 7, 8), draws("150")),
            (date(2025, 10, 20), draws("300")),
            (date(2026, 2, 11), draws("180")),
            (date(2026, 5, 19), draws("220")),
            (date(2026, 8, 12), draws("160")),
            (date(2026, 10, 22), draws("240")),
            (date(2026, 11, 2), turns_to(pays="nothing")),
        ),
        product="draw-line",
    )


_STORIES: tuple[Callable[[], Story], ...] = (
    _steady,
    _job_loss,
    _strange_charges,
    _residual_interest,
    _active_duty,
    _on_plan,
    _bankruptcy,
    _returned_payment,
    _limit_request,
    _charged_off,
    _draw_line,
)


def stories() -> tuple[Story, ...]:
    """Return every story, in the order in which they are listed to people."""
    return tuple(make() for make in _STORIES)
