from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from servicing.calendar import BusinessDays, cycle_ends, lender_date
from servicing.disputes.clocks import Clock, billing_error_clocks
from servicing.disputes.kinds import claim_kinds, defence_reaches
from servicing.disputes.notices import (
    counts_until,
    in_time,
    leaves_out_of_autopay,
    pay_by,
    report_dispute_clocks,
    strictest,
)
from servicing.money import Money
from tests.servicing.disputes import naive_calendar as naive

DAYS = BusinessDays()
EDGES = yaml.safe_load(Path(__file__).with_name("edge_dates.yaml").read_text("utf-8"))
DATES = st.dates(date(2022, 1, 1), date(2099, 12, 31))


def due(clocks: tuple[Clock, ...], name: str) -> date:
    return next(clock.due for clock in clocks if clock.name == name)


def by_the_books(rule: str, edge: dict[str, Any]) -> date | None:
    """Return what the books say of an edge."""
    if rule in {"acknowledge", "resolve"}:
        day = edge["received"]
        ends = cycle_ends(edge.get("due_day", 8), edge.get("days_to_due", 25), day, 2)
        return due(billing_error_clocks(day, ends), rule)
    if rule == "notice":
        return counts_until(claim_kinds()[edge["kind"]], edge["sent"])
    if rule == "pay_by":
        return pay_by(edge["told"], edge["next_due"])
    if rule == "report":
        return due(report_dispute_clocks(edge["received"], edge["more"], days=DAYS), "resolve")
    if rule == "frivolous":
        found = edge["found"]
        return due(report_dispute_clocks(found, frivolous_on=found, days=DAYS), "tell_frivolous")
    if rule == "received":
        return lender_date(datetime.fromisoformat(edge["at"]))
    assert rule == "autopay"
    return DAYS.add(edge["runs_on"], -3)


@pytest.mark.parametrize("edge", EDGES, ids=lambda e: f"{e['rule']}-{e['why'][:40]}")
def test_every_edge(edge: dict[str, Any]) -> None:
    assert by_the_books(edge["rule"], edge) == edge["expect"]


def test_there_are_edges_of_every_rule_and_no_two_alike() -> None:
    assert len(EDGES) >= 60
    alike = Counter(str({k: v for k, v in edge.items() if k != "why"}) for edge in EDGES)
    assert max(alike.values()) == 1
    assert {"acknowledge", "resolve", "notice", "autopay", "pay_by", "report"} <= {
        edge["rule"] for edge in EDGES
    }


@given(DATES, st.integers(1, 28), st.integers(21, 25))
def test_the_clocks_are_those_of_a_calendar_counted_by_hand(
    received: date, due_day: int, to_due: int
) -> None:
    clocks = billing_error_clocks(received, cycle_ends(due_day, to_due, received, 2))
    assert due(clocks, "acknowledge") == naive.later(received, 30)
    resolve = due(clocks, "resolve")
    assert resolve == naive.resolve_by(due_day, to_due, received)
    assert due(clocks, "acknowledge") < resolve <= naive.later(received, 90)


@given(DATES, st.integers(-8, 8).filter(bool))
def test_business_days_are_those_of_a_calendar_counted_by_hand(day: date, count: int) -> None:
    assert DAYS.add(day, count) == naive.business(day, count)


@given(DATES, DATES)
def test_a_notice_counts_up_to_the_sixtieth_day(sent: date, received: date) -> None:
    kind = claim_kinds()["computational"]
    assert in_time(kind, sent, received) == ((received - sent).days <= 60)
    assert in_time(claim_kinds()["unauthorized_use"], sent, received)


def test_autopay_within_three_business_days_is_left_to_policy() -> None:
    runs = date(2026, 12, 8)
    assert leaves_out_of_autopay(date(2026, 12, 3), runs, DAYS)
    assert not leaves_out_of_autopay(date(2026, 12, 4), runs, DAYS)


def test_the_strictest_clock_that_is_still_open_leads() -> None:
    clocks = billing_error_clocks(date(2026, 11, 20), (date(2026, 12, 14), date(2027, 1, 14)))
    first, last = strictest(clocks), strictest(clocks, frozenset({"acknowledge"}))
    assert first is not None
    assert last is not None
    assert (first.name, last.name) == ("acknowledge", "resolve")
    assert strictest(clocks, frozenset({"acknowledge", "resolve"})) is None


@pytest.mark.parametrize(
    ("dollars", "same_state", "miles", "reaches"),
    [
        ("50.00", True, 3, False),
        ("50.01", True, 900, True),
        ("80.00", False, 100, True),
        ("80.00", False, 101, False),
        ("80.00", False, None, True),
    ],
)
def test_defences_reach_as_far_as_the_law(
    dollars: str, same_state: bool, miles: int | None, reaches: bool
) -> None:
    assert defence_reaches(Money.of(dollars), same_state, miles) is reaches
    assert defence_reaches(Money.of(dollars), same_state, miles, merchant_is_ours=True)


def test_which_kinds_reach_a_line_without_a_card() -> None:
    cardless = {name for name, kind in claim_kinds().items() if kind.reaches(card_access=False)}
    assert set(claim_kinds()) - cardless == {"unauthorized_use", "quality"}
    seven = {name for name, kind in claim_kinds().items() if "12 CFR 1026.13(a)" in kind.cites}
    assert len(seven) >= 7
