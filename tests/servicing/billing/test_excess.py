"""Payments above the minimum: every official example of 12 CFR 1026.53."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicing.billing.excess import (
    Balance,
    allocate_excess,
    deferred_window,
    pays_deferred_first,
)
from servicing.calendar import DAY, Cycle, add_months
from servicing.money import ZERO, Money, total

BALANCES = {
    "i": [("cash", 500, 20), ("purchase", 1500, 15)],
    "iii": [("cash", 100, 20), ("purchase", 300, 18), ("protected", 600, 12)],
    "iv": [("cash", 500, 20), ("purchase", 1000, 15), ("transfer", 2000, 15)],
}


def dollars(amount: float) -> Money:
    return Money(round(amount * 100))


def balances(rows: list[tuple[str, int, int]]) -> list[Balance]:
    return [Balance(name, dollars(amount), Decimal(apr)) for name, amount, apr in rows]


def months(year: int, first: int, last: int, due_day: int = 25) -> list[Cycle]:
    openings = [date(year, month, 1) for month in range(first, last + 1)]
    return [Cycle(day, add_months(day, 1) - DAY, day.replace(day=due_day)) for day in openings]


@pytest.mark.parametrize(
    ("given_", "excess", "expected"),
    [
        ("i", 800, {"cash": 500, "purchase": 300}),  # cmt. 53-5.i
        ("i", 400, {"cash": 400}),  # 5.ii
        ("iii", 500, {"cash": 100, "purchase": 300, "protected": 100}),  # 5.iii
        ("iv", 800, {"cash": 500, "purchase": 300}),  # 5.iv: equal rates as the lender likes
    ],
)
def test_the_highest_rate_first(given_: str, excess: int, expected: dict[str, int]) -> None:
    parts, left = allocate_excess(dollars(excess), balances(BALANCES[given_]))
    assert parts == {name: dollars(amount) for name, amount in expected.items()}
    assert left == ZERO


@pytest.mark.parametrize(
    ("excess", "at_cycle_end", "at_crediting"),
    [
        (400, {"regular": 200, "promo": 200}, {"promo": 400}),  # cmt. 53-2.i
        (750, {"regular": 200, "promo": 500}, {"promo": 500, "regular": 250}),  # 53-2.ii
    ],
)
def test_the_lender_may_decide_by_the_cycles_end_or_by_the_day(
    excess: int, at_cycle_end: dict[str, int], at_crediting: dict[str, int]
) -> None:
    march_31 = balances([("promo", 500, 5), ("regular", 200, 15)])
    april_25 = balances([("promo", 500, 18), ("regular", 300, 15)])
    parts, left = allocate_excess(dollars(excess), march_31)
    assert parts == {name: dollars(amount) for name, amount in at_cycle_end.items()}
    assert left == dollars(max(excess - 700, 0))  # 50 goes to the April purchase
    parts, left = allocate_excess(dollars(excess), april_25)
    assert parts == {name: dollars(amount) for name, amount in at_crediting.items()}
    assert left == ZERO


@pytest.mark.parametrize(
    ("excess", "expected"),
    [
        (900, {"cash": 300, "purchase": 600}),  # cmt. 53-3.i
        (1400, {"cash": 300 + 100, "purchase": 1000}),  # 53-3.ii: nothing else left to pay
    ],
)
def test_a_disputed_part_comes_last(excess: int, expected: dict[str, int]) -> None:
    cash = Balance("cash", dollars(500), Decimal(25), disputed=dollars(200))
    purchase = Balance("purchase", dollars(1000), Decimal(17))
    parts, _ = allocate_excess(dollars(excess), [cash, purchase])
    assert parts == {name: dollars(amount) for name, amount in expected.items()}


def test_4_a_deferred_balance_counts_as_having_no_rate_until_it_expires() -> None:
    # cmt. 53-4: both at 15 %, deferred until July 1
    cycles = months(2026, 1, 12)
    owed = [
        Balance("purchase", dollars(1000), Decimal(15)),
        Balance("deferred", dollars(2000), Decimal(15), deferred_until=date(2026, 7, 1)),
    ]
    early, _ = allocate_excess(dollars(300), owed, date(2026, 4, 25), cycles)
    late, _ = allocate_excess(dollars(300), owed, date(2026, 6, 25), cycles)
    assert (early, late) == ({"purchase": dollars(300)}, {"deferred": dollars(300)})


def test_5_v_A_deferred_interest_month_by_month() -> None:
    # cmt. 53-5.v.A: 1,200 deferred to June 30; 200 of other purchases a month
    cycles = months(2026, 1, 8)
    deferred, other = dollars(1200), dollars(200)
    found = {}
    for month in range(2, 7):
        owed = [
            Balance("deferred", deferred, Decimal(15), deferred_until=date(2026, 6, 30)),
            Balance("other", other, Decimal(15)),
        ]
        parts, left = allocate_excess(dollars(400), owed, date(2026, month, 25), cycles)
        assert left == ZERO
        found[month] = (parts.get("other", ZERO), parts.get("deferred", ZERO))
        deferred = deferred - found[month][1]
        other = other - found[month][0] + dollars(200)
    regular = (dollars(200), dollars(200))
    assert found == {
        2: regular,
        3: regular,
        4: regular,
        5: (ZERO, dollars(400)),
        6: regular,
    }
    assert deferred == ZERO


def test_5_v_B_a_request_may_be_followed_where_a_balance_is_deferred() -> None:
    # cmt. 53-5.v.B: 800 on April 25, asked for the deferred balance
    cycles = months(2026, 1, 8)
    owed = [
        Balance("deferred", dollars(800), Decimal(15), deferred_until=date(2026, 6, 30)),
        Balance("other", dollars(200), Decimal(15)),
    ]
    asked, _ = allocate_excess(dollars(800), owed, date(2026, 4, 25), cycles, "deferred")
    assert asked == {"deferred": dollars(800)}
    ordinary = balances(BALANCES["i"])
    ignored, _ = allocate_excess(dollars(400), ordinary, date(2026, 4, 25), cycles, "purchase")
    assert ignored == {"cash": dollars(400)}


@pytest.mark.parametrize(
    ("expires", "window"),
    [(15, [4, 5]), (24, [4, 5]), (25, [5, 6]), (27, [5, 6]), (30, [5, 6])],  # cmt. 53(b)-2
)
def test_the_last_two_cycles(expires: int, window: list[int]) -> None:
    found = deferred_window(date(2026, 6, expires), months(2026, 1, 9))
    assert [cycle.first_day.month for cycle in found] == window


def test_days_of_the_last_cycle_count_up_to_an_early_expiration() -> None:
    # cmt. 53(b)-2: "as well as any amount paid … before June 15"
    cycles, expires = months(2026, 1, 9), date(2026, 6, 15)
    assert not pays_deferred_first(date(2026, 3, 31), expires, cycles)
    assert pays_deferred_first(date(2026, 4, 1), expires, cycles)
    assert pays_deferred_first(date(2026, 6, 14), expires, cycles)
    assert not pays_deferred_first(date(2026, 6, 16), expires, cycles)


@given(
    st.integers(0, 10**6).map(Money),
    st.lists(
        st.tuples(
            st.integers(0, 10**5),
            st.integers(0, 36),
            st.integers(0, 10**5),
            st.one_of(st.none(), st.integers(0, 250)),
        ),
        max_size=6,
    ),
    st.integers(0, 250),
)
def test_every_cent_once_and_never_more_than_is_owed(
    amount: Money, rows: list[tuple[int, int, int, int | None]], paid_after: int
) -> None:
    start = date(2026, 1, 1)
    owed = [
        Balance(
            str(index),
            Money(minor),
            Decimal(apr),
            Money(min(disputed, minor)),
            None if deferred is None else start + timedelta(days=deferred),
        )
        for index, (minor, apr, disputed, deferred) in enumerate(rows)
    ]
    on = start + timedelta(days=paid_after)
    parts, left = allocate_excess(amount, owed, on, months(2026, 1, 12))
    by_name = {balance.name: balance for balance in owed}
    assert total(parts.values()) + left == amount
    assert all(ZERO < part <= by_name[name].amount for name, part in parts.items())
    assert left == ZERO or total(parts.values()) == total(one.amount for one in owed)
    into_disputes = any(
        part > by_name[name].amount - by_name[name].disputed for name, part in parts.items()
    )
    undisputed = total(one.amount - one.disputed for one in owed)
    assert not into_disputes or total(parts.values()) > undisputed
