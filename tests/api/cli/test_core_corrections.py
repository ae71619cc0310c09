"""`linewise core backpost | reage | scra`: shown first, done once, on record with who."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.cli import main
from servicing import nightly
from servicing.accounts import repository, rows
from servicing.accounts.model import Line
from servicing.accounts.postings import charge
from servicing.calendar import DAY, BusinessDays
from servicing.demo import DEMO_DAY
from servicing.ledger.model import Bucket
from servicing.ledger.reconcile import reconcile
from servicing.payments import receipts
from servicing.tables import insert_rows
from tests.servicing.builders import a_line, dollars

Capture = pytest.CaptureFixture[str]
LEAD, AGENT, OPS = ("--by", "st-201"), ("--by", "st-101"), ("--by", "st-301")
WHY = ("--reason", "check found in the mail room")
MISSED = ("backpost", "job-loss", "payment", "150.00", "--on", "2026-09-20", *WHY)
SERVICE = ("scra", "active-duty", "--from", "2026-07-08")
ORDERS = ("--orders", "orders of 1 July 2026, copy on file")


@pytest.fixture
def books(few_copy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LINEWISE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LINEWISE_DATABASE_URL", few_copy)
    return few_copy


def said(capsys: Capture, *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    code = main(["core", *arguments, "--json"])
    printed = capsys.readouterr()
    assert code == 0, printed.err
    found: dict[str, Any] = json.loads(printed.out)
    return found


def refused(capsys: Capture, code: int, *arguments: str) -> str:
    capsys.readouterr()
    assert main(["core", *arguments]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return printed.err


def acts(dsn: str) -> list[dict[str, Any]]:
    with psycopg.connect(dsn) as connection:
        found = connection.execute("SELECT record FROM linewise.staff_acts ORDER BY position")
        return [json.loads(text) for (text,) in found]


def written(dsn: str) -> list[tuple[Any, ...]]:
    """Return what a correction could write: the lines, their rows and postings, and keys."""
    with psycopg.connect(dsn) as connection:
        return connection.execute(
            "SELECT md5(string_agg(a::text, ',' ORDER BY account_id)),"
            " (SELECT count(*) FROM servicing.transactions),"
            " (SELECT count(*) FROM servicing.requests),"
            " (SELECT count(*) FROM servicing.outbox),"
            " (SELECT md5(string_agg(p::text, ',' ORDER BY payment_id)) FROM servicing.payments p),"
            " (SELECT md5(string_agg(f::text, ',' ORDER BY f::text)) FROM servicing.flags f)"
            " FROM servicing.accounts a"
        ).fetchall()


def test_a_missed_payment_is_shown_then_posted_once_and_on_record(
    books: str, capsys: Capture
) -> None:
    before = written(books)
    shown = said(capsys, *MISSED, *LEAD)
    assert written(books) == before
    assert acts(books) == []
    assert not shown["made"]
    first, *rest = shown["posted"]
    assert (first["kind"], first["counts_from"], first["amount"]) == (
        "payment",
        "2026-09-20",
        "-150.00",
    )
    assert {"reversal", "interest_correction"} <= {one["kind"] for one in rest}
    assert float(shown["interest"]) < 0
    owed = [sum(float(both[n]) for both in shown["balances"].values()) for n in (0, 1)]
    assert owed[1] - owed[0] == pytest.approx(float(shown["interest"]) + float(shown["fees"]) - 150)
    assert any(float(one["after"]) < float(one["before"]) for one in shown["minimums"])

    made = said(capsys, *MISSED, *LEAD, "--confirm")
    assert {**made, "made": False} == shown
    again = said(capsys, *MISSED, *AGENT, "--confirm")
    assert again == {**made, "repeated": True}
    with psycopg.connect(books) as connection:
        posted = connection.execute(
            "SELECT count(*) FROM servicing.transactions WHERE effective_on = '2026-09-20'"
            " AND kind = 'payment' AND detail ? 'back_posted'"
        ).fetchone()
        assert posted == (1,)
        assert reconcile(connection) == []
    (act,) = acts(books)
    assert (act["what"], act["staff_id"], act["reasons"]) == ("line.backpost", "st-201", [WHY[1]])
    assert act["detail"]["posted"] == [one["transaction"] for one in made["posted"]]
    assert main(["audit", "verify"]) == 0
    assert "1 acts of staff" in capsys.readouterr().out
    # Another check of the same amount and day is another one, under a key of its own.
    twice = said(capsys, *MISSED, *LEAD, "--confirm", "--key", "second-check")
    assert twice["posted"][0]["transaction"] != made["posted"][0]["transaction"]
    assert "something else" in refused(
        capsys, 2, *MISSED[:3], "151", *MISSED[4:], *LEAD, "--confirm", "--key", "second-check"
    )


def test_a_charge_of_the_past_never_raises_what_was_asked_for(books: str, capsys: Capture) -> None:
    late = ("backpost", "job-loss", "purchase", "900", "--on", "2026-08-20", *WHY, *LEAD)
    shown = said(capsys, *late)
    assert shown["minimums"]
    for one in shown["minimums"]:
        assert one["before"] == one["after"]
        assert float(one["not_raised_to"]) > float(one["after"])
    assert main(["core", *late]) == 0
    printed = capsys.readouterr().out
    assert "what the borrower was told stands" in printed
    assert printed.endswith("nothing is written; --confirm does it\n")


def test_what_is_not_allowed_is_said_in_one_line_and_on_record(books: str, capsys: Capture) -> None:
    other = MISSED[:3]
    for code, arguments, says in (
        (2, (*MISSED, "--by", "st-999"), "nobody 'st-999' on the staff"),
        (2, (*other, "some", *MISSED[4:], *LEAD), "an amount is written 125.00"),
        (2, (*other, "1.005", *MISSED[4:], *LEAD), "no amount in dollars and cents"),
        (2, (*other, "0", *MISSED[4:], *LEAD), "more than $0.00"),
        (2, (*other, "5", "--on", "2027-01-05", *WHY, *LEAD), "hasn't come yet"),
        (2, (*other, "5", "--on", "2026-11-20", *WHY, *LEAD), "no correction of the past"),
        (2, (*other, "5", "--on", "2020-01-05", *WHY, *LEAD), "wasn't open"),
        (2, ("backpost", "nobody", *MISSED[2:], *LEAD), "no borrower 'nobody'"),
        (1, (*MISSED, *OPS), "role_needed"),
        (1, (*other, "900", *MISSED[4:], *AGENT), "most you can decide is $250.00"),
        (1, ("backpost", "charged-off", *MISSED[2:], *LEAD), "line_not_open"),
        (1, ("reage", "job-loss", *WHY, *AGENT), "A lead has to do this"),
        (1, ("reage", "steady", *WHY, *LEAD), "Nothing on this line is past due"),
        (1, ("reage", "job-loss", *WHY, *LEAD), "0 of the 3 minimums in a row are paid"),
        (1, ("reage", "bankruptcy", *WHY, *LEAD), "isn't brought back"),
        (1, ("reage", "charged-off", *WHY, *LEAD), "isn't open any more"),
        (1, (*SERVICE, *LEAD), "service_unverified"),
        (1, ("scra", "steady", "--from", "2024-01-01", *ORDERS, *LEAD), "before service"),
        (1, (*SERVICE[:3], "2025-07-08", "--to", "2025-08-01", *ORDERS, *LEAD), "within 180 days"),
        (2, (*SERVICE, "--to", "2026-07-01", *ORDERS, *LEAD), "can't end before it begins"),
    ):
        assert says in refused(capsys, code, *arguments), arguments
    assert acts(books) == []
    before = written(books)
    refused(capsys, 1, *other, "900", *MISSED[4:], *AGENT, "--confirm")
    refused(capsys, 1, *SERVICE, *LEAD, "--confirm")
    assert written(books) == before
    assert [(one["what"], one["staff_id"], one["refused"]) for one in acts(books)] == [
        ("line.backpost", "st-101", "above_authority"),
        ("line.scra", "st-201", "service_unverified"),
    ]


def test_service_is_credited_above_six_percent_and_capped_from_then_on(
    books: str, capsys: Capture
) -> None:
    before = written(books)
    shown = said(capsys, *SERVICE, *ORDERS, *LEAD)
    assert written(books) == before
    (credit,) = shown["posted"]
    assert credit["kind"] == "adjustment"
    forgiven = sum(float(one["forgiven"]) for one in shown["cycles"])
    assert -float(credit["amount"]) == pytest.approx(forgiven - float(shown["credited_before"]))
    for one in shown["cycles"]:
        assert float(one["charged"]) - float(one["allowed"]) == pytest.approx(
            float(one["forgiven"])
        )
    made = said(capsys, *SERVICE, *ORDERS, *LEAD, "--confirm")
    assert {**made, "made": False} == shown
    assert said(capsys, *SERVICE, *ORDERS, *LEAD, "--confirm")["repeated"]
    # The flag verifies service by now, and what was credited isn't credited again.
    later = said(capsys, *SERVICE, *LEAD)
    assert later["posted"] == []
    assert float(later["credited_before"]) == pytest.approx(forgiven)
    with psycopg.connect(books) as connection:
        verified = connection.execute(
            "SELECT verified FROM servicing.flags JOIN servicing.borrowers USING (borrower_id)"
            " WHERE handle = 'active-duty' AND flag = 'active_duty'"
        ).fetchone()
        assert verified == (True,)
        assert reconcile(connection) == []
    assert [(one["what"], one["refused"]) for one in acts(books)] == [("line.scra", None)]


def behind(dsn: str, opened_on: date = date(2025, 10, 1)) -> None:
    """Put a line there that missed three minimums and paid the next four, the oldest first."""
    line, day, days = a_line(opened_on=opened_on), opened_on, BusinessDays()
    while day < DEMO_DAY:
        if day == opened_on + 5 * DAY:
            charge(line, "purchase", Bucket.PURCHASE, dollars("2000"), day, "Shop")
        if day.day == 22 and day.month not in (5, 6, 7):
            pays = receipts.schedule(line, dollars("100"), day, "one_off", days)
            receipts.receive(line, pays)
        nightly.evening(line, day)
        day += DAY
        receipts.settle_due(line, day, days)
        nightly.morning(line, day, days)
    _write(dsn, line)


def _write(dsn: str, line: Line) -> None:
    whose = {"account_id": line.account_id, "borrower_id": line.borrower_id}
    told = {"borrower_id": line.borrower_id, "handle": "behind", "story": "Fell behind in May"}
    with psycopg.connect(dsn) as connection:
        insert_rows(connection, "borrowers", [{**told, "first_name": "Ada", "name": "Ada B"}])
        insert_rows(connection, "accounts", [repository.account_row(line)])
        insert_rows(connection, "bank_accounts", [{**whose, "label": "Bank", "last4": "0001"}])
        repository.write_children(
            connection, [line], lambda c, table, found: insert_rows(c, table, list(found))
        )
        paid = line.changes.payments.values()
        insert_rows(
            connection,
            "payments",
            [rows.payment_to_row((line.account_id, line.borrower_id), one) for one in paid],
        )


def test_a_line_that_pays_again_is_brought_back_once_a_year(books: str, capsys: Capture) -> None:
    behind(books)
    before = written(books)
    shown = said(capsys, "reage", "behind", *WHY, *LEAD)
    assert written(books) == before
    assert shown["payments_in_a_row"] >= 3
    assert shown["posted"] == []
    assert all(before == after for before, after in shown["balances"].values())
    assert float(shown["past_due"][0]) > 0
    assert (shown["past_due"][1], shown["days_past_due"][1]) == ("0.00", 0)
    made = said(capsys, "reage", "behind", *WHY, *LEAD, "--confirm")
    assert {**made, "made": False} == shown
    assert said(capsys, "reage", "behind", *WHY, *LEAD, "--confirm") == {**made, "repeated": True}
    assert "Nothing on this line is past due" in refused(
        capsys, 1, "reage", "behind", *WHY, *LEAD, "--confirm", "--key", "again"
    )
    assert [(one["what"], one["refused"]) for one in acts(books)] == [
        ("line.reage", None),
        ("line.reage", "nothing_past_due"),
    ]
    with psycopg.connect(books) as connection:
        assert reconcile(connection) == []


def test_the_limits_of_bringing_a_line_back_hold(books: str, capsys: Capture) -> None:
    behind(books)

    def brought_back(*days: str) -> None:
        with psycopg.connect(books) as connection:
            connection.execute(
                "UPDATE servicing.accounts SET state = jsonb_set(state, '{reaged}', %s)"
                " WHERE borrower_id = 'b-test'",
                [json.dumps(days)],
            )

    def why() -> str:
        return refused(capsys, 1, "reage", "behind", *WHY, *LEAD)

    brought_back("2025-12-01")
    assert "within the last 12 months" in why()
    brought_back("2022-03-01", "2025-03-01")
    assert "2 times in five years" in why()
    brought_back("2021-03-01", "2025-03-01")  # the first is longer ago than five years
    assert said(capsys, "reage", "behind", *WHY, *LEAD)["past_due"][1] == "0.00"
    brought_back()
    with psycopg.connect(books) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "UPDATE servicing.accounts SET opened_on = '2026-03-01' WHERE borrower_id = 'b-test'"
        )
    assert "less than 9 months old" in why()
