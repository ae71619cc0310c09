"""Files in the books: with the right dispute, once, five at most, and changing nothing."""

import hashlib

import psycopg
import pytest

from servicing.accounts import repository as accounts
from servicing.accounts.model import Line
from servicing.disputes import repository as claims
from servicing.evidence import repository
from servicing.evidence.keeping import FULL, NO_DISPUTE, Kept, keep
from servicing.evidence.model import Offered
from servicing.refusal import Refusal
from tests.servicing.disputes.test_claims import PRODUCTS, Desk, books  # noqa: F401  # a fixture
from tests.servicing.evidence.files import macro_document, png


def offered(content: bytes = b"They charged me twice.", name: str = "note.txt") -> Offered:
    return Offered(name, content, "They charged me twice.", None, 0.1, False)


def sent(desk: Desk, file: Offered, conversation: str = "c-9") -> Kept | Refusal:
    with psycopg.connect(desk.dsn) as connection:
        line = locked(desk, connection)
        kept = keep(connection, line, file, conversation, desk.clock.now())
        accounts.save(connection, line)
        return kept


def locked(desk: Desk, connection: psycopg.Connection) -> Line:
    return accounts.load(connection, PRODUCTS, desk.borrower, lock=True)[0]


def version(desk: Desk) -> int:
    with psycopg.connect(desk.dsn) as connection:
        return locked(desk, connection).version


def test_a_file_goes_to_the_open_dispute_once_and_no_further_than_five(
    books: Desk,  # noqa: F811
) -> None:
    assert sent(books, offered()) == NO_DISPUTE
    books.file("unauthorized_use", books.charges("NVX Digital"))
    before = version(books)
    first = sent(books, offered())
    assert isinstance(first, Kept)
    assert (first.status, first.evidence.number, first.evidence.after_decision) == ("new", 1, False)
    claim = books.claims()[0]
    assert first.dispute.resolve_by == claim.resolve_by
    again = sent(books, offered(name="other.txt"), "c-10")
    assert isinstance(again, Kept)
    assert (again.status, again.evidence) == ("known", first.evidence)
    for number in range(2, 6):
        more = sent(books, offered(f"page {number}".encode()))
        assert isinstance(more, Kept)
        assert more.evidence.number == number
    assert sent(books, offered(b"a sixth")) == FULL
    refused = sent(books, offered(macro_document(), "invoice.pdf"))
    assert isinstance(refused, Refusal)
    assert refused.code == "file_type"
    assert version(books) == before
    with psycopg.connect(books.dsn) as connection:
        held = repository.content(connection, first.evidence.evidence_id)
        assert held == b"They charged me twice."
        assert claims.chain_holds(connection, claim.claim_id)
        told = connection.execute(
            "SELECT kind, count(*) FROM servicing.outbox"
            " WHERE kind LIKE 'claim.evidence%' GROUP BY 1"
        ).fetchall()
        assert told == [("claim.evidence_received", 5)]
        steps = connection.execute(
            "SELECT count(*) FROM servicing.claim_steps WHERE what = 'evidence_received'"
        ).fetchone()
        assert steps == (5,)
    assert books.claims()[0] == claim


def test_what_comes_after_the_decision_is_noted_and_reopens_nothing(
    books: Desk,  # noqa: F811
) -> None:
    books.file("unauthorized_use", books.charges("NVX Digital"))
    claim = books.claims()[0]
    with psycopg.connect(books.dsn) as connection:
        connection.execute(
            "UPDATE servicing.claims SET state = 'resolved_explained', decided_on = '2026-11-20'"
        )
        connection.execute("UPDATE servicing.rights SET status = 'closed'")
    late = sent(books, offered(png(), "photo.png"))
    assert isinstance(late, Kept)
    assert late.evidence.after_decision
    assert late.dispute.decided_on is not None
    after = books.claims()[0]
    assert (after.state, after.decided_on) == ("resolved_explained", late.dispute.decided_on)
    with psycopg.connect(books.dsn) as connection:
        what = connection.execute(
            "SELECT what FROM servicing.claim_steps WHERE claim_id = %s"
            " ORDER BY number DESC LIMIT 1",
            [claim.claim_id],
        ).fetchone()
        assert what == ("evidence_after_decision",)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE servicing.evidence SET name = 'x'",
        "DELETE FROM servicing.evidence",
        "TRUNCATE servicing.evidence CASCADE",
    ],
)
def test_a_file_on_record_stays_as_it_came(dsn: str, statement: str) -> None:
    with psycopg.connect(dsn) as connection, pytest.raises(psycopg.errors.RestrictViolation):
        connection.execute(statement.encode())


def test_postgres_itself_checks_the_hash(books: Desk) -> None:  # noqa: F811
    books.file("unauthorized_use", books.charges("NVX Digital"))
    kept = sent(books, offered())
    assert isinstance(kept, Kept)
    assert kept.evidence.sha256 == hashlib.sha256(b"They charged me twice.").hexdigest()
    with psycopg.connect(books.dsn) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(
            "INSERT INTO servicing.evidence SELECT 'e-x', account_id, borrower_id, right_id, 2,"
            " conversation_id, received_at, name, media_type, size_bytes, repeat('0', 64), content,"
            " text, pages, injection_score, injection_flag, after_decision FROM servicing.evidence"
        )


def test_a_dispute_that_was_taken_back_takes_no_file(books: Desk) -> None:  # noqa: F811
    books.file("unauthorized_use", books.charges("NVX Digital"))
    assert isinstance(sent(books, offered()), Kept)
    with psycopg.connect(books.dsn) as connection:
        connection.execute("UPDATE servicing.claims SET state='withdrawn', decided_on='2026-11-20'")
        connection.execute("UPDATE servicing.rights SET status = 'closed'")
    assert sent(books, offered()) == NO_DISPUTE
