"""Rendering: hostile text stays text, the same document is the same file."""

from dataclasses import replace

import pytest

from servicing.statements.model import Document, Posted, Section
from servicing.statements.render import FORMATS, render
from tests.servicing.statements.reading import text_of_html, text_of_pdf

EVIL = '<script>alert("x")</script> & {{ doc.holder }} **bold** Žluťoučký 茶'


@pytest.fixture
def hostile(stories: dict[str, Document]) -> Document:
    one = stories["strange-charges"]
    purchases = next(section for section in one.sections if section.name == "purchases")
    row: Posted = replace(purchases.posted[0], description=EVIL)
    evil: Section = replace(purchases, posted=(row,))
    return replace(one, holder=EVIL, sections=(evil,))


def test_html_escapes_everything(hostile: Document) -> None:
    page = render(hostile, "html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "{{ doc.holder }}" in page
    assert "Žluťoučký 茶" in page


def test_a_page_needs_nothing_from_elsewhere(stories: dict[str, Document]) -> None:
    page = render(stories["steady"], "html").decode()
    assert "default-src 'none'" in page
    for outside in ("http:", "https:", "src=", "href=", "url(", "@import"):
        assert outside not in page.replace('http-equiv="Content-Security-Policy"', "")


def test_pdf_keeps_what_its_fonts_can_show(hostile: Document) -> None:
    text = text_of_pdf(render(hostile, "pdf"))
    assert '<script>alert("x")</script> & {{ doc.holder }} **bold** Zlutoucky ?' in text


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_statement_is_the_same_file(stories: dict[str, Document], form: str) -> None:
    assert render(stories["job-loss"], form) == render(stories["job-loss"], form)


def test_pdf_says_what_it_is(stories: dict[str, Document]) -> None:
    content = render(stories["steady"], "pdf")
    assert content.startswith(b"%PDF-")
    assert b"/Lang (en-US)" in content
    assert b"/Outlines" in content
    text = text_of_pdf(content)
    for heading in ("Account summary", "How to pay", "Transactions", "Interest charge calculation"):
        assert heading in text


def test_an_unknown_form_is_refused(stories: dict[str, Document]) -> None:
    with pytest.raises(KeyError):
        render(stories["steady"], "docx")


def test_the_terms_the_law_prescribes(stories: dict[str, Document]) -> None:
    # 12 CFR 1026.7(b)(4) to (6): the words themselves
    text = text_of_html(render(stories["steady"], "html"))
    for term in (
        "Annual Percentage Rate (APR)",
        "Balance Subject to Interest Rate",
        "Interest Charge on purchases",
        "Interest Charged",
        "Total Interest for This Period",
        "Total Fees for This Period",
        "Total fees charged in 2026",
        "Total interest charged in 2026",
        "Late Payment Warning:",
        "Minimum Payment Warning:",
    ):
        assert term in text
