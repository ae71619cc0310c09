"""What a periodic statement has to say (12 CFR 1026.7(b)), by paragraph, in every form."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from servicing.money import ZERO, Money
from servicing.statements.model import Document
from servicing.statements.render import render
from servicing.statements.wording import wording
from tests.servicing.statements.reading import text_of_html, text_of_pdf

# Comment 7(b)-1 takes a line without a card out of some of these; a draw line has its own list.
CARD: dict[str, Callable[[Document], list[str]]] = {
    "7(b)(1) previous balance": lambda one: ["Previous balance", str(one.summary[0].amount)],
    "7(b)(2) transactions": lambda one: [
        text
        for section in one.sections
        for row in section.posted
        for text in (row.description, str(row.amount))
    ],
    "7(b)(3) credits": lambda one: [
        "Payments",
        "Other credits and corrections",
        *(str(figure.amount) for figure in one.summary if figure.name in {"payments", "credits"}),
    ],
    "7(b)(4) periodic rates": lambda one: [
        "Annual Percentage Rate (APR)",
        *(f"{rate.apr}%" for rate in one.rates),
    ],
    "7(b)(5) balance subject to interest": lambda one: [
        "Balance Subject to Interest Rate",
        "average daily balance (including new transactions)",
        *(str(rate.balance) for rate in one.rates),
    ],
    "7(b)(6)(ii) interest by type of transaction": lambda one: [
        "Interest Charge on purchases",
        "Interest Charge on cash draws",
        "Total Interest for This Period",
    ],
    "7(b)(6)(iii) fees of the period": lambda one: [
        "Total Fees for This Period",
        str(one.fees.total),
    ],
    "7(b)(6)(i), (ii) year to date": lambda one: [
        f"Total fees charged in {one.closing_on.year}",
        f"Total interest charged in {one.closing_on.year}",
        str(one.fees.year_to_date),
    ],
    "7(b)(8) grace period": lambda one: ["pay no interest on new purchases"],
    "7(b)(9) address for billing errors": lambda one: ["write to us at", "Disputes, PO Box"],
    "7(b)(10) closing date and balance": lambda one: [
        f"Statement of {one.closing_on:%B} {one.closing_on.day}, {one.closing_on.year}",
        f"{one.closing_on:%B} {one.closing_on.day}, {one.closing_on.year}",
        "New balance",
        str(one.new_balance),
    ],
    "7(b)(11)(i)(A) due date": lambda one: [
        "Payment due date",
        f"{one.due_on:%B} {one.due_on.day}, {one.due_on.year}",
    ],
    "7(b)(11)(i)(B) late payment": lambda one: ["Late Payment Warning:", "late fee of up to $"],
    "7(b)(12)(i)(A) minimum payment warning": lambda one: [
        "Minimum Payment Warning:",
        "you will pay more in interest and it will take you longer to pay off your balance",
    ],
    "7(b)(12)(i)(B), (C) time and total": lambda one: [
        f"{one.warning.rows[0].time} {one.warning.rows[0].unit}" if one.warning else "",
    ],
    "7(b)(12)(i)(F) in three years": lambda one: ["3 years", "Savings = $"],
    "7(b)(12)(i)(E) counselling": lambda one: ["credit counseling services, call 800-555-0148"],
    "7(b)(13) together on the first page": lambda one: ["Minimum payment due"],
    "13(a)(2)(ii) what to do about a mistake": lambda one: [
        "What To Do If You Think You Find A Mistake On Your Statement"
    ],
}
DRAW_LINE = ("7(b)(1)", "7(b)(2)", "7(b)(3)", "7(b)(9)", "7(b)(10)", "7(b)(11)(i)(A)", "13(a)")


def said(one: Document) -> list[str]:
    """The HTML's text and the PDF's, which breaks its lines where the page ends."""
    both = (text_of_html(render(one, "html")), text_of_pdf(render(one, "pdf")))
    return [" ".join(text.split()) for text in both]


@pytest.mark.parametrize("handle", ["steady", "strange-charges"])
def test_a_card_lines_statement(stories: dict[str, Document], handle: str) -> None:
    one = stories[handle]
    for text in said(one):
        missing = {
            paragraph: wanted
            for paragraph, wants in CARD.items()
            for wanted in wants(one)
            if wanted not in text
        }
        assert missing == {}


def test_a_draw_lines_statement(stories: dict[str, Document]) -> None:
    one = stories["draw-line"]
    wants = {name: CARD[name] for name in CARD if name.startswith(DRAW_LINE)}
    assert len(wants) == len(DRAW_LINE)
    for text in said(one):
        for paragraph, make in wants.items():
            for wanted in make(one):
                assert wanted in text, paragraph
        for other in ("Late Payment Warning", "Minimum Payment Warning", "Interest Charge on"):
            assert other not in text


def test_due_date_late_fee_and_warning_stand_before_everything_else(
    stories: dict[str, Document],
) -> None:
    # 7(b)(13): due date, late warning, balance, minimum and its warning close to one another
    for text in said(stories["strange-charges"]):
        order = [
            text.index(words)
            for words in (
                "New balance",
                "Payment due date",
                "Late Payment Warning:",
                "Minimum Payment Warning:",
                "Account summary",
                "How to pay",
            )
        ]
        assert order == sorted(order)


def test_a_disputed_amount(stories: dict[str, Document]) -> None:
    # 13(d)(1) and 7(b)(9): it is said that it need not be paid, in both forms
    amount = Money.of("129.50")
    note = wording().notice("disputed", amount=str(amount))
    one = replace(stories["strange-charges"], disputed=amount, notes=(note,))
    for text in said(one):
        assert "In dispute: $129.50 of your balance is in dispute." in text
        assert text.count(str(amount)) >= 3  # the charge, the notice, the summary


def test_a_credit_balance_is_told_with_its_refund(stories: dict[str, Document]) -> None:
    # 12 CFR 1026.11(a)
    note = wording().notice("credit_balance", amount=str(Money.of("12.34")))
    one = replace(
        stories["steady"], new_balance=-Money.of("12.34"), minimum_due=ZERO, notes=(note,)
    )
    for text in said(one):
        assert "-$12.34" in text
        assert "We owe you $12.34." in text
        assert "within 7 business days after you ask" in text
