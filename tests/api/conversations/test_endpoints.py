"""The borrower endpoints: what is passed on, what is refused, and that nothing is stored half."""

from typing import Any

import httpx
import pytest
from psycopg_pool import AsyncConnectionPool

from agents.errors import BooksMoved, Busy, ConfirmationGone, Unavailable
from agents.turn import Turn
from api.services import Services
from tests.api.conftest import BEN, FakeAssistant, bearer
from tools.ports import NoLine


async def stored(pool: AsyncConnectionPool[Any]) -> int:
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT count(*) FROM linewise.turns")
        row = await cursor.fetchone()
        assert row is not None
        return int(row[0])


def is_problem(answer: httpx.Response, status: int, code: str) -> bool:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["detail"]
    assert "Traceback" not in answer.text
    assert body["code"] == code
    return True


async def test_a_conversation_opens(ava: httpx.AsyncClient) -> None:
    answer = await ava.post("/v1/conversations", json={"channel": "app"})
    assert answer.status_code == 201
    assert answer.json() == {
        "id": "c1",
        "opening": {"text": "Hello.", "quick_replies": ["Balance"], "disclosures": []},
    }


async def test_a_message_gets_its_turn_and_the_transcript_has_both(
    ava: httpx.AsyncClient, conversation: str
) -> None:
    answer = await ava.post(f"/v1/conversations/{conversation}/messages", json={"text": "hi"})
    turn = Turn.model_validate(answer.json())
    assert turn.reply == "You said: hi"
    transcript = (await ava.get(f"/v1/conversations/{conversation}")).json()
    assert [entry["user_text"] for entry in transcript["turns"]] == ["hi"]
    assert Turn.model_validate(transcript["turns"][0]["turn"]) == turn


async def test_a_client_message_is_answered_once(
    ava: httpx.AsyncClient, conversation: str, assistant: FakeAssistant
) -> None:
    url, body = f"/v1/conversations/{conversation}/messages", {"client_message_id": "m1"}
    first = await ava.post(url, json=body | {"text": "pay 75"})
    again = await ava.post(url, json=body | {"text": "pay 75"})
    other = await ava.post(url, json=body | {"text": "pay 750"})
    assert first.json() == again.json()
    assert assistant.runs == 1
    assert is_problem(other, 409, "message_conflict")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("messages", {"text": "hi"}),
        ("confirmations/tok-1", {"decision": "confirm"}),
        ("handoff", None),
    ],
)
async def test_anothers_conversation_does_not_exist(
    ava: httpx.AsyncClient, conversation: str, services: Services, path: str, body: Any
) -> None:
    headers = bearer(BEN, services)
    url = f"/v1/conversations/{conversation}"
    assert is_problem(
        await ava.post(f"{url}/{path}", json=body, headers=headers), 404, "unknown_conversation"
    )
    assert is_problem(await ava.get(url, headers=headers), 404, "unknown_conversation")


async def test_an_unknown_token_confirms_nothing(ava: httpx.AsyncClient, conversation: str) -> None:
    answer = await ava.post(
        f"/v1/conversations/{conversation}/confirmations/tok-2", json={"decision": "confirm"}
    )
    assert is_problem(answer, 404, "unknown_confirmation")


async def test_buttons_and_a_person(ava: httpx.AsyncClient, conversation: str) -> None:
    url = f"/v1/conversations/{conversation}"
    pressed = await ava.post(f"{url}/confirmations/tok-1", json={"decision": "cancel"})
    assert pressed.json()["reply"] == "cancel"
    assert (await ava.post(f"{url}/handoff")).json()["reply"] == "handoff"


@pytest.mark.parametrize(("error", "status"), [(ConfirmationGone, 410), (BooksMoved, 409)])
async def test_a_stale_card_carries_the_fresh_turn(
    ava: httpx.AsyncClient,
    conversation: str,
    assistant: FakeAssistant,
    error: type[ConfirmationGone | BooksMoved],
    status: int,
) -> None:
    fresh = assistant.plain(conversation, "Here is a fresh card.")
    assistant.fail_with = error(fresh)
    answer = await ava.post(
        f"/v1/conversations/{conversation}/confirmations/tok-1", json={"decision": "confirm"}
    )
    assert is_problem(answer, status, error.code)
    assert Turn.model_validate(answer.json()["turn"]) == fresh


