"""What no correction reaches behind: terms that changed on what the books said then."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from servicing.accounts.model import Line
from servicing.accounts.servicemember import apply_scra
from servicing.backposts.backpost import Correction, back_post
from servicing.calendar import DAY
from servicing.payments import reaging
from tests.servicing.backposts.test_backpost import OWING, Plan, back_dated, past, refuses
from tests.servicing.builders import MARCH, a_line, dollars

CHARGES_PAID = replace(OWING, on={**OWING.on, 93: [("pay", 60_000)]})
UNTIL = MARCH + 95 * DAY
LATER = UNTIL + 60 * DAY


def bring_back(line: Line) -> None:
    assert line.past_due(UNTIL)
    reaging.reage(line, UNTIL)


def forgive(line: Line) -> None:
    """Credit what was above 6 %; nothing of the charges it rests on may change after that."""
    assert apply_scra(line, line.changes.transactions, date(2026, 4, 1), UNTIL).posted is not None


@pytest.mark.parametrize(
    ("lived", "change"), [(OWING, bring_back), (OWING, forgive), (CHARGES_PAID, forgive)]
)
@pytest.mark.parametrize("kind", ["payment", "purchase"])
def test_nothing_counts_from_before_it_by_itself(
    lived: Plan, change: Callable[[Line], None], kind: str
) -> None:
    line = lived.live(a_line(limit="100000"), UNTIL)
    change(line)
    what = back_dated(kind, dollars("75"), MARCH + 50 * DAY)
    refuses(line, past(line, what.effective_on), what, "history_unclear")


@pytest.mark.parametrize("change", [bring_back, forgive])
def test_what_came_after_its_cycle_is_counted_late_again(change: Callable[[Line], None]) -> None:
    line = OWING.live(a_line(limit="100000"), UNTIL)
    change(line)
    OWING.go_on(line, UNTIL, LATER)
    what = back_dated("payment", dollars("75"), LATER - 3 * DAY)
    assert isinstance(back_post(line, past(line, what.effective_on), what, LATER), Correction)
