from datetime import UTC, date, datetime
from decimal import Decimal

from tools.values import Count, Leaf, Money, Percent, View, leaves


class Inner(View):
    amount: Money | None
    days: Count


class Outer(View):
    total: Money
    apr: Percent | None
    due: date | None
    at: datetime
    version: int
    rows: tuple[Inner, ...]
    one: Inner | None = None


def test_every_figure_is_found_with_its_kind_also_where_it_is_optional() -> None:
    outer = Outer(
        total=Decimal("1234.5"),
        apr=Decimal("24.990"),
        due=date(2026, 12, 9),
        at=datetime(2026, 11, 21, 2, 0, tzinfo=UTC),
        version=7,
        rows=(Inner(amount=Decimal(75), days=3), Inner(amount=None, days=0)),
    )
    assert list(leaves(outer)) == [
        Leaf("total", "money", "1234.50"),
        Leaf("apr", "percent", "24.99"),
        Leaf("due", "date", "2026-12-09"),
        Leaf("at", "date", "2026-11-20"),  # the lender's calendar, not UTC's
        Leaf("rows.0.amount", "money", "75.00"),
        Leaf("rows.0.days", "count", "3"),
        Leaf("rows.1.days", "count", "0"),
    ]
