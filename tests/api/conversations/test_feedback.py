"""What borrowers think of replies: on their own record, the last word counting, and no more."""

import json
from typing import Any

import httpx
import pytest
from psycopg_pool import AsyncConnectionPool

from api.records import Anchor, verify
from api.services import Services
from tests.api.conftest import BEN, bearer
from tests.api.conversations.test_endpoints import is_problem


@pytest.fixture
async def turn_id(ava: httpx.AsyncClient, conversation: str) -> str:
    answer = await ava.post(f"/v1/conversations/{conversation}/messages", json={"text": "hi"})
    return str(answer.json()["turn_id"])


async def records(pool: AsyncConnectionPool[Any]) -> list[dict[str, Any]]:
    async with pool.connection() as connection:
        rows = await connection.execute(
            "SELECT record FROM linewise.turns WHERE kind = 'feedback' ORDER BY position"
        )
        return [json.loads(text) for (text,) in await rows.fetchall()]


async def test_the_last_word_counts_and_the_transcript_tells_it(
    ava: httpx.AsyncClient, conversation: str, turn_id: str, pool: AsyncConnectionPool[Any]
) -> None:
    url = f"/v1/conversations/{conversation}"
    for liked, words in ((True, ""), (True, ""), (False, "ring me on 601-555-0142"), (False, "")):
        answer = await ava.post(
            f"{url}/turns/{turn_id}/feedback", json={"liked": liked, "words": words}
        )
        assert answer.status_code == 200, answer.text
        assert answer.json()["liked"] is liked
        assert "0142" not in answer.text
    [turn] = (await ava.get(url)).json()["turns"]
    assert (turn["turn_id"], turn["liked"]) == (turn_id, False)
    kept = await records(pool)
    assert [(one["inputs"]["of"], one["inputs"]["liked"]) for one in kept] == [
        (turn_id, True),
        (turn_id, False),
    ]
    assert kept[1]["user_text"] == "ring me on <PHONE_1>"
    found = await verify(pool)
    assert isinstance(found, Anchor)
    assert found.records == 3
    shown = (await ava.get("/metrics")).text
    assert 'linewise_feedback_total{liked="true"} 1.0' in shown
    assert 'linewise_feedback_total{liked="false"} 1.0' in shown


async def test_nobody_rates_a_reply_that_isnt_theirs_or_isnt_there(
    ava: httpx.AsyncClient,
    conversation: str,
    turn_id: str,
    services: Services,
    pool: AsyncConnectionPool[Any],
) -> None:
    url = f"/v1/conversations/{conversation}/turns/{turn_id}/feedback"
    body = {"liked": False}
    theirs = await ava.post(url, json=body, headers=bearer(BEN, services))
    assert is_problem(theirs, 404, "unknown_conversation")
    nowhere = await ava.post(url.replace(turn_id, "t999"), json=body)
    assert is_problem(nowhere, 404, "unknown_turn")
    too_long, no_text = "w" * 301, "a\x00b"
    for wrong in (
        {},
        {"liked": "maybe"},
        *({"liked": True, "words": w} for w in (too_long, no_text)),
    ):
        assert (await ava.post(url, json=wrong)).status_code == 422
    assert await records(pool) == []
