"""Calls and ceasing contact."""

from datetime import datetime
from zoneinfo import ZoneInfo

from servicing.contacts.frequency import (
    Call,
    Consent,
    Tally,
    contact_violates_cease,
    next_call_day,
    presumed,
    tally,
)
from tests.servicing.examples.common import Vector, on

HERE = ZoneInfo("America/New_York")


def at(text: str) -> datetime:
    day = on(text)
    return datetime(day.year, day.month, day.day, 10, tzinfo=HERE)


def placed(day: str, *about: str, talked: tuple[str, ...] = (), number: str = "") -> Call:
    return Call(at(day), frozenset(about), frozenset(talked), number=number)


def call_count(vector: Vector) -> None:
    expected, vector_id = vector["expected"], vector["id"]
    week = [placed(f"04-{day:02d}", "card") for day in range(1, 8)]
    if vector_id == "7in7-i":
        assert tally(week, "card", on("04-07")).calls == expected["count_in_window"]
        calls = [*week, placed("04-08", "card")]
    elif vector_id == "7in7-ii":
        talk = Call(at("08-13"), discussed=frozenset({"card"}), placed=False)
        calls = [talk, placed("08-20", "card")]
    elif vector_id == "7in7-iii":
        calls = [placed(f"10-{day:02d}", "card") for day in range(6, 13)]
    elif vector_id == "7in7-viol-ii":
        calls = [placed("08-11", "card"), placed("08-14", "card", talked=("card",))]
        assert next_call_day(calls, "card", at("08-15")) == on(expected["next_allowed"])
        early = [*calls, placed("08-20", "card")]
        assert presumed(early, "card") == expected["presumed_if_earlier"]
        return
    elif vector_id == "7in7-misdirect":
        calls = [placed(day, "card", number="0199") for day in ("06-01", "06-03")]
        found = tally(calls, "card", on("06-04"), wrong_numbers={"0199"})
        assert found.calls == expected["count"]
        return
    elif vector_id == "7in7-consent-i":
        talk = placed("04-03", "card", talked=("card",))
        consent = [Consent(at("04-03").replace(hour=11), "card")]
        assert presumed([talk, placed("04-06", "card")], "card", consent) == expected["presumed"]
        return
    else:
        _two_debts(vector)
        return
    assert presumed(calls, "card") == expected["presumed"]


def _two_debts(vector: Vector) -> None:
    calls = {
        "7in7-debts-v": [
            *(placed(day, "medical") for day in ("11-09", "11-10")),
            *(placed(day, "card") for day in ("11-09", "11-10", "11-11", "11-11")),
            placed("11-12", "medical", talked=("medical",)),
        ],
        "7in7-debts-vi": [placed("11-09", "medical", talked=("medical", "card"))],
    }[vector["id"]]
    for debt, row in vector["expected"].items():
        assert tally(calls, debt, on("11-12")) == Tally(row["calls"], row["conversations"])


def cease_communication(vector: Vector) -> None:
    given = vector["inputs"]
    found = contact_violates_cease(on(given["email_sent"]), on(given["received"]))
    assert found is vector["expected"]["email_violates"]
