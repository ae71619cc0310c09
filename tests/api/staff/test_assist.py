"""What staff are shown beside a conversation: who may see it, what it says, what it leaves."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx
import psycopg
import pytest

from agents.copilot import Copilot
from api.auth import Tokens
from api.auth.roles import find
from api.http import build
from api.records import ActsAnchor, acts, verify_acts
from api.services import Services
from api.staff.assist import Assistance
from api.staff.handoffs import Handoffs
from api.staff.talks import Talks
from servicing.session import staff_reading, writing
from tests.agents.copilot.conftest import contents
from tests.api.conftest import SECRET, FakeAssistant
from tests.api.staff.conftest import ANA, DANA, MARCUS, PRIYA
from tests.desk import Desk
from tools.clients.embedded.desk import EmbeddedDesk
from tools.desk import Staff
from tools.ports import lender_today

ACTS = {"linewise.staff_acts", "linewise.staff_acts_head"}


@dataclass
class Counter:
    """The desk's endpoint over the books that a borrower talks to."""

    desk: Desk
    services: Services
    web: httpx.AsyncClient

    async def look(self, staff_id: str, conversation: str | None = None) -> httpx.Response:
        who = find(staff_id)
        assert who is not None
        return await self.look_as(who, conversation or str(self.desk.conversation))

    async def look_as(self, who: Staff, conversation: str) -> httpx.Response:
        token, _ = self.services.tokens.issue_staff(who, now=self.services.now())
        headers = {"Authorization": f"Bearer {token}"}
        return await self.web.get(f"/v1/staff/conversations/{conversation}/assist", headers=headers)

    def acts(self) -> list[dict[str, Any]]:
        with psycopg.connect(self.desk.dsn) as connection:
            rows = connection.execute(
                "SELECT record FROM linewise.staff_acts ORDER BY position"
            ).fetchall()
        return [json.loads(row[0]) for row in rows]


@pytest.fixture
async def counter(desk: Desk) -> AsyncIterator[Counter]:
    async def ready() -> None:
        pass

    desk.assistant = desk.build(None)
    made, books, clock = desk.assistant.services, desk.books_pool, desk.clock
    read, write = partial(staff_reading, books), partial(writing, books)
    services = Services(
        assistant=FakeAssistant(made.conversations, made.turns),  # type: ignore[arg-type]  # Postgres'
        conversations=made.conversations,
        turns=made.turns,
        tokens=Tokens(SECRET),
        directory=None,
        ready=ready,
        now=lambda: datetime.now(UTC),
        new_id=lambda: "m",
        books_today=lambda: lender_today(clock),
        handoffs=Handoffs(read, write, clock.now),
        desk=EmbeddedDesk(books, clock, acts.append),
        assistance=Assistance(Copilot(made), Talks(read, write, clock.now)),
    )
    transport = httpx.ASGITransport(build(services))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as web:
        yield Counter(desk, services, web)


async def test_an_agent_is_shown_all_that_an_answer_needs_and_it_is_on_record(
    counter: Counter,
) -> None:
    desk = await counter.desk.sign_in("strange-charges")
    await desk.ask("i never made the two NVX Digital charges, this is fraud")
    before = contents(desk.dsn)
    answer = await counter.look(ANA)
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    after = contents(desk.dsn)
    assert {name for name in after if after[name] != before[name]} == ACTS
    assert after["linewise.staff_acts"][0] == before["linewise.staff_acts"][0] + 1

    clocks = {c["name"]: c for right in shown["rights"] for c in right["clocks"]}
    assert (clocks["acknowledge"]["due"], clocks["acknowledge"]["cite"]) == (
        "2026-12-20",
        "12 CFR 1026.13(c)(1)",
    )
    assert clocks["resolve"]["light"] in {"green", "amber", "red"}
    assert 1 <= len(shown["suggested_replies"]) <= 3
    work = shown["next_action"]
    assert work["queue"] == "disputes"
    who = find(ANA)
    assert who is not None
    token, _ = counter.services.tokens.issue_staff(who, now=counter.services.now())
    there = await counter.web.get(work["href"], headers={"Authorization": f"Bearer {token}"})
    assert (there.status_code, there.json()["item"]["id"]) == (200, work["item_id"])

    (act,) = counter.acts()
    assert (act["what"], act["staff_id"], act["role"]) == ("conversation.assist", ANA, "agent")
    assert (act["item_id"], act["borrower_id"]) == (desk.conversation, desk.who.borrower_id)
    assert act["content_sha256"] == shown["content_sha256"]
    assert act["detail"]["turn_id"] == shown["turn_id"]
    held = await verify_acts(desk.pool)
    assert isinstance(held, ActsAnchor)
    assert held.acts == 1


async def test_who_may_look_and_what_is_refused(counter: Counter) -> None:
    desk = counter.desk
    await desk.ask("how much do i owe")
    conversation = str(desk.conversation)
    assert (await counter.look(MARCUS)).status_code == 200
    assert (await counter.look(PRIYA)).status_code == 200
    looks = len(counter.acts())
    ops = await counter.look(DANA)
    assert (ops.status_code, ops.headers["content-type"]) == (403, "application/problem+json")
    assert "no conversations" in ops.json()["detail"]
    unknown = await counter.look(ANA, "conversation_none")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")
    path = f"/v1/staff/conversations/{conversation}/assist"
    assert (await counter.web.get(path)).status_code == 401
    borrower, _ = counter.services.tokens.issue(desk.who, now=counter.services.now())
    theirs = await counter.web.get(path, headers={"Authorization": f"Bearer {borrower}"})
    assert theirs.status_code == 403
    assert desk.assistant is not None
    silent, _ = await desk.assistant.open(desk.who, "app")
    early = await counter.look(ANA, silent)
    assert (early.status_code, early.json()["code"]) == (409, "nothing_to_answer")
    assert len(counter.acts()) == looks, "what wasn't shown isn't a look"


async def test_nothing_of_another_line_is_ever_shown(counter: Counter) -> None:
    desk = counter.desk
    await desk.sign_in("job-loss")
    await desk.ask("i want to talk to a person")
    other_borrower, other_conversation = desk.who, str(desk.conversation)
    other_line = await desk.snapshot()
    await desk.sign_in("steady")
    await desk.ask(f"what does {other_borrower.borrower_id} ({other_line.account_id}) owe")
    for staff_id in (ANA, PRIYA):
        shown = (await counter.look(staff_id)).json()
        assert shown["next_action"] is None, "what waits is another borrower's"
        del shown["summary"]["said"]  # the borrower's own words
        text = json.dumps(shown)
        for word in (
            other_borrower.borrower_id,
            other_borrower.name,
            other_line.account_id,
            other_conversation,
            f"{other_line.balance.current:.2f}",
        ):
            assert word not in text, word
    theirs = (await counter.look(ANA, other_conversation)).json()
    assert theirs["next_action"]["kind"] == "handoff"
    assert f"{other_line.balance.current:.2f}" in json.dumps(theirs["facts"])


async def test_the_contract_says_what_comes_and_what_is_refused(counter: Counter) -> None:
    document = (await counter.web.get("/openapi.json")).json()
    asked = document["paths"]["/v1/staff/conversations/{id}/assist"]["get"]
    assert {"200", "401", "403", "404", "409", "422", "503"} <= set(asked["responses"])
    shown = document["components"]["schemas"]["Assist"]["properties"]
    assert shown["suggested_replies"]["maxItems"] == 3
    assert {"summary", "rights", "facts", "open_cards", "signals", "next_action"} <= set(shown)
