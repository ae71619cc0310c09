"""The desk in a real browser, over real books: from sign-in to a second person's word."""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import psycopg
import pytest
import uvicorn
from playwright.sync_api import Page, expect, sync_playwright
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from api.auth import Tokens
from api.http import build
from api.records import PostgresConversations, PostgresTurnLog, acts
from api.services import Services
from api.staff.handoffs import Handoffs
from servicing.clock import DemoClock
from servicing.session import staff_reading, writing
from tests.api.conftest import SECRET, FakeAssistant, FakeDirectory
from tests.api.staff.conftest import Office
from tests.api.web.test_page import FLAGS
from tools.clients.embedded.desk import EmbeddedDesk
from tools.ports import lender_today

pytestmark = pytest.mark.browser
START_S = 10
HOSTILE = "<img src=x onerror=document.title='owned'><script>document.title='owned'</script>"


@pytest.fixture
def office(few_copy: str) -> Iterator[Office]:
    """Books with a plan draft, a dispute and a crisis waiting; hostile words in each."""

    async def ready() -> None:
        pass

    with ConnectionPool(few_copy, min_size=1, max_size=4, open=True) as books:
        pool: AsyncConnectionPool[Any] = AsyncConnectionPool(few_copy, open=False)
        clock = DemoClock(few_copy)
        conversations, turns = PostgresConversations(pool), PostgresTurnLog(pool)
        services = Services(
            assistant=FakeAssistant(conversations, turns),
            conversations=conversations,
            turns=turns,
            tokens=Tokens(SECRET),
            directory=FakeDirectory(),
            ready=ready,
            now=lambda: datetime.now(UTC),
            new_id=lambda: "m",
            books_today=lambda: lender_today(clock),
            handoffs=Handoffs(partial(staff_reading, books), partial(writing, books), clock.now),
            desk=EmbeddedDesk(books, clock, acts.append),
        )
        made = Office(few_copy, books, pool, clock, services, None)  # type: ignore[arg-type]  # a browser asks
        with psycopg.connect(few_copy) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(
                "UPDATE servicing.transactions SET merchant = %s WHERE merchant = 'NVX Digital'",
                [f"NVX {HOSTILE}"],
            )
        made.drafted(reason=f"lost job {HOSTILE}")
        made.disputed(merchant="NVX")
        _crisis(made)
        yield made


def _crisis(office: Office) -> None:
    borrower, now = office.borrower("steady"), office.clock.now()
    with psycopg.connect(office.dsn) as connection:
        connection.execute(
            "INSERT INTO linewise.conversations (id, borrower_id, channel, opened_at, head)"
            " VALUES ('c-steady', %s, 'app', %s, repeat('0', 64))",
            [borrower, now],
        )
        connection.execute(
            "INSERT INTO linewise.work_items (id, borrower_id, conversation_id, queue, reason,"
            " summaries, opened_at, updated_at) VALUES ('work_1', %s, 'c-steady', 'crisis',"
            " 'self_harm_or_crisis', jsonb_build_array(%s::text), %s, %s)",
            [borrower, f"Said: i can't go on {HOSTILE}", now, now],
        )


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        app = build(office.services)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        running.start()
        deadline = time.monotonic() + START_S
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        running.join(START_S)


@pytest.fixture(params=[(390, 844), (1280, 800)], ids=["phone", "desktop"])
def page(address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The desk, whose console must stay silent but for refusals that are shown in words."""
    width, height = request.param
    said: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        page = browser.new_page(viewport={"width": width, "height": height})
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{address}/desk")
        yield page
        assert page.title() == "Desk · Harbor Line", "no word from outside ran"
        assert page.locator("desk-app img, desk-app script").count() == 0
        browser.close()
    assert [text for text in said if "the server responded with a status of 4" not in text] == []


def sign_in(page: Page, name: str) -> None:
    if page.get_by_role("button", name="Sign out").count():
        page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".desk-who")).to_contain_text(name)
    expect(page.locator(".queue-summary")).to_contain_text("wait")


def choose(page: Page, number: int) -> None:
    back = page.get_by_role("button", name="Back to the queue")
    if back.count() and back.is_visible():
        back.click()
    page.locator(".queue-item").nth(number).focus()
    page.keyboard.press("Enter")
    expect(page.locator("desk-case h2")).to_be_focused()
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1], "nothing is wider than the screen"


def test_staff_work_through_what_waits(page: Page) -> None:
    sign_in(page, "Ana Reyes")
    expect(page.locator(".queue-item")).to_have_count(3)
    choose(page, 0)
    expect(page.locator("desk-case")).to_contain_text("may be in danger")
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".decide .problem")).to_be_visible()
    page.get_by_label("What came of it").fill("Called at once.")
    page.get_by_role("button", name="Done").click()
    expect(page.locator("desk-case")).to_contain_text("Called at once.")

    choose(page, 0)
    expect(page.locator("desk-case tbody tr")).to_have_count(6)
    page.get_by_text("Change the payment").click()
    page.get_by_label("Payment a month").fill("45")
    page.get_by_role("button", name="Work it out").click()
    expect(page.locator(".preview")).to_contain_text("$45.00 a month")
    page.get_by_role("button", name="Save this version").click()
    expect(page.locator(".preview")).to_be_empty()
    expect(page.locator("desk-case .facts").first).to_contain_text("$45.00 a month")
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("desk-case > .problem")).to_contain_text("can't approve")

    choose(page, 1)
    expect(page.locator("desk-case")).to_contain_text("<img src=x")
    # Signing out at once: what comes back of it isn't the next person's to see.
    page.get_by_role("button", name="Put forward").click()
    sign_in(page, "Marcus Bell")
    choose(page, 0)
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("desk-case")).to_contain_text("Approved by st-102")
    choose(page, 0)
    page.get_by_role("button", name="Agree").click()
    expect(page.locator("desk-case")).to_contain_text("Resolved corrected by st-102")
    expect(page.locator(".queue-summary")).to_have_text("Nothing waits here.")
