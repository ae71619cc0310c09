"""Files over HTTP: read up to a limit, kept apart by borrower, refused in words."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import psycopg
import pytest

from api.conversations.evidence import BODY, MEDIA_TYPES
from api.http import build
from api.middleware import BODY_BYTES_MAX
from api.services import Services
from servicing.evidence.admission import BYTES_MAX
from servicing.evidence.model import FILES_MAX
from tests.api.conftest import AVA, BEN, FakeAssistant, bearer
from tests.api.conversations.test_endpoints import is_problem
from tests.desk import Desk
from tests.servicing.evidence.files import (
    macro_document,
    pdf,
    pdf_bomb,
    pdf_with_script,
    png,
    zip_bomb,
)
from tools.evidence_views import FILE_BYTES_MAX, FILES_OF_A_DISPUTE

BLOCK = 256 * 1024


def test_every_limit_is_the_books_own() -> None:
    assert (FILE_BYTES_MAX, FILES_OF_A_DISPUTE) == (BYTES_MAX, FILES_MAX)
    assert set(BODY["requestBody"]["content"]) == set(MEDIA_TYPES)


async def sent(
    web: httpx.AsyncClient, conversation: str, content: Any, **more: Any
) -> httpx.Response:
    headers = {"content-type": "application/octet-stream", **more.pop("headers", {})}
    url = f"/v1/conversations/{conversation}/evidence"
    return await web.post(url, content=content, headers=headers, **more)


async def test_a_body_is_not_read_past_the_limit(services: Services) -> None:
    """Fifty megabytes offered in parts: the application stops asking for them."""
    app, taken = build(services), 0
    opened = await services.assistant.open(AVA.principal(), "app")
    replies: list[Any] = []

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += BLOCK
        return {"type": "http.request", "body": b"x" * BLOCK, "more_body": taken < 50 * 1024 * 1024}

    async def send(message: Any) -> None:
        replies.append(message)

    token = bearer(AVA, services)["Authorization"].encode()
    path = f"/v1/conversations/{opened[0]}/evidence"
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"name=big.pdf",
        "headers": [(b"authorization", token), (b"content-type", b"application/pdf")],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("test", 80),
        "client": ("test", 1),
        "root_path": "",
    }
    await app(scope, receive, send)  # type: ignore[arg-type]  # a bare ASGI call
    assert replies[0]["status"] == 413
    assert BYTES_MAX < taken <= BYTES_MAX + 2 * BLOCK


async def test_what_may_not_come_is_refused_unread(
    ava: httpx.AsyncClient, conversation: str, services: Services, assistant: FakeAssistant
) -> None:
    async def trap() -> AsyncIterator[bytes]:
        pytest.fail("the body was read")
        yield b""

    large = {"content-length": str(BYTES_MAX + 1)}
    assert is_problem(await sent(ava, conversation, trap(), headers=large), 413, "file_too_large")
    html = {"content-type": "text/html"}
    answer = await sent(ava, conversation, trap(), headers=html)
    assert is_problem(answer, 415, "wrong_content_type")
    assert is_problem(await sent(ava, "c-none", trap()), 404, "unknown_conversation")
    other = await sent(ava, conversation, trap(), headers=bearer(BEN, services))
    assert is_problem(other, 404, "unknown_conversation")
    assert is_problem(
        await sent(ava, conversation, trap(), headers={"Authorization": ""}), 401, "token_invalid"
    )
    assert assistant.files == [("file", None)]
    listed = await ava.get(
        f"/v1/conversations/{conversation}/evidence", headers=bearer(BEN, services)
    )
    assert is_problem(listed, 404, "unknown_conversation")


async def test_a_refusal_carries_its_turn_and_other_limits_stay(
    ava: httpx.AsyncClient, conversation: str
) -> None:
    content = b"y" * (BODY_BYTES_MAX + 1)
    refused = await sent(ava, conversation, content, params={"name": "note.txt"})
    assert is_problem(refused, 409, "no_dispute")
    assert refused.json()["turn"]["reply"] == refused.json()["detail"] == "Not kept: note.txt"
    url = f"/v1/conversations/{conversation}/messages"
    json = {"content-type": "application/json"}
    assert (await ava.post(url, content=content, headers=json)).status_code == 413
    listed = await ava.get(f"/v1/conversations/{conversation}/evidence")
    assert listed.json() == {"accepts": False, "files": [], "disputes": []}


@pytest.fixture
async def chat(desk: Desk, services: Services) -> AsyncIterator[httpx.AsyncClient]:
    """The real assistant over real books, signed in as strange-charges with a dispute heard."""
    await desk.sign_in("strange-charges")
    made = desk.build(None)
    real = replace(
        services,
        assistant=made,
        conversations=made.services.conversations,
        turns=made.services.turns,
    )
    token, _ = services.tokens.issue(desk.who, now=services.now())
    transport = httpx.ASGITransport(build(real))
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", headers=headers
    ) as client:
        yield client


async def begun(web: httpx.AsyncClient) -> str:
    opened = await web.post("/v1/conversations", json={"channel": "app"})
    id: str = opened.json()["id"]
    text = "there are two charges from NVX Digital that i didn't make"
    await web.post(f"/v1/conversations/{id}/messages", json={"text": text})
    return id


HOSTILE = [
    ("zeros.txt", b"", 422, "file_empty"),
    ("invoice.pdf", macro_document(), 415, "file_type"),
    ("bomb.zip", zip_bomb(), 415, "file_type"),
    ("page.svg", b"<svg onload='alert(1)'/>", 415, "file_type"),
    ("photo.png", pdf(), 415, "file_mismatch"),
    ("script.pdf", pdf_with_script(), 422, "file_active"),
    ("bomb.pdf", pdf_bomb(), 422, "file_bloated"),
    ("both.pdf", pdf() + macro_document(), 415, "file_mismatch"),
]


async def test_hostile_files_leave_the_case_as_it_was(desk: Desk, chat: httpx.AsyncClient) -> None:
    web = chat
    id = await begun(web)
    for name, content, status, code in HOSTILE:
        answer = await sent(web, id, content, params={"name": name})
        assert is_problem(answer, status, code), name
        assert answer.json()["turn"]["reply"] == answer.json()["detail"]
    first = await sent(web, id, png(), params={"name": "..\\..\\etc/pass\x00wd\u202e.png"})
    assert first.status_code == 201, first.text
    assert first.json()["evidence"]["name"] == "passwd.png"
    again = await sent(web, id, png(), params={"name": "again.png"})
    assert (again.status_code, again.json()) == (200, first.json())
    both = await asyncio.gather(*(sent(web, id, b"page two") for _ in range(2)))
    assert sorted(one.status_code for one in both) == [200, 201]
    for number in range(3, 6):
        assert (await sent(web, id, f"page {number}".encode())).status_code == 201
    sixth = await sent(web, id, b"page 6")
    assert is_problem(sixth, 409, "evidence_full")
    listed = (await web.get(f"/v1/conversations/{id}/evidence")).json()
    assert (listed["accepts"], len(listed["files"])) == (True, 5)
    with psycopg.connect(desk.dsn) as connection:
        row = connection.execute(
            "SELECT count(*), count(DISTINCT right_id) FROM servicing.evidence"
        ).fetchone()
        assert row == (5, 1)
    transcript = (await web.get(f"/v1/conversations/{id}")).json()
    kinds = [one["kind"] for one in transcript["turns"]]
    assert kinds.count("attachment") == len(HOSTILE) + 6
    went_on = await web.post(f"/v1/conversations/{id}/messages", json={"text": "both of them"})
    assert went_on.json()["confirmation"]["action"] == "file_dispute"
