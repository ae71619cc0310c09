"""A draw line's borrower: a monthly fee, no interest, a draw that autopay won't pay."""

import re
from decimal import Decimal

import psycopg
import pytest

from agents.assistant import Principal
from agents.turn import Turn
from tests.desk import Desk

# What no reply to this borrower may speak of: the line hasn't got it.
FOREIGN = re.compile(
    r"\bAPR\b|grace|per[ií]odo de gracia|purchase|compras|virtual card|your card|su tarjeta"
    r"|\$30\b|\$41\b|\$25\b|late fee of|trailing|residual",
    re.I,
)


@pytest.fixture
async def at(desk: Desk) -> Desk:
    return await desk.sign_in("draw-line")


async def with_room(desk: Desk) -> Desk:
    """Become a draw line's borrower who has no open draw and may take one."""
    with psycopg.connect(desk.dsn) as connection:
        found = connection.execute(
            "SELECT borrower_id, name FROM servicing.accounts JOIN servicing.borrowers"
            " USING (borrower_id) WHERE product_id = 'draw-line' AND status = 'open' ORDER BY 1"
        ).fetchall()
    for borrower, name in found:
        desk.who = Principal(borrower, frozenset({"borrower"}), name)
        desk.books = desk.books_of(borrower)
        line = await desk.snapshot()
        if line.no_draw is None and line.available_credit >= 100:
            return desk
    raise LookupError("no draw line has room")


async def ask(at: Desk, text: str) -> Turn:
    """Ask in a conversation of its own."""
    at.conversation = None
    turn = await at.ask(text, keep=True)
    assert not FOREIGN.search(turn.reply), turn.reply
    assert not any(verdict.outcome in {"blocked", "repaired"} for verdict in turn.verdicts)
    for figure in turn.figures:
        assert figure.text in turn.reply
        assert figure.source.path
    return turn


async def replies(at: Desk, texts: list[str]) -> dict[str, str]:
    return {text: (await ask(at, text)).reply for text in texts}


def missing(said: dict[str, str], *wanted: str) -> dict[str, str]:
    return {
        text: reply for text, reply in said.items() if not all(words in reply for words in wanted)
    }


async def test_what_i_owe_names_the_draw_the_fee_and_who_pays(at: Desk) -> None:
    turn = await ask(at, "what do i owe and when is it due")
    assert turn.reply == (
        "You owe $250.00 as of today. Your draw of $240.00 and your monthly fee of $10.00 are both"
        " due November 26. The monthly fee of $10.00 is all that autopay takes; the draw needs a"
        " payment by you."
    )
    paths = {figure.source.path for figure in turn.figures}
    assert {"balance.current", "open_draw.left", "open_draw.due_on", "balance.fees"} <= paths
    said = await replies(
        at,
        [
            "how much do i owe",
            "whats due on the 26th",
            "when is my draw due",
            "wen is my payment due",
            "what's my minimum payment",
        ],
    )
    assert missing(said, "$240.00", "November 26") == {}
    assert "no smaller minimum" in said["what's my minimum payment"]
    spanish = await replies(at, ["cuánto debo y cuándo vence", "¿cuándo vence mi retiro?"])
    spanish |= await replies(at, ["¿qué vence el 26?"])
    assert missing(spanish, "$240.00", "26 de noviembre", "lo tiene que pagar usted") == {}


async def test_autopay_doesnt_cover_the_draw_and_the_first_word_says_so(at: Desk) -> None:
    said = await replies(
        at,
        [
            "is my draw covered by autopay",
            "will autopay pay my draw on the 26th",
            "does the autopay take care of everything i owe",
            "so autopay will handle the draw right",
            "is my drawl covred by auto pay",
            "autopay pays my whole balance, doesn't it",
        ],
    )
    assert set(said.values()) == {
        "No. Your monthly fee of $10.00 is all that autopay pays. Your $240.00 draw is due"
        " November 26 and needs a payment by you. Would you like to pay it now, or on a later day?"
    }
    spanish = await replies(
        at, ["¿el pago automático paga mi retiro?", "el pago automatico cubre todo lo que debo?"]
    )
    assert missing(spanish, "No. ", "Su cuota mensual de $10.00 es lo único", "$240.00") == {}


async def test_a_plain_question_about_autopay_and_who_has_to_pay(at: Desk) -> None:
    plain = (await ask(at, "is autopay on")).reply
    assert plain.startswith("Autopay is on, for your monthly fee only: it takes $10.00")
    assert "Your $240.00 draw is due November 26 and needs a payment by you." in plain
    by_hand = (await ask(at, "do i have to pay the draw myself")).reply
    assert by_hand.startswith("Yes. Your monthly fee of $10.00 is all that autopay pays")


async def test_the_offer_becomes_a_payment_of_the_draw_and_the_fee_stays_with_autopay(
    at: Desk,
) -> None:
    await ask(at, "is my draw covered by autopay")
    card = (await at.ask("ok pay it", keep=True)).confirmation
    assert card is not None
    assert (card.action, card.fields["amount"]) == ("make_payment", "240.00")
    await at.press(card.token)
    after = await at.ask("what do i owe", keep=True)
    assert "A payment that covers your draw is on its way." in after.reply
    assert "Your monthly fee of $10.00 is due November 26." in after.reply
    line = await at.snapshot()
    assert line.open_draw is not None
    assert (line.open_draw.left, line.minimum_due) == (Decimal("0.00"), Decimal("10.00"))
    assert line.autopay is not None
    assert line.autopay.next_amount == Decimal("10.00")
    again = await at.ask("pay my draw", keep=True)
    assert again.confirmation is None


