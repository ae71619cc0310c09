"""Conversations and turns: isolation by the database, idempotency, one chain under two writers."""

import asyncio
from typing import Any

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from agents.errors import Busy, MessageConflict, Unavailable, UnknownConversation
from agents.ports import ConversationRecord
from agents.turn import Turn
from api.records import Anchor, PostgresConversations, PostgresTurnLog, verify
from tests.api.conftest import AVA, BEN, NOW, hash_of, record_of
from tools.ports import BorrowerId, ConversationId

Pool = AsyncConnectionPool[Any]
OWNER = BorrowerId(AVA.borrower_id)
ID = ConversationId("c1")


def turn(number: int, reply: str = "You owe $1.00.") -> Turn:
    return Turn(
        turn_id=f"t{number}",
        conversation_id=ID,
        reply=reply,
        engine="embedded",
        model_calls=0,
    )


@pytest.fixture
async def conversations(pool: Pool) -> PostgresConversations:
    found = PostgresConversations(pool)
    await found.create(ConversationRecord(ID, OWNER, "app", NOW))
    return found


@pytest.fixture
def log(pool: Pool, conversations: PostgresConversations) -> PostgresTurnLog:
    return PostgresTurnLog(pool)


async def test_a_conversation_comes_back_to_its_owner_only(
    conversations: PostgresConversations,
) -> None:
    assert await conversations.get(OWNER, ID) == ConversationRecord(ID, OWNER, "app", NOW)
    assert await conversations.get(BorrowerId(BEN.borrower_id), ID) is None


async def test_turns_come_back_in_order_to_their_owner_only(log: PostgresTurnLog) -> None:
    for number in (1, 2, 3):
        await log.append(record_of(OWNER, turn(number), f"message {number}", f"m{number}"))
    found = await log.turns(OWNER, ID)
    assert [stored.turn_id for stored in found] == ["t1", "t2", "t3"]
    assert Turn.model_validate(found[0].turn) == turn(1)
    assert await log.turns(BorrowerId(BEN.borrower_id), ID) == ()


async def test_a_cards_fields_keep_their_order(log: PostgresTurnLog) -> None:
    record = record_of(OWNER, turn(1), "pay", "m1")
    record["turn"]["fields"] = {"date": "2026-11-27", "amount": "75.00", "from": "a bank"}
    await log.append(record)
    [stored] = await log.turns(OWNER, ID)
    assert list(stored.turn["fields"]) == ["date", "amount", "from"]


async def test_nobody_appends_to_anothers_conversation(log: PostgresTurnLog) -> None:
    with pytest.raises(UnknownConversation):
        await log.append(record_of(BEN.borrower_id, turn(1), "hello", None))


async def test_raw_sql_through_the_role_sees_own_rows_only(
    pool: Pool, log: PostgresTurnLog
) -> None:
    await log.append(record_of(OWNER, turn(1), "hello", None))
    counts = {}
    for borrower in (AVA.borrower_id, BEN.borrower_id, ""):
        async with pool.connection() as connection, connection.transaction():
            await connection.execute(
                "SELECT set_config('role', 'linewise_records', true),"
                " set_config('linewise.borrower_id', %s, true)",
                [borrower],
            )
            for table in ("conversations", "turns"):
                cursor = await connection.execute(f"SELECT count(*) FROM linewise.{table}")
                counts[borrower, table] = (await cursor.fetchone())[0]  # type: ignore[index]
    assert {key for key, count in counts.items() if count} == {
        (AVA.borrower_id, "conversations"),
        (AVA.borrower_id, "turns"),
    }


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE linewise.turns SET record = '{}'",
        "DELETE FROM linewise.turns",
        "TRUNCATE linewise.turns",
        "DELETE FROM linewise.conversations",
        "UPDATE linewise.conversations SET borrower_id = 'borrower-ben'",
        "UPDATE linewise.conversations SET length = 0",
    ],
)
async def test_even_the_owner_of_the_tables_cannot_change_what_was_recorded(
    pool: Pool, log: PostgresTurnLog, statement: str
) -> None:
    await log.append(record_of(OWNER, turn(1), "hello", None))
    async with pool.connection() as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute(statement.encode())
        await connection.rollback()


async def test_a_client_message_is_answered_once(
    conversations: PostgresConversations, log: PostgresTurnLog
) -> None:
    assert await conversations.answered(OWNER, ID, "m1", hash_of("pay 75")) is None
    await log.append(record_of(OWNER, turn(1), "pay 75", "m1"))
    stored = await conversations.answered(OWNER, ID, "m1", hash_of("pay 75"))
    assert stored is not None
    assert stored["turn_id"] == "t1"
    with pytest.raises(MessageConflict):
        await conversations.answered(OWNER, ID, "m1", hash_of("pay 750"))
    with pytest.raises(Busy):
        await log.append(record_of(OWNER, turn(2), "pay 75", "m1"))
    assert len(await log.turns(OWNER, ID)) == 1


async def test_replicas_that_write_at_once_extend_one_chain(
    pool: Pool, log: PostgresTurnLog
) -> None:
    other = PostgresTurnLog(pool)
    await asyncio.gather(
        *(
            (log, other)[number % 2].append(record_of(OWNER, turn(number), "hi", f"m{number}"))
            for number in range(20)
        )
    )
    found = await verify(pool)
    assert isinstance(found, Anchor)
    assert (found.conversations, found.records) == (1, 20)


async def test_without_a_server_the_records_are_unavailable() -> None:
    async with AsyncConnectionPool(
        "host=/nowhere dbname=none", min_size=0, max_size=1, timeout=0.2, open=False
    ) as gone:
        with pytest.raises(Unavailable):
            await PostgresConversations(gone).get(OWNER, ID)
