"""The page in a real browser, over the real assistant: from sign-in to a pressed button."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright

pytestmark = pytest.mark.browser
START_S = 120
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


@pytest.fixture
def address(demo_copy: str, data_dir: Path) -> Iterator[str]:
    """A demo server of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = "import sys; from api.cli import main; sys.exit(main())"
    env = {
        **os.environ,
        "LINEWISE_DATABASE_URL": demo_copy,
        "LINEWISE_DATA_DIR": str(data_dir),
        "LINEWISE_JWT_SECRET": "a secret that only tests know, 32 bytes+",
    }
    server = subprocess.Popen(
        [sys.executable, "-c", program, "serve", "--demo", "--port", str(port)],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/readyz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _wait(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the server didn't come up")


@pytest.fixture(params=[(390, 844), (1280, 800)], ids=["phone", "desktop"])
def page(address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page, whose console must stay silent: a broken policy would speak there."""
    width, height = request.param
    said: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        page = browser.new_page(viewport={"width": width, "height": height})
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        yield page
        browser.close()
    assert said == []


def send(page: Page, text: str) -> None:
    """Write a message and wait until it has been answered."""
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator(".said").last).to_contain_text(text)
    expect(page.get_by_role("button", name="Send")).to_be_enabled()


def test_a_borrower_asks_pays_and_comes_back(page: Page) -> None:
    page.locator(".borrower").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("automated assistant")).to_be_visible()

    send(page, "how much do i owe and when's it due")
    turn = page.locator("line-turn").last
    expect(turn.locator(".reply .figure").first).to_have_text("$2,071.14")
    turn.get_by_text("Where the figures come from").click()
    expect(turn.locator(".evidence li").first).to_contain_text("your account today")

    send(page, "what happens if i pay late?")
    chip = page.locator("line-turn").last.locator(".chip").first
    chip.click()
    expect(chip).to_have_attribute("aria-expanded", "true")
    expect(page.locator("line-citation blockquote:visible")).to_have_count(1)

    send(page, "pay 75 bucks on november 27")
    card = page.locator("line-card")
    expect(card).to_contain_text("$75.00")
    assert card.locator("dt").all_text_contents() == ["Amount", "From", "Date"]
    card.get_by_role("button", name="Confirm").click()
    expect(card.locator(".card-state")).to_have_text("Confirmed")
    replies = page.locator("line-turn").count()

    page.reload()
    expect(page.locator("line-turn")).to_have_count(replies)
    expect(page.locator("line-card .card-state")).to_have_text("Answered")
    assert page.locator("line-card dt").all_text_contents() == ["Amount", "From", "Date"]

    page.get_by_role("button", name="Talk to a person").first.click()
    expect(page.locator(".handoff")).to_be_visible()


def test_a_reply_can_be_rated_and_the_last_word_is_there_after_a_reload(page: Page) -> None:
    page.locator(".borrower").first.click()
    expect(page.get_by_text("automated assistant")).to_be_visible()
    expect(page.locator("line-thumbs")).to_have_count(0)
    send(page, "how much do i owe")
    thumbs = page.locator("line-thumbs").last
    thumbs.get_by_role("button", name="Helpful", exact=True).click()
    expect(thumbs.get_by_role("textbox")).to_be_hidden()
    thumbs.get_by_role("button", name="Not helpful").click()
    thumbs.get_by_role("textbox").fill("I meant the other line")
    with page.expect_response(
        lambda answer: "other line" in (answer.request.post_data or "")
    ) as answer:
        thumbs.get_by_role("button", name="Add").click()
    assert answer.value.json()["words"] == "I meant the other line"
    page.reload()
    expect(thumbs.get_by_role("button", name="Not helpful")).to_have_attribute(
        "aria-pressed", "true"
    )
    send(page, "pay $20 today")
    expect(page.locator("line-card")).to_be_visible()
    expect(page.locator("line-turn").last.locator("line-thumbs")).to_have_count(0)


def test_a_dispute_card_is_read_as_people_read(page: Page) -> None:
    page.locator(".borrower", has_text="charge").first.click()
    expect(page.get_by_text("automated assistant")).to_be_visible()
    send(page, "i didn't make the two NVX charges")
    send(page, "yes, those two")
    card = page.locator("line-card")
    expect(card).to_be_visible()
    labels, values = (card.locator(tag).all_text_contents() for tag in ("dt", "dd"))
    assert labels[0] == "Amount"
    assert labels[1].startswith("NVX")
    assert labels[-2:] == ["Receipt by", "Answer by"]
    assert not [text for text in (*labels, *values) if "_" in text or re.search(r"\d-\d\d-", text)]
    assert re.fullmatch(r"\$[\d.,]+, [A-Z][a-z]{2} \d+, 20\d\d", values[1])


def test_ratings_arrive_in_the_order_they_were_given(page: Page) -> None:
    held: list[Route] = []
    page.route("**/feedback", lambda route: held.append(route))
    page.locator(".borrower").first.click()
    expect(page.get_by_text("automated assistant")).to_be_visible()
    send(page, "how much do i owe")
    thumbs = page.locator("line-thumbs").last
    with page.expect_request("**/feedback"):
        thumbs.get_by_role("button", name="Helpful", exact=True).click()
    thumbs.get_by_role("button", name="Not helpful").click()
    expect(thumbs.get_by_role("textbox")).to_be_visible()
    assert len(held) == 1
    with page.expect_request("**/feedback") as later:
        held[0].continue_()
    assert later.value.post_data_json["liked"] is False


def test_nothing_is_wider_than_the_screen_and_text_stays_text(page: Page) -> None:
    page.locator(".borrower").first.click()
    expect(page.get_by_text("automated assistant")).to_be_visible()
    send(page, "<img src=x onerror=alert(1)> what do i owe " + "w" * 200)
    assert page.locator("line-chat img").count() == 0
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]


def test_a_file_goes_with_a_dispute_and_a_refusal_is_clear(page: Page) -> None:
    page.locator(".borrower", has_text="grocer that charged twice").click()
    expect(page.get_by_text("automated assistant")).to_be_visible()
    button = page.get_by_role("button", name="Attach a file about your dispute")
    expect(button).to_be_hidden()
    send(page, "there are two charges from NVX Digital that i didn't make")
    expect(button).to_be_visible()
    picker = page.locator("file-button input")
    picker.set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"Not mine."})
    expect(page.locator("line-turn").last).to_contain_text("I've got your file")
    expect(page.locator(".said.file").last).to_contain_text("a.txt")
    large = {"name": "b.txt", "mimeType": "text/plain", "buffer": b"x" * (11 * 1024 * 1024)}
    picker.set_input_files(large)
    expect(page.get_by_role("alert")).to_contain_text("larger than 10 MB")
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]
    page.reload()
    expect(button).to_be_visible()
    expect(page.locator("line-turn").last).to_contain_text("I've got your file")
