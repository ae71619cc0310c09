from datetime import date

import pytest

from agents.borrower.acknowledge import ORDER, QUEUES
from agents.embedded.phrases import keys, slots
from guardrails.rights import KINDS
from servicing.calendar import BusinessDays
from servicing.disputes.clocks import clocks_for
from tests.desk import Desk

RECEIVED = date(2026, 11, 20)
CYCLES = [date(2027, 1, 11), date(2027, 2, 11)]


def test_every_right_has_an_order_and_a_queue() -> None:
    assert set(ORDER) == set(KINDS) == set(QUEUES)


@pytest.mark.parametrize("kind", KINDS)
def test_an_acknowledgement_promises_only_dates_that_its_clocks_hold(kind: str) -> None:
    clocks = {clock.name for clock in clocks_for(kind, RECEIVED, CYCLES, BusinessDays())}
    for key in {kind, f"{kind}_known"} & keys():
        assert slots(key) <= clocks | {"since", "reference"}


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("I want to make a formal complaint", "December 5"),
        ("I was discriminated against because of my race", "December 5"),
        ("the late mark on my credit report is wrong, fix it", "December 20"),
        ("corrijan el error en mi reporte de crédito", "20 de diciembre"),
    ],
)
async def test_what_stands_on_record_is_told_again_with_its_day(
    desk: Desk, text: str, by: str
) -> None:
    await desk.sign_in("steady")
    await desk.ask(text)
    await desk.sign_in("steady")
    again = await desk.ask(text)
    assert by in again.reply
    assert {verdict.outcome for verdict in again.verdicts} == {"pass"}
