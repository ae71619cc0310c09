"""A complaint that the CFPB passes on through its portal, put on record by staff.

The law asks the lender for a timely answer (12 USC 5534(b)); the portal asks for it in 15 days of
the day the Bureau sent it, and within 60 where the first answer says that it takes longer. It is a
complaint like any other, with the Bureau's case number: the same number again is the same one.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import psycopg

from servicing.accounts.model import Line
from servicing.answers import repository
from servicing.calendar import NEW_YORK, BusinessDays, lender_date
from servicing.contacts import rights
from servicing.contacts.rights import RightRecord
from servicing.refusal import Refusal

NUMBER = re.compile(r"\d{6}-\d{6,8}")
WORDS_CHARS_MAX = 10_000
_NUMBER = Refusal("case_number_wrong", "The Bureau's case numbers look like 251120-1234567.")
_NO_WORDS = Refusal("words_missing", "Put down what the complaint says.")
_FUTURE = Refusal("date_in_future", "That day hasn't come yet.")
_ANSWERED = Refusal("matter_closed", "A complaint with that case number was answered already.")
_LONG_AGO = Refusal("before_opening", "The line wasn't open on that day.")


@dataclass(frozen=True, slots=True)
class Passed:
    """A complaint as the portal shows it; `sent_on` is when the Bureau sent it to the lender."""

    case_number: str
    sent_on: date
    words: str


def record(
    connection: psycopg.Connection[Any],
    line: Line,
    passed: Passed,
    by: str,
    now: datetime,
    days: BusinessDays,
) -> RightRecord | Refusal:
    """Put a complaint from the portal on record, its clocks counted from the day it was sent.

    The line is locked by the caller, who saves it.
    """
    if not NUMBER.fullmatch(passed.case_number):
        return _NUMBER
    if not passed.words.strip():
        return _NO_WORDS
    if passed.sent_on > lender_date(now):
        return _FUTURE
    if passed.sent_on < line.opened_on:
        return _LONG_AGO
    if repository.answered_case(connection, line, passed.case_number):
        return _ANSWERED
    sent_at = min(datetime.combine(passed.sent_on, time(12), NEW_YORK), now)
    detail = {
        rights.PORTAL: "cfpb",
        rights.CASE_NUMBER: passed.case_number,
        "extra": {"said": passed.words.strip()[:WORDS_CHARS_MAX]},
    }
    found = rights.record(connection, line, "complaint", detail, "", sent_at, days)
    if found.status == "new":
        said = {"portal": "cfpb", "case_number": passed.case_number}
        repository.note(connection, line, found.right_id, "recorded", by, now, said)
        line.changes.touched = True
    return found
