"""With several disputes open, the borrower says in the page which one a file is about."""

import pytest
from playwright.sync_api import Page, expect

from tests.api.web.test_page import address, page, send  # noqa: F401  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_file_goes_to_the_dispute_that_was_chosen(page: Page) -> None:  # noqa: F811
    page.locator(".borrower", has_text="grocer that charged twice").click()
    expect(page.get_by_text("automated assistant")).to_be_visible()
    send(page, "There are two charges from NVX Digital that I didn't make.")
    send(page, "And Greenfield Foods charged me twice for the same thing, that is wrong.")
    file = {"name": "note.txt", "mimeType": "text/plain", "buffer": b"They gave it back."}
    page.locator("file-button input").set_input_files(file)
    dialog = page.locator("dialog.which")
    expect(dialog).to_be_visible()
    expect(dialog.locator(".which-one")).to_have_count(2)
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1], "nothing is wider than the screen"
    dialog.get_by_role("button", name="A billing error").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("body")).to_contain_text("I've got your file")
    expect(page.locator("body")).to_contain_text("BE-")
