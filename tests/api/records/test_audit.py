"""A tampered chain is found, and its first broken record is named."""

import hashlib
from typing import Any

import pytest
from psycopg_pool import AsyncConnectionPool

from agents.ports import ConversationRecord
from agents.turn import Turn
from api.records import Anchor, Break, PostgresConversations, PostgresTurnLog, export, verify
from tests.api.conftest import AVA, NOW, record_of
from tools.ports import BorrowerId, ConversationId

Pool = AsyncConnectionPool[Any]


@pytest.fixture
async def filled(pool: Pool) -> Pool:
    """Two conversations, c1 with four turns and c2 with one."""
    conversations, log = PostgresConversations(pool), PostgresTurnLog(pool)
    for id, count in (("c1", 4), ("c2", 1)):
        owner = BorrowerId(AVA.borrower_id)
        await conversations.create(ConversationRecord(ConversationId(id), owner, "app", NOW))
        for number in range(1, count + 1):
            turn = Turn(
                turn_id=f"{id}-t{number}",
                conversation_id=id,
                reply="Café: 1e22 is a lot.",
                engine="embedded",
                model_calls=0,
            )
            record = record_of(owner, turn, f"text {number} \u0000", None)
            record["inputs"] |= {"score": 1e22, "small": 1e-07}
            await log.append(record)
    return pool


async def tamper(pool: Pool, statement: str) -> None:
    """Do what only the owner of the database can: switch the triggers off and rewrite."""
    async with pool.connection() as connection:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(statement.encode())
        await connection.execute("RESET session_replication_role")


async def test_an_untouched_log_holds_and_its_anchor_is_stable(filled: Pool) -> None:
    found = await verify(filled)
    assert found == await verify(filled)
    assert isinstance(found, Anchor)
    assert (found.conversations, found.records) == (2, 5)


@pytest.mark.parametrize(
    ("statement", "position", "turn_id", "reason"),
    [
        (
            "UPDATE linewise.turns SET record = replace(record, 'a lot', 'a bit')"
            " WHERE turn_id = 'c1-t2'",
            2,
            "c1-t2",
            "its content doesn't match its hash",
        ),
        (
            "UPDATE linewise.turns SET hash = repeat('0', 64) WHERE turn_id = 'c1-t3'",
            3,
            "c1-t3",
            "its content doesn't match its hash",
        ),
        (
            "UPDATE linewise.turns SET prev_hash = repeat('0', 64) WHERE turn_id = 'c1-t3'",
            3,
            "c1-t3",
            "it doesn't continue the record before it",
        ),
        (
            "DELETE FROM linewise.turns WHERE turn_id = 'c1-t2'",
            3,
            "c1-t3",
            "turn 2 is missing",
        ),
        (
            "DELETE FROM linewise.turns WHERE turn_id = 'c1-t4'",
            4,
            None,
            "turn 4 is missing",
        ),
        (
            "UPDATE linewise.turns SET borrower_id = 'borrower-ben' WHERE turn_id = 'c1-t1'",
            1,
            "c1-t1",
            "its columns don't match its content",
        ),
        (
            "UPDATE linewise.turns SET at = at + interval '1 day' WHERE turn_id = 'c1-t1'",
            1,
            "c1-t1",
            "its time doesn't match its content",
        ),
        (
            "UPDATE linewise.conversations SET borrower_id = 'borrower-ben' WHERE id = 'c1'",
            1,
            "c1-t1",
            "it doesn't continue the record before it",
        ),
        (
            "UPDATE linewise.conversations SET head = repeat('0', 64) WHERE id = 'c1'",
            5,
            None,
            "the chain doesn't end at its head",
        ),
    ],
)
async def test_tampering_names_the_first_broken_record(
    filled: Pool, statement: str, position: int, turn_id: str | None, reason: str
) -> None:
    await tamper(filled, statement)
    assert await verify(filled) == Break("c1", position, turn_id, reason)


async def test_a_rewritten_chain_shows_in_the_anchor(filled: Pool) -> None:
    before = await verify(filled)
    await tamper(
        filled,
        "WITH rewritten AS (SELECT replace(record, 'a lot', 'a bit') AS record, encode(sha256("
        "convert_to(prev_hash || E'\\n' || position || E'\\n' || replace(record, 'a lot', 'a bit'),"
        " 'UTF8')), 'hex') AS hash FROM linewise.turns WHERE conversation_id = 'c2'),"
        " head AS (UPDATE linewise.conversations c SET head = r.hash FROM rewritten r"
        " WHERE c.id = 'c2') UPDATE linewise.turns t SET record = r.record, hash = r.hash"
        " FROM rewritten r WHERE t.conversation_id = 'c2'",
    )
    after = await verify(filled)
    assert isinstance(before, Anchor)
    assert isinstance(after, Anchor)
    assert before.sha256 != after.sha256


async def test_an_export_can_be_checked_with_sha256_alone(filled: Pool) -> None:
    exported = await export(filled, "c1")
    assert exported is not None
    opening, *turns = exported
    previous = turns[0]["prev_hash"]
    for entry in turns:
        text = f"{previous}\n{entry['position']}\n{entry['record']}"
        assert hashlib.sha256(text.encode()).hexdigest() == entry["hash"]
        previous = entry["hash"]
    assert previous == opening["head"]
    assert await export(filled, "nobody") is None
