"""P1 in small: true replies pass, one changed figure, unit, date or role is caught."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from guardrails.figures import (
    Evidence,
    Fact,
    Language,
    ShownFigure,
    format_date,
    passage_facts,
    render,
    verify,
)
from guardrails.figures.model import FigureKind
from guardrails.figures.roles import role_of_path, role_of_row
from tests.guardrails.figures.replies import ACCOUNTS, DRAFTS, TODAY

REPLIES = [(draft, account) for account in ACCOUNTS for draft in DRAFTS]


def language_of(draft: str) -> Language:
    return "es" if re.match(r"(?:Debes|Tu|Tienes)\b", draft) else "en"


def shown(draft: str, account: Evidence) -> tuple[str, tuple[ShownFigure, ...]]:
    rendered = render(draft, account, language_of(draft), TODAY)
    assert rendered.unresolved == ()
    verdict = verify(rendered.text, account, TODAY, language_of(draft), rendered.figures)
    assert verdict.unverified == ()
    return rendered.text, verdict.figures


def test_fifty_true_replies_pass_with_every_figure_sourced() -> None:
    assert len(REPLIES) == 50
    for draft, account in REPLIES:
        text, figures = shown(draft, account)
        assert figures or "ending" in text
        for figure in figures:
            assert text[figure.start : figure.end] == figure.text
            assert figure.source.name
            assert figure.source.path


def mutations(figure: ShownFigure, language: Language) -> Iterator[str]:
    """Yield other texts for a figure: a digit, the unit or the day changed."""
    text = figure.text
    if figure.kind == "date" and not figure.value.startswith("clock:"):
        day = date.fromisoformat(figure.value) + timedelta(days=3)
        yield format_date(day, TODAY, language)
        return
    digit = re.search(r"\d", text)
    if digit is not None:
        other = str((int(digit.group()) + 1) % 10 or 5)
        yield text[: digit.start()] + other + text[digit.end() :]
    if figure.kind == "money":
        yield text.replace("$", "") + "%"
    if "days" in text:
        yield text.replace("days", "weeks")
        yield text.replace("days", "months")


def test_a_changed_figure_is_caught() -> None:
    tried = caught = 0
    missed = []
    for draft, account in REPLIES:
        text, figures = shown(draft, account)
        for figure in figures:
            if figure.source.name == "clock":
                continue
            for other in mutations(figure, language_of(draft)):
                changed = text[: figure.start] + other + text[figure.end :]
                tried += 1
                passed = verify(changed, account, TODAY, language_of(draft)).passed
                caught += not passed
                missed += [changed] if passed else []
    assert tried >= 100
    assert caught / tried >= 0.99, missed


@pytest.mark.parametrize(
    "text",
    [
        "Your late fee is $47.00.",
        "Your balance is $47.00.",
        "Your minimum is $1,482.16.",
        "Your minimum payment of $75.00 comes next.",
        "Your available credit is $1,482.16.",
        "Your payoff is $47.00.",
        "Your credit limit is $3,517.84.",
        "Your past due amount is $75.00.",
        "Your draw APR is 24.99%.",
        "Your purchase APR is 27.74%.",
        "It is due November 14.",
        "Your statement closes December 9.",
        "Tu saldo es $47.00.",
        "Tu pago mínimo es $75.00.",
        "El pago vence el 14 de noviembre.",
    ],
)
def test_a_right_figure_in_a_wrong_role_is_caught(text: str) -> None:
    verdict = verify(text, ACCOUNTS[0], TODAY)
    assert [u.reason for u in verdict.unverified] == ["role_conflict"]


@pytest.mark.parametrize(
    ("path", "text", "passes"),
    [
        ("subscription.fee", "Autopay pays your $10.00 monthly fee only.", True),
        ("subscription.fee", "El pago automático paga solo su cuota mensual de $10.00.", True),
        ("balance.fees", "Autopay pays your $10.00 late fee.", False),
        ("open_draw.left", "Autopay pays your $10.00 monthly fee only.", False),
        ("subscription.fee", "Autopay takes $10.00.", False),
    ],
)
def test_autopay_pays_a_subscriptions_fee_and_no_other(
    path: str, text: str, *, passes: bool
) -> None:
    role = role_of_path("account_snapshot", path, "money")
    fact = Fact("money", "10.00", "tool", "account_snapshot", path, role=role)
    assert verify(text, Evidence((fact,)), TODAY, "en").passed is passes


@pytest.mark.parametrize(
    ("action", "text", "true"),
    [
        ("make_payment", "That is a payment of $166.25.", True),
        ("make_payment", "Your credit limit is $166.25.", False),
        ("make_payment", "Your late fee is $166.25.", False),
        ("draw_funds", "Your draw is $166.25.", True),
        ("draw_funds", "Your late fee is $166.25.", False),
        ("request_fee_waiver", "Your late fee is $166.25.", True),
        ("request_fee_waiver", "Your autopay takes $166.25.", False),
    ],
)
def test_a_cards_sum_is_only_what_its_action_makes_it(action: str, text: str, true: bool) -> None:
    role = role_of_row("terms.0.amount", {"action": action, "terms.0.name": "amount"})
    quoted = Fact("money", "166.25", "tool", action, "terms.0.amount", role=role)
    verdict = verify(text, Evidence((quoted,)), TODAY, "en", ())
    assert (verdict.unverified == ()) is true


@pytest.mark.parametrize(
    ("kind", "text", "true"),
    [
        ("computational", "Your claim is about the $166.25 of interest.", True),
        ("computational", "Su reclamo: los $166.25 de intereses de su estado de cuenta.", True),
        ("computational", "Your late fee is $166.25.", False),
        ("billing_error", "Your interest is $166.25.", False),
    ],
)
def test_a_disputes_sum_is_interest_only_where_that_was_worked_out_wrong(
    kind: str, text: str, true: bool
) -> None:
    words = {"action": "file_dispute", "terms.0.name": "amount", "terms.1.text": kind}
    role = role_of_row("terms.0.amount", words)
    quoted = Fact("money", "166.25", "tool", "file_dispute", "terms.0.amount", role=role)
    assert (verify(text, Evidence((quoted,)), TODAY, "en", ()).unverified == ()) is true


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("terms.2.day", {"action": "file_dispute", "terms.2.name": "statement_on"}),
        ("on", {"code": "notice_late"}),
    ],
)
def test_the_day_of_a_statement_may_be_called_so(path: str, words: dict[str, str]) -> None:
    role = role_of_row(path, words)
    day = Fact("date", "2026-10-12", "tool", "file_dispute", path, role=role)
    said = "That is on your statement of October 12."
    assert verify(said, Evidence((day,)), TODAY, "en", ()).unverified == ()
    assert verify("It is due October 12.", Evidence((day,)), TODAY, "en", ()).unverified


def test_what_the_borrower_said_is_no_evidence() -> None:
    assert not verify("I'll set up $80.00 for December 1.", ACCOUNTS[0], TODAY).passed


def test_today_is_always_known() -> None:
    verdict = verify("As of today, November 20.", Evidence(), TODAY)
    assert verdict.passed
    assert {f.source.name for f in verdict.figures} == {"clock"}


def test_two_weeks_is_fourteen_days_and_no_fourteen_payments() -> None:
    days = Evidence((Fact("count", "14", "tool", "plan", "days", unit="day"),))
    assert verify("It lasts two weeks.", days, TODAY).passed
    assert not verify("It lasts 14 months.", days, TODAY).passed
    assert not verify("That is 14 payments.", days, TODAY).passed


def test_a_mark_gives_a_bare_number_its_unit() -> None:
    facts = Evidence((Fact("count", "31", "tool", "charge", "cycle_days", unit="day"),))
    rendered = render("Out of {{charge.cycle_days}}.", facts, "en", TODAY)
    assert verify(rendered.text, facts, TODAY, "en", rendered.figures).passed
    assert not verify("Out of 31.", facts, TODAY).passed


def test_two_deadlines_are_no_two_charges() -> None:
    clocks = Evidence((Fact("count", "2", "tool", "right", "clocks.length", unit="clock"),))
    assert not verify("There are two charges.", clocks, TODAY).passed
    page = Evidence((Fact("count", "2", "tool", "search", "transactions.length", "transaction"),))
    assert verify("There are two charges.", page, TODAY).passed


def test_business_days_are_not_days() -> None:
    policy = Evidence(tuple(passage_facts("p", "We answer in 7 business days.", TODAY)))
    assert verify("You'll hear in 7 business days.", policy, TODAY).passed
    assert not verify("You'll hear in 7 days.", policy, TODAY).passed


def test_a_weekday_must_be_the_dates_own() -> None:
    assert verify("It is due Wednesday, December 9.", ACCOUNTS[0], TODAY).passed
    assert not verify("It is due Friday, December 9.", ACCOUNTS[0], TODAY).passed


def test_a_passage_gives_no_moving_dates() -> None:
    facts = list(passage_facts("p", "Pay today or next month, on the 5th or by Friday.", TODAY))
    assert {f.value for f in facts} == {"day:5", "weekday:4"}


def test_a_made_up_account_or_reference_is_caught() -> None:
    account = ACCOUNTS[0]
    assert verify("Your bank ending 4417.", account, TODAY).passed
    assert not verify("Your bank ending 4418.", account, TODAY).passed
    assert not verify("Your case is CLM-1023.", account, TODAY).passed
    known = account.plus((Fact("account", "CLM-1023", "tool", "file_dispute", "reference"),))
    assert verify("Your case is CLM-1023.", known, TODAY).passed


def test_zero_in_words_needs_a_zero() -> None:
    assert not verify("You owe nothing.", ACCOUNTS[0], TODAY).passed
    zero = Evidence((Fact("money", "0.00", "tool", "account_snapshot", "balance.current"),))
    assert verify("You owe nothing.", zero, TODAY).passed


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Your balance went to zero.", "en"),
        ("That payment takes you down to zero.", "en"),
        ("Your balance hits zero today.", "en"),
        ("Este pago deja su cuenta en cero.", "es"),
    ],
)
def test_that_nothing_is_owed_any_more_is_a_figure(text: str, language: Language) -> None:
    assert not verify(text, ACCOUNTS[0], TODAY, language).passed


def test_a_payments_minus_sign_is_not_shown_but_a_false_one_is_caught() -> None:
    paid = Evidence((Fact("money", "-75.00", "tool", "transactions", "transactions.0.amount"),))
    assert verify("You paid $75.00.", paid, TODAY).figures[0].value == "75.00"
    owed = Evidence((Fact("money", "75.00", "tool", "transactions", "transactions.0.amount"),))
    assert not verify("It was -$75.00.", owed, TODAY).passed


def test_a_sum_that_nobody_declared_is_caught_and_a_declared_one_stays_a_supposition() -> None:
    account = ACCOUNTS[0]
    assert not verify("That leaves $1,435.16.", account, TODAY).passed
    sum_ = "{{calc:account_snapshot.balance.current - account_snapshot.minimum_due}}"
    for draft, passes in (
        (f"Paying the minimum would leave a balance of {sum_}.", True),
        (f"Your balance is {sum_}.", False),
    ):
        rendered = render(draft, account, "en", TODAY)
        verdict = verify(rendered.text, account, TODAY, "en", rendered.figures)
        assert verdict.passed is passes


ROWS = Evidence(
    (
        Fact("money", "75.00", "tool", "pay", "payments.0.amount", role="payment"),
        Fact("date", "2026-11-02", "tool", "pay", "payments.0.on", role="payment_on"),
        Fact("money", "60.00", "tool", "pay", "payments.1.amount", role="payment"),
        Fact("date", "2026-10-05", "tool", "pay", "payments.1.on", role="payment_on"),
        Fact("count", "2", "tool", "pay", "payments.length", unit="payment"),
        Fact("money", "41.10", "tool", "rows", "transactions.0.amount", role="purchase"),
        Fact("text", "Blue Door Diner", "tool", "rows", "transactions.0.merchant"),
        Fact("money", "18.75", "tool", "rows", "transactions.1.amount", role="purchase"),
        Fact("text", "Noodle Depot", "tool", "rows", "transactions.1.merchant"),
        Fact("money", "-25.00", "tool", "snap", "balance.current", role="balance"),
    )
)


@pytest.mark.parametrize(
    ("true", "false"),
    [
        (
            "Two payments: $75.00 on November 2 and $60.00 on October 5.",
            "Two payments: $60.00 on November 2 and $75.00 on October 5.",
        ),
        ("You paid $75.00 on November 2.", "You paid $75.00 on October 5."),
        ("Pagó $60.00 el 5 de octubre.", "Pagó $60.00 el 2 de noviembre."),
        (
            "You spent $41.10 at Blue Door Diner and $18.75 at Noodle Depot.",
            "You spent $18.75 at Blue Door Diner and $41.10 at Noodle Depot.",
        ),
        ("Your balance is -$25.00.", "Your balance is $25.00."),
    ],
)
def test_true_values_of_other_entries_or_without_their_sign_are_caught(
    true: str, false: str
) -> None:
    assert verify(true, ROWS, TODAY).passed
    assert not verify(false, ROWS, TODAY).passed


def _of(*paths: tuple[str, FigureKind, str]) -> Evidence:
    return Evidence(
        tuple(
            Fact(kind, value, "tool", "account_snapshot", path, role=role_of_path("", path, kind))
            for path, kind, value in paths
        )
    )


BOTH = _of(
    ("balance.current", "money", "2071.14"),
    ("minimum_due", "money", "51.73"),
    ("credit_limit", "money", "6000.00"),
    ("total_per_day", "money", "1.01"),
    ("due_date", "date", "2026-12-09"),
    ("statement_closing_date", "date", "2026-11-14"),
    ("autopay.next_amount", "money", "51.73"),
    ("autopay.next_date", "date", "2026-12-09"),
)


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("To stay current, get $51.73 to us.", "To stay current, get $6,000.00 to us."),
        ("Each day adds $1.01 to the $2,071.14 you owe.", "Each day adds $51.73 to what you owe."),
        ("Your line is at $2,071.14 out of $6,000.00.", "Your line is at $51.73 out of $2,071.14."),
        ("You have until December 9 to send $51.73.", "You have until November 14 to send $51.73."),
        (
            "About $1.01 of interest is added each day.",
            "About $51.73 of interest is added each day.",
        ),
        ("$51.73 will be withdrawn on December 9.", "$6,000.00 will be withdrawn on December 9."),
    ],
)
def test_a_vague_name_or_one_further_off_gives_way_to_a_plain_one(said: str, instead: str) -> None:
    assert verify(said, BOTH, TODAY, "en").passed
    assert not verify(instead, BOTH, TODAY, "en").passed


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        # An amount and its own day name each other.
        ("The statement closed November 14.", "The statement closed December 9."),
        (
            "December 9 is the day; $51.73 is the amount.",
            "It's December 9; $2,071.14 is the amount.",
        ),
        # The whole, and what is said of a part of it.
        ("$1.01 of your $2,071.14 is a day's interest.", "$51.73 of your $2,071.14 is interest."),
        # Today is called so.
        ("As of November 20 you owe $2,071.14.", "We have to have it by November 20."),
        ("Waiting costs $1.01 each extra day.", "Waiting costs $51.73 each extra day."),
        # What is free to be used, and out of what.
        ("You are using $2,071.14 of an allowed $6,000.00.", "$2,071.14 can still be charged."),
    ],
)
def test_a_nameless_figure_is_what_its_sentence_is_about(said: str, instead: str) -> None:
    assert verify(said, BOTH, TODAY, "en").passed
    assert not verify(instead, BOTH, TODAY, "en").passed


@pytest.mark.parametrize(
    "text",
    ["The account has 4417 as its last four digits.", "Sale de la cuenta con terminación 4417."],
)
def test_the_last_four_digits_may_stand_before_or_after_their_name(text: str) -> None:
    account = Fact("account", "4417", "tool", "account_snapshot", "bank.last4")
    assert verify(text, Evidence((account,)), TODAY, "es" if "ó" in text else "en").passed
    assert not verify(text.replace("4417", "4471"), Evidence((account,)), TODAY).passed
