"""Complaints and disputes of a credit report at the desk, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.api.staff.conftest import Office
from tests.api.web.test_desk import HOSTILE, address, choose, office, page, sign_in  # noqa: F401  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FINGER_PX = 44
SAID = f"Your late fee is a rip-off {HOSTILE}. I want to file a complaint."


@pytest.fixture(autouse=True)
def complaints(office: Office) -> None:  # noqa: F811
    """A complaint and a dispute of a report, in words that would run if anything let them."""
    for handle, kind in (("steady", "complaint"), ("draw-line", "credit_report_dispute")):
        detail = {"span": SAID[:40], "extra": {"said": SAID}}
        office.books(handle).record_right(kind, detail, "c-1")


SHOWN = {"Complaints": "Complaint", "Credit reports": "credit report", "Disputes": "Charges the"}


def only(page: Page, kind: str, count: int = 1) -> None:  # noqa: F811
    """Show one kind of what waits, which is one item or another count."""
    back = page.get_by_role("button", name="Back to the queue")
    if back.count() and back.is_visible():
        back.click()
    page.get_by_role("button", name=kind, exact=True).click()
    expect(page.locator(".queue-item")).to_have_count(count)
    expect(page.locator(".queue-what").first).to_contain_text(SHOWN[kind])


def test_a_complaint_and_a_frivolous_dispute_are_answered(page: Page) -> None:  # noqa: F811
    sign_in(page, "Ana Reyes")
    only(page, "Complaints")
    choose(page, 0)
    expect(page.locator("desk-case")).to_contain_text("<img src=x")
    expect(page.locator("desk-case")).to_contain_text("suggested by its words")
    page.get_by_role("button", name="Note that it went out").click()
    expect(page.locator(".checks li").first).to_contain_text("done")
    page.get_by_text("Set the tag").click()
    page.get_by_label("Sub-issue").select_option("Charged too much interest")
    page.get_by_role("button", name="Set it").click()
    expect(page.locator(".facts dd").get_by_text("st-101")).to_be_visible()
    page.get_by_role("button", name="Put forward").click()
    expect(page.get_by_text("Write the answer first.")).to_be_visible()
    page.get_by_label("In words, as the borrower").fill("The fee is what the agreement says.")
    page.get_by_role("button", name="Put forward").click()
    page.get_by_role("button", name="Agree").click()
    expect(page.locator("desk-case > .problem")).to_contain_text("Another person")

    only(page, "Credit reports")
    choose(page, 0)
    page.get_by_label("Frivolous or irrelevant").check()
    page.get_by_label("What they would have to send").fill("The month you mean.")
    page.get_by_label("In words, as the borrower").fill("No month is named.")
    page.get_by_role("button", name="Put forward").click()
    expect(page.locator("desk-case")).to_contain_text("1022.43(f)(1)(i)")

    sign_in(page, "Marcus Bell")
    only(page, "Credit reports")
    choose(page, 0)
    page.get_by_role("button", name="Agree").click()
    expect(page.locator("desk-case")).to_contain_text("within five business days")
    page.get_by_role("button", name="Note that the notice went out").click()
    expect(page.locator("desk-case")).not_to_contain_text("Note that the notice")
    only(page, "Complaints")
    choose(page, 0)
    page.get_by_role("button", name="Agree").click()
    expect(page.locator("desk-case")).to_contain_text("Explanation by st-102")
    back = page.get_by_role("button", name="Back to the queue")
    if back.is_visible():
        back.click()
    page.get_by_role("button", name="Complaints by week").click()
    expect(page.locator("desk-case h2")).to_have_text("Complaints by week")
    expect(page.locator(".trend")).to_have_count(3)
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1], "nothing is wider than the screen"


def test_a_dispute_is_looked_into_and_denied_in_part(page: Page) -> None:  # noqa: F811
    sign_in(page, "Ana Reyes")
    only(page, "Disputes")
    choose(page, 0)
    expect(page.locator("desk-case")).to_contain_text("letter of receipt goes out first")
    page.get_by_role("button", name="Note that it went out").click()
    for left in range(4, 0, -1):
        expect(page.locator(".looked .tick").get_by_text("–")).to_have_count(left)
        page.get_by_text("Note what an item gave").click()
        page.get_by_label("What came of it").fill(f"Looked into it, {left} {HOSTILE}")
        page.get_by_role("button", name="Note it").click()
    expect(page.locator("desk-case")).to_contain_text("All of the checklist was looked into")
    page.get_by_label("Credit a part").check()
    page.get_by_label("Credit of", exact=False).first.fill("10.00")
    page.get_by_label("Credit of", exact=False).last.fill("0")
    page.get_by_label("Reasons, as the borrower").fill("One of the two was made with your card.")
    page.get_by_role("button", name="Put forward").click()
    expect(page.locator("desk-case")).to_contain_text("$10.00")
    sign_in(page, "Marcus Bell")
    only(page, "Disputes")
    choose(page, 0)
    page.get_by_role("button", name="Agree").click()
    expect(page.locator("desk-case")).to_contain_text("Partial by st-102")


def test_a_complaint_of_the_portal_is_put_on_record(page: Page, office: Office) -> None:  # noqa: F811
    sign_in(page, "Ana Reyes")
    page.get_by_role("button", name="Complaints by week").click()
    expect(page.locator("desk-case h2")).to_have_text("Complaints by week")
    page.get_by_text("Put one on record").click()
    page.get_by_role("button", name="Put on record").click()
    expect(page.get_by_label("Account")).to_be_focused()  # nothing empty is sent
    page.get_by_label("Account").fill("999999")
    page.get_by_label("Case number").fill("251116-1234567")
    page.get_by_label("Sent to us on").fill("2026-11-16")
    page.get_by_label("What it says").fill(f"They charged me a late fee twice {HOSTILE}.")
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1], "nothing is wider than the screen"
    page.get_by_role("button", name="Put on record").click()
    expect(page.locator("desk-case > .problem")).to_be_visible()
    expect(page.get_by_label("Case number")).to_have_value("251116-1234567")  # what was typed stays
    page.get_by_label("Account").fill(office.books("draw-line").snapshot().account_id)
    for label in ("Account", "Case number", "Sent to us on"):
        box = page.get_by_label(label).bounding_box()
        assert box is not None
        assert box["height"] >= FINGER_PX
    page.get_by_role("button", name="Put on record").click()
    expect(page.locator("desk-case h2")).to_contain_text("omplaint")
    expect(page.locator("desk-case")).to_contain_text("251116-1234567")
    expect(page.locator("desk-case")).to_contain_text("<img src=x")
    expect(page.locator("desk-case")).to_contain_text("December 1")  # 15 days after it was sent
    only(page, "Complaints", 2)
