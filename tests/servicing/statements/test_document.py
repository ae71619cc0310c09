"""The demo's statements: every figure adds up, and every form shows the same ones."""

import json
from collections import Counter
from datetime import date
from typing import Any

import psycopg

from servicing.money import ZERO, Money, total
from servicing.products import load_products
from servicing.statements.model import Document
from servicing.statements.render import render
from servicing.statements.service import document
from tests.servicing.statements.reading import amounts, figures, text_of_html, text_of_pdf

HANDLES = {
    "steady",
    "job-loss",
    "strange-charges",
    "residual-interest",
    "active-duty",
    "on-plan",
    "bankruptcy",
    "returned-payment",
    "limit-request",
    "charged-off",
    "draw-line",
}


def adds_up(one: Document) -> None:
    assert total(figure.amount for figure in one.summary) == one.new_balance
    by_name = {figure.name: figure.amount for figure in one.summary}
    for section in one.sections:
        assert total(row.amount for row in section.posted) == section.total
        assert by_name[section.name] == section.total
    shown = {section.name for section in one.sections}
    for name in ("payments", "credits", "purchases", "draws"):
        assert name in shown or by_name.get(name, ZERO) == ZERO
    for charges, name in ((one.fees, "fees"), (one.interest, "interest")):
        if charges is None:
            assert by_name.get(name, ZERO) == ZERO
            continue
        assert total(item.amount for item in charges.items) == charges.total == by_name[name]
        assert charges.year_to_date >= charges.total or one.opening_on.year < one.closing_on.year
    if one.rates:
        assert one.interest is not None
        assert total(rate.interest for rate in one.rates) == one.interest.total
        for rate in one.rates:
            exact = rate.balance.minor * rate.days * rate.apr / 36500
            # The average is shown to the cent: that is all the two may differ by.
            assert abs(exact - rate.interest.minor) <= 1
    assert ZERO <= one.past_due <= max(one.minimum_due, one.past_due)
    assert one.minimum_due <= max(one.new_balance - one.disputed, ZERO)


def test_every_storys_last_statement_adds_up(stories: dict[str, Document]) -> None:
    assert set(stories) == HANDLES
    for one in stories.values():
        adds_up(one)


def test_every_lines_last_statement_is_what_the_books_say(
    books: psycopg.Connection[Any], last_statements: list[dict[str, Any]]
) -> None:
    products, kinds = load_products(), Counter[str]()
    for row in last_statements:
        one = document(books, products, row["borrower_id"], row["closing_on"])
        assert one is not None
        adds_up(one)
        assert one.new_balance == Money(row["new_balance_minor"])
        assert one.minimum_due == Money(row["minimum_due_minor"])
        assert (one.opening_on, one.due_on) == (row["opening_on"], row["due_on"])
        kinds[row["product_id"]] += 1
        if row["product_id"] == "draw-line":
            assert (one.interest, one.rates, one.warning) == (None, (), None)
            assert "late_warning" not in {note.name for note in one.notes}
    assert kinds["revolving"] > 100
    assert kinds["draw-line"] > 20


def test_the_years_totals_are_the_journals(
    books: psycopg.Connection[Any], last_statements: list[dict[str, Any]]
) -> None:
    for row in last_statements[::5]:
        charged = dict(
            books.execute(
                "SELECT CASE WHEN t.kind IN ('interest', 'interest_correction') THEN 'interest'"
                " ELSE 'fees' END, sum(e.amount_minor)::bigint"
                " FROM servicing.transactions t JOIN servicing.entries e USING (transaction_id)"
                " WHERE t.account_id = %(account)s AND t.posted_on BETWEEN %(first)s AND %(last)s"
                " AND t.kind IN ('interest', 'interest_correction', 'late_fee', 'returned_fee',"
                " 'subscription_fee', 'draw_fee') AND e.ledger_account IN"
                " ('purchase', 'draw', 'interest', 'fees', 'disputed', 'credit') GROUP BY 1",
                {
                    "account": row["account_id"],
                    "first": date(row["closing_on"].year, 1, 1),
                    "last": row["closing_on"],
                },
            ).fetchall()
        )
        assert row["fees_year_to_date_minor"] == charged.get("fees", 0)
        assert row["interest_year_to_date_minor"] == charged.get("interest", 0)


def test_all_three_forms_show_the_same_figures(stories: dict[str, Document]) -> None:
    for one in stories.values():
        html, pdf = render(one, "html"), render(one, "pdf")
        shown_html, shown_pdf = figures(text_of_html(html)), figures(text_of_pdf(pdf))
        assert shown_html == shown_pdf
        said = {str(amount) for amount in amounts(one)}
        whole = {text.removesuffix(".00") for text in said}
        hidden = {str(ZERO)} | ({str(one.past_due)} if one.past_due <= ZERO else set())
        for text in said - hidden:
            assert text in shown_html or text.removesuffix(".00") in shown_html
        notes = " ".join(text for note in one.notes for text in note.paragraphs)
        rights = " ".join(text for note in one.rights for text in note.paragraphs)
        warned = one.warning.notices if one.warning else ()
        prose = " ".join(text for note in warned for text in note.paragraphs)
        assert shown_html <= said | whole | figures(notes + rights + prose)
        told = json.loads(render(one, "json"))
        assert told["new_balance"] == f"{one.new_balance.dollars:.2f}"
        assert told["closing_on"] == one.closing_on.isoformat()
        assert len(told["summary"]) == len(one.summary)


def test_what_each_story_is_told(stories: dict[str, Document]) -> None:
    notes = {
        handle: {note.name: note.paragraphs[0] for note in one.notes}
        for handle, one in stories.items()
    }
    assert "autopay_minimum" in notes["steady"]
    assert "ending 4417" in notes["steady"]["autopay_minimum"]
    assert str(stories["job-loss"].past_due) in notes["job-loss"]["past_due"]
    assert stories["job-loss"].past_due > ZERO
    assert "number 3 of 6" in notes["on-plan"]["plan"]
    assert "late_warning" not in notes["on-plan"]
    assert notes["draw-line"].keys() == {"open_draw", "autopay_fee"}
    assert "doesn't pay your draw" in notes["draw-line"]["autopay_fee"]
    assert notes["bankruptcy"].keys() == {"nothing_due"}
    assert stories["bankruptcy"].warning is None
    residual = stories["residual-interest"]
    assert [str(rate.interest) for rate in residual.rates] == ["$0.00", "$4.21"]
    assert residual.warning is None  # the two cycles before were paid in full
    plan = stories["on-plan"].warning
    assert plan is not None
    assert plan.rows  # the plan's rate and payment end with the plan; then it is repaid


def test_a_card_line_is_told_its_rights_a_draw_line_those_that_reach_it(
    stories: dict[str, Document],
) -> None:
    assert [note.name for note in stories["steady"].rights] == ["errors", "dissatisfied"]
    assert [note.name for note in stories["draw-line"].rights] == ["errors"]
    for one in stories.values():
        assert all(note.cite for note in one.rights)


def test_an_earlier_statement_and_none_at_all(books: psycopg.Connection[Any]) -> None:
    products = load_products()
    (borrower,) = books.execute(
        "SELECT borrower_id FROM servicing.borrowers WHERE handle = 'steady'"
    ).fetchone() or ("",)
    october = document(books, products, borrower, date(2026, 10, 31))
    assert october is not None
    assert october.closing_on == date(2026, 10, 15)
    adds_up(october)
    assert document(books, products, borrower, date(2024, 1, 1)) is None