@pytest.mark.parametrize(
    ("text", "action", "amount"),
    [
        ("pay my draw on november 25", "schedule_payment", "240.00"),
        ("i want to pay back the draw today", "make_payment", "240.00"),
        ("pay everything i owe", "make_payment", "250.00"),
        ("quiero pagar mi retiro hoy", "make_payment", "240.00"),
    ],
)
async def test_paying_the_draw(at: Desk, text: str, action: str, amount: str) -> None:
    card = (await ask(at, text)).confirmation
    assert card is not None
    assert (card.action, card.fields["amount"]) == (action, amount)


async def test_a_second_draw_has_to_wait(at: Desk) -> None:
    said = await replies(
        at,
        [
            "can i take another draw",
            "i want to take out another 100",
            "when can i draw again",
            "can i draw more cash",
        ],
    )
    assert missing(said, "Not yet.", "open draw of $240.00") == {}
    room = await replies(
        at, ["how much can i draw", "how much can i draw right now", "what's my available credit"]
    )
    assert missing(room, "$0.00", "$500.00", "open draw of $240.00") == {}
    assert "$0.00 para retirar" in (await ask(at, "¿cuánto puedo retirar?")).reply
    assert "Todavía no." in (await ask(at, "¿puedo sacar otro retiro?")).reply


async def test_with_room_it_says_how_much_and_a_draw_gets_its_card(desk: Desk) -> None:
    at = await with_room(desk)
    room = f"${(await at.snapshot()).available_credit:,.2f}"
    said = await replies(at, ["how much can i draw", "can i draw again"])
    assert missing(said, f"You have {room} available to draw now") == {}
    assert f"puede retirar hasta {room}" in (await ask(at, "¿cuánto puedo retirar?")).reply
    for text in ("draw $100", "quiero retirar $100"):
        card = (await ask(at, text)).confirmation
        assert card is not None
        assert (card.action, card.fields["amount"]) == ("draw_funds", "100.00")
        assert "draw-repayment" in {shown.id for shown in card.disclosures}


async def test_there_is_no_rate_and_no_late_fee_but_a_monthly_fee(at: Desk) -> None:
    rates = await replies(
        at,
        [
            "what's my interest rate",
            "wats the intrest rate",
            "how much interest am i paying per day",
            "why was there interest on my last statement",
            "is there a grace period",
        ],
    )
    assert missing(rates, "no interest on this line", "$10.00", "December 1") == {}
    late = await replies(at, ["is there a late fee", "do you charge me if i pay late"])
    assert missing(late, "No. There's no fee for paying late") == {}
    fee = await replies(
        at,
        [
            "what is this $10 charge",
            "what is the monthly fee for",
            "when is my next fee",
            "what does it cost",
        ],
    )
    assert missing(fee, "your monthly fee, charged on November 1", "December 1") == {}
    cost = (await ask(at, "¿cuánto cuesta esta línea?")).reply
    assert "su cuota mensual, cobrada el 1 de noviembre" in cost
    spanish = await replies(at, ["¿cuál es mi tasa de interés?", "cuanto es el interes"])
    assert missing(spanish, "no tiene intereses", "$10.00") == {}
    assert "no cobra por pagar tarde" in (await ask(at, "¿hay recargo por pagar tarde?")).reply


async def test_payoff_statement_and_ending_the_subscription(at: Desk) -> None:
    payoff = (await ask(at, "what's my payoff")).reply
    assert payoff.startswith("Paying $250.00 on November 20 would settle your line in full")
    later = (await ask(at, "how much to pay it all off on december 5")).reply
    assert "The next monthly fee of $10.00 comes on December 1." in later
    statement = (await ask(at, "show me my last statement")).reply
    assert "$250.00, all of it due November 26" in statement
    ending = await replies(
        at, ["how do i cancel the subscription", "can i cancel my monthly plan with you"]
    )
    assert missing(ending, "end your subscription at any time", "$240.00", "November 26") == {}


async def test_policies_read_to_it_are_its_own(at: Desk) -> None:
    for text in (
        "what fees do you charge",
        "how do i turn off autopay",
        "what happens if my payment is returned",
        "how long does a draw take",
        "how fast do you answer a hardship request",
        "what's the smallest draw",
        "when do you report to the credit bureaus",
    ):
        turn = await ask(at, text)
        assert not any(cited.version.startswith("card") for cited in turn.citations)


async def test_not_being_able_to_pay_opens_help_and_no_payment(at: Desk) -> None:
    for text in ("i can't pay my draw", "no puedo pagar mi retiro"):
        turn = await ask(at, text)
        assert {right.kind for right in turn.rights} == {"hardship"}
        assert turn.confirmation is None
    assert "$" not in turn.reply


async def test_a_card_line_hears_nothing_of_draw_lines(desk: Desk) -> None:
    for text in ("what fees are there", "does autopay pay my draw", "what's my interest rate"):
        desk.conversation = None
        turn = await desk.ask(text, keep=True)
        assert not re.search(r"draw line|monthly fee|subscription", turn.reply), turn.reply
        assert not any(cited.version.startswith("draw") for cited in turn.citations)
