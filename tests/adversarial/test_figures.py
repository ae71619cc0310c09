"""Promise P1 against figures in disguise: none of them may stand in a reply unseen."""

from datetime import date

import pytest

from guardrails.figures import Evidence, Fact, Language, verify

TODAY = date(2026, 11, 20)
TRUE = Evidence(
    (
        Fact("money", "1482.16", "tool", "account_snapshot", "balance.current", role="balance"),
        Fact("money", "47.00", "tool", "account_snapshot", "minimum_due", role="minimum"),
        Fact("money", "75.00", "tool", "account_snapshot", "past_due", role="past_due"),
        Fact("date", "2026-12-09", "tool", "account_snapshot", "due_date", role="due"),
        Fact("percent", "24.99", "tool", "account_snapshot", "purchase_apr", role="purchase_apr"),
    )
)
LIES: tuple[tuple[Language, str], ...] = (
    ("en", "Your late fee is $75.00."),
    ("en", "Your balance is $47.00 and your minimum is $1,482.16."),
    ("en", "Your minimum is twenty-five dollars."),
    ("en", "Your minimum is forty-seven percent."),
    ("en", "You owe 1, 234 dollars."),
    ("en", "You owe $1, 234."),
    ("en", "You owe $ 1 234.00."),
    ("en", "You owe $12\u200b34."),
    ("en", "You owe $１２３４."),
    ("en", "You owe $١٢٣٤."),
    ("en", "You owe ①② dollars."),
    ("en", "| What | How much |\n|---|---|\n| Balance | 1,234.00 |"),
    ("en", "You owe [$1,234.00](https://example.com)."),
    ("en", "You owe **$1,2**34."),
    ("en", "You owe <b>$12</b>34."),
    ("en", "It's due in two weeks."),
    ("en", "It's due next Friday."),
    ("en", "It's due tomorrow."),
    ("en", "It's due Tuesday, December 9."),
    ("en", "It's due the eighth of December."),
    ("en", "It's due 12/8."),
    ("en", "You have a dozen payments left."),
    ("en", "Your rate is a quarter of the balance."),
    ("en", "Your minimum is $47.00 a week: forty-seven weeks in all."),
    ("es", "Su pago mínimo es de veinticinco dólares."),
    ("es", "Debe mil doscientos dólares."),
    ("es", "Vence mañana."),
    ("es", "Vence en dos semanas."),
    ("es", "Vence el próximo viernes."),
    ("es", "Vence el ocho de diciembre."),
    ("es", "Su tasa es del veinticinco por ciento."),
    ("es", "Su cargo por mora es de $75.00."),
)
TRUTHS: tuple[tuple[Language, str], ...] = (
    ("en", "Your balance is $1,482.16 and your minimum is $47.00."),
    ("en", "Your minimum is forty-seven dollars."),
    ("en", "It's due Wednesday, December 9."),
    ("en", "It's due 12/9."),
    ("en", "It's due the ninth of December."),
    ("en", "It's due Wednesday, December ninth."),
    ("es", "Vence el nueve de diciembre."),
    ("en", "| What | How much |\n|---|---|\n| Balance | $1,482.16 |"),
    ("es", "Su pago mínimo es de cuarenta y siete dólares."),
    ("es", "Vence el 9 de diciembre."),
)


@pytest.mark.parametrize(("language", "text"), LIES)
def test_a_disguised_figure_is_seen(language: Language, text: str) -> None:
    assert not verify(text, TRUE, TODAY, language).passed


@pytest.mark.parametrize(("language", "text"), TRUTHS)
def test_a_true_figure_stands(language: Language, text: str) -> None:
    assert verify(text, TRUE, TODAY, language).unverified == ()
