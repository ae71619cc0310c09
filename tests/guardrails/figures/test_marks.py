"""Marks become text with their exact source; those nobody answers stay visible as such."""

from datetime import date

import pytest

from guardrails.figures import Evidence, Fact, render

TODAY = date(2026, 11, 20)
EVIDENCE = Evidence(
    (
        Fact("money", "1482.16", "tool", "account_snapshot", "balance.current"),
        Fact("money", "-75.00", "tool", "account_snapshot", "last"),
        Fact("date", "2026-12-09", "tool", "account_snapshot", "due_date"),
        Fact("date", "2027-01-15", "tool", "payoff~2", "as_of"),
        Fact("percent", "24.99", "tool", "account_snapshot", "purchase_apr"),
        Fact("count", "3", "tool", "account_snapshot", "days"),
        Fact("account", "4417", "tool", "account_snapshot", "bank.last4"),
        Fact("text", "First Bank", "tool", "account_snapshot", "bank.label"),
    )
)


def shown(draft: str) -> str:
    return render(draft, EVIDENCE, "en", TODAY).text


def test_every_form() -> None:
    assert shown("{{account_snapshot.balance.current}}") == "$1,482.16"
    assert shown("{{account_snapshot.last|abs}}") == "$75.00"
    assert shown("{{account_snapshot.last|whole}}") == "-$75"
    assert shown("{{account_snapshot.due_date}}") == "December 9"
    assert shown("{{account_snapshot.due_date|weekday}}") == "Wednesday"
    assert shown("{{account_snapshot.due_date|month}}") == "December"
    assert shown("{{account_snapshot.due_date|full}}") == "Wednesday, December 9"
    assert shown("{{account_snapshot.due_date|year}}") == "December 9, 2026"
    assert shown("{{ payoff~2.as_of }}") == "January 15, 2027"
    assert shown("{{account_snapshot.purchase_apr}}") == "24.99%"
    assert shown("{{account_snapshot.days}} days") == "3 days"
    assert shown("{{clock.today}}") == "November 20"
    assert shown("{{account_snapshot.bank.label}} ending {{account_snapshot.bank.last4}}") == (
        "First Bank ending 4417"
    )


def test_spanish_forms() -> None:
    draft = "{{account_snapshot.due_date|full}}, {{payoff~2.as_of}}"
    text = render(draft, EVIDENCE, "es", TODAY).text
    assert text == "miércoles, 9 de diciembre, 15 de enero de 2027"


def test_figures_carry_position_value_and_source() -> None:
    rendered = render("Due {{account_snapshot.due_date}}.", EVIDENCE, "en", TODAY)
    (figure,) = rendered.figures
    assert rendered.text[figure.start : figure.end] == figure.text == "December 9"
    assert (figure.value, figure.kind, figure.source.path) == ("2026-12-09", "date", "due_date")


def test_an_unknown_mark_or_form_stays_and_is_reported() -> None:
    rendered = render(
        "A {{account_snapshot.nope}} B {{account_snapshot.due_date|roman}}", EVIDENCE, "en", TODAY
    )
    assert [rendered.text[u.start : u.end] for u in rendered.unresolved] == [
        "{{account_snapshot.nope}}",
        "{{account_snapshot.due_date|roman}}",
    ]
    assert rendered.figures == ()


def test_citations_leave_the_text() -> None:
    rendered = render("It is so {{cite:p-1}}. And so.{{cite:p-2|so}}", EVIDENCE, "en", TODAY)
    assert rendered.text == "It is so. And so."
    assert [(c.passage_id, c.quote) for c in rendered.citations] == [("p-1", ""), ("p-2", "so")]
    assert [c.position for c in rendered.citations] == [8, 17]


def test_a_declared_sum_is_worked_out_here() -> None:
    draft = "That leaves {{calc:account_snapshot.balance.current + account_snapshot.last}}."
    rendered = render(draft, EVIDENCE, "en", TODAY)
    assert rendered.text == "That leaves $1,407.16."
    assert rendered.figures[0].source.path == (
        "account_snapshot.balance.current + account_snapshot.last"
    )
    assert shown("{{calc:account_snapshot.balance.current * account_snapshot.days|whole}}")


@pytest.mark.parametrize(
    "sum_",
    [
        "account_snapshot.balance.current",
        "account_snapshot.balance.current - 5",
        "account_snapshot.balance.current - account_snapshot.purchase_apr",
        "account_snapshot.balance.current * account_snapshot.last",
        "account_snapshot.nope - account_snapshot.last",
        "account_snapshot.balance.current / account_snapshot.days",
    ],
)
def test_a_sum_of_anything_else_is_no_figure(sum_: str) -> None:
    rendered = render(f"That leaves {{{{calc:{sum_}}}}}.", EVIDENCE, "en", TODAY)
    assert rendered.figures == ()
    assert rendered.unresolved