@pytest.mark.parametrize(("error", "status"), [(Busy(), 409), (Unavailable(), 503)])
async def test_what_may_be_retried_says_so(
    ava: httpx.AsyncClient,
    conversation: str,
    assistant: FakeAssistant,
    error: Busy | Unavailable,
    status: int,
) -> None:
    assistant.fail_with = error
    answer = await ava.post(f"/v1/conversations/{conversation}/messages", json={"text": "hi"})
    assert is_problem(answer, status, error.code)
    assert answer.json()["retryable"] is True
    assert answer.headers["retry-after"]


JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (b'{"text": "' + b"a" * 20_000 + b'"}', JSON, 422, "message_too_long"),
        (b'{"text": "' + b"a" * 70_000 + b'"}', JSON, 413, "body_too_large"),
        (b'{"text": "hi"', JSON, 400, "malformed_json"),
        (b"", JSON, 422, "invalid_request"),
        (b'{"text": "\xff"}', JSON, 400, "bad_request"),
        (b"[" * 60_000, JSON, 400, "bad_request"),
        (b'{"text": "\\ud800"}', JSON, 422, "invalid_request"),
        (b'{"text": 7}', JSON, 422, "invalid_request"),
        (b'{"text": "hi", "borrower_id": "x"}', JSON, 422, "invalid_request"),
        (b'{"text": "hi", "client_message_id": "../.."}', JSON, 422, "invalid_request"),
        (
            b"text=hi",
            {"content-type": "application/x-www-form-urlencoded"},
            415,
            "wrong_content_type",
        ),
        (b'{"text": "hi"}', {}, 415, "wrong_content_type"),
        (b'{"text": "hi"}', JSON | {"content-length": "x"}, 413, "body_too_large"),
    ],
)
async def test_bad_input_is_refused_and_nothing_is_stored(
    ava: httpx.AsyncClient,
    conversation: str,
    pool: AsyncConnectionPool[Any],
    content: bytes,
    headers: dict[str, str],
    status: int,
    code: str,
) -> None:
    answer = await ava.post(
        f"/v1/conversations/{conversation}/messages", content=content, headers=headers
    )
    assert is_problem(answer, status, code)
    assert "aaaa" not in answer.text, "input isn't echoed: it may be personal data"
    assert await stored(pool) == 0


async def test_a_chunked_body_is_limited_too(ava: httpx.AsyncClient, conversation: str) -> None:
    async def chunks() -> Any:
        for _ in range(70):
            yield b" " * 1024

    answer = await ava.post(
        f"/v1/conversations/{conversation}/messages", content=chunks(), headers=JSON
    )
    assert is_problem(answer, 413, "body_too_large")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("DELETE", "/v1/conversations", 405),
        ("GET", "/v1/conversations/%00", 422),
        ("GET", "/v1/conversations/none", 404),
        ("GET", "/assets/../app.py", 404),
    ],
)
async def test_wrong_addresses_and_methods(
    ava: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await ava.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_sign_in_without_a_line_is_told_to_sign_in_again(
    ava: httpx.AsyncClient, assistant: FakeAssistant, conversation: str
) -> None:
    assistant.fail_with = NoLine("b-nobody")
    reply = await ava.post(f"/v1/conversations/{conversation}/messages", json={"text": "hi"})
    assert (reply.status_code, reply.json()["code"]) == (401, "no_line")
    assert "b-nobody" not in reply.text


async def test_a_failure_nobody_foresaw_shows_no_name_and_no_trace(
    ava: httpx.AsyncClient, conversation: str, assistant: FakeAssistant
) -> None:
    assistant.fail_with = RuntimeError("secret detail")
    answer = await ava.post(f"/v1/conversations/{conversation}/messages", json={"text": "hi"})
    assert is_problem(answer, 500, "internal")
    assert "secret" not in answer.text
