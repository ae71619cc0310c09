"""Which answers may be put forward and agreed to, and by when; no database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from servicing.answers.decisions import Answer, refuse_agreeing, refuse_draft
from servicing.answers.model import Matter, longer, tell_frivolous
from servicing.calendar import BusinessDays
from servicing.disputes.clocks import clocks_for
from servicing.money import Money

DAYS = BusinessDays()
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def matter(kind: str) -> Matter:
    clocks = clocks_for(kind, TODAY, (), DAYS)
    return Matter(
        "r-1", "1", "b-1", kind, "CP-1-01", NOW, "c-1", True, {}, tuple(clocks), frozenset()
    )


REPORT, COMPLAINT = matter("credit_report_dispute"), matter("complaint")
FRIVOLOUS = Answer("r-1", "frivolous", "No month is named.", "ana", 7, "insufficient", "The month.")
CREDIT = Answer("r-1", "monetary_relief", "Sorry.", "ana", 7, credit=Money.of("300.00"))


def test_days_are_those_of_law_and_policy() -> None:
    assert COMPLAINT.due("acknowledge") == date(2026, 11, 24)
    assert COMPLAINT.due("answer") == date(2026, 12, 5)
    final, before = longer(COMPLAINT)
    assert (final.due, before) == (date(2027, 1, 19), "answer"), "60 days"
    assert final.cite == "policy:complaints"
    final, _ = longer(replace(COMPLAINT, detail={"portal": "cfpb", "case_number": "261120-1"}))
    assert (final.due, final.cite) == (date(2027, 1, 19), "12 USC 5534(b)"), "the portal's days"
    final, before = longer(REPORT)
    assert (final.due, final.cite, before) == (
        date(2027, 1, 4),
        "15 USC 1681i(a)(1)(B)",
        "resolve",
    )
    # Thanksgiving isn't a business day: five of them after Friday the 20th are the next Monday's.
    told = tell_frivolous(TODAY, DAYS)
    assert (told.due, told.cite) == (date(2026, 11, 30), "12 CFR 1022.43(f)(2)")


@pytest.mark.parametrize(
    ("of", "answer", "code"),
    [
        (REPORT, FRIVOLOUS, None),
        (REPORT, replace(FRIVOLOUS, ground=None), "ground_missing"),
        (REPORT, replace(FRIVOLOUS, needed=" "), "needed_missing"),
        (REPORT, replace(FRIVOLOUS, reasons=" "), "reasons_missing"),
        (REPORT, replace(FRIVOLOUS, ground="same_again"), "no_earlier_dispute"),
        (REPORT, replace(FRIVOLOUS, outcome="explanation"), "not_its_outcome"),
        (COMPLAINT, FRIVOLOUS, "not_its_outcome"),
        (COMPLAINT, CREDIT, None),
        (COMPLAINT, replace(CREDIT, credit=Money(0)), "credits_dont_fit"),
        (COMPLAINT, replace(CREDIT, outcome="relief"), "credits_dont_fit"),
        (replace(COMPLAINT, is_open=False), CREDIT, "matter_closed"),
    ],
)
def test_an_answer_is_put_forward_whole_or_not(of: Matter, answer: Answer, code: str) -> None:
    refused = refuse_draft(of, answer, TODAY, answered_before=False)
    assert (refused.code if refused else None) == code


def test_nothing_is_found_frivolous_once_its_time_has_passed() -> None:
    last, after = date(2026, 12, 20), date(2026, 12, 21)
    assert refuse_draft(REPORT, FRIVOLOUS, last, answered_before=False) is None
    refused = refuse_draft(REPORT, FRIVOLOUS, after, answered_before=False)
    assert refused is not None
    assert refused.code == "window_passed"
    told = replace(REPORT, clocks=(*REPORT.clocks, tell_frivolous(TODAY, DAYS)))
    refused = refuse_draft(told, FRIVOLOUS, TODAY + timedelta(1), answered_before=False)
    assert refused is not None
    assert refused.code == "tell_first"


def test_another_person_agrees_to_the_very_content_on_the_very_books() -> None:
    sha = CREDIT.content_sha256
    for seen, by, scope, version, code in (
        (sha, "ana", "lead", 7, "same_person"),
        ("0" * 64, "ben", "lead", 7, "content_changed"),
        (sha, "ben", "lead", 8, "books_moved"),
        (sha, "ben", "agent", 7, "above_authority"),
    ):
        refused = refuse_agreeing(COMPLAINT, CREDIT, seen, by, scope, version)  # type: ignore[arg-type]  # a table
        assert refused is not None
        assert refused.code == code
    assert refuse_agreeing(COMPLAINT, CREDIT, sha, "ben", "lead", 7) is None


def test_every_part_of_an_answer_is_in_its_hash() -> None:
    changes = {
        "right_id": "r-2",
        "outcome": "report_verified",
        "reasons": "Other.",
        "made_by": "cy",
        "version": 8,
        "ground": "not_covered",
        "needed": "More.",
        "credit": Money(1),
    }
    hashes = {replace(FRIVOLOUS, **{name: value}).content_sha256 for name, value in changes.items()}  # type: ignore[arg-type]  # a table
    assert len(hashes | {FRIVOLOUS.content_sha256}) == len(changes) + 1
