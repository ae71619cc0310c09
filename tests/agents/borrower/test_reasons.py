"""Why a charge is disputed, in conversation: the right, the question, the card and its kind."""

from datetime import date
from decimal import Decimal

import pytest

from agents.turn import Turn
from tests.desk import Desk

GROCER = "Greenfield Foods"


async def talk(desk: Desk, *texts: str) -> list[Turn]:
    await desk.sign_in("strange-charges")
    return [await desk.ask(text, keep=n > 0) for n, text in enumerate(texts)]


def card(turn: Turn) -> dict[str, str]:
    assert turn.confirmation is not None, turn.reply
    assert turn.confirmation.action == "file_dispute"
    return turn.confirmation.fields


async def test_goods_that_never_came_are_no_strangers_charge(desk: Desk) -> None:
    first, which, last = await talk(
        desk,
        "I ordered a lamp from NVX Digital and it never arrived",
        "the 84.99",
        "it was supposed to come november 2, and they won't answer me",
    )
    assert [right.kind for right in first.rights] == ["billing_error"]
    assert "didn't come" in first.reply
    assert "129.50" in first.reply  # both of that shop's, and no other's
    assert "Roadrunner" not in first.reply
    assert "?" in which.reply
    fields = card(last)
    assert (fields["kind"], fields["amount"], fields["count"]) == ("not_delivered", "84.99", "1")
    assert last.confirmation is not None
    assert "it didn't come" in last.confirmation.summary
    done = await desk.press(last.confirmation.token)
    assert "December 20" in done.reply
    assert done.reply.count("minimum") == 1
    line = await desk.snapshot()
    assert line.balance.disputed == Decimal("84.99")
    assert line.claims[0].kind == "not_delivered"


@pytest.mark.parametrize("said", ["the shoes never came", "nunca llegaron los zapatos"])
async def test_no_charge_is_offered_that_nobody_named(desk: Desk, said: str) -> None:
    first, again = await talk(desk, said, "the merchant wont answer")
    for turn in (first, again):
        assert turn.confirmation is None
        for shop in ("NVX", GROCER, "Roadrunner"):
            assert shop not in turn.reply
    assert [right.kind for right in first.rights] == ["billing_error"]


async def test_a_missing_payment_is_about_no_charge(desk: Desk) -> None:
    first, last = await talk(
        desk, "my payment was never credited", "120 on november 9 from First National"
    )
    assert [right.kind for right in first.rights] == ["billing_error"]
    assert "How much" in first.reply
    fields = card(last)
    assert (fields["kind"], fields["amount"], fields["count"]) == (
        "credit_not_posted",
        "120.00",
        "0",
    )
    assert fields["on"] == "2026-11-09"
    assert last.confirmation is not None
    done = await desk.press(last.confirmation.token)
    assert "120.00" in done.reply
    line = await desk.snapshot()
    assert (line.claims[0].amount, line.claims[0].charges) == (Decimal("120.00"), ())
    status = await desk.ask("what's happening with my claim?", keep=True)
    assert "December 20" in status.reply


async def test_all_said_at_once_asks_for_nothing(desk: Desk) -> None:
    (only,) = await talk(
        desk, "I paid $120 on November 9 from First National and it isn't on my account"
    )
    assert card(only)["amount"] == "120.00"


async def test_a_refund_that_was_promised(desk: Desk) -> None:
    first, last = await talk(
        desk,
        "NVX Digital promised me a refund of $30 on the 84.99 on november 3 and it never posted",
        "yes",
    )
    assert [right.kind for right in first.rights] == ["billing_error"]
    fields = card(last)
    assert (fields["kind"], fields["amount"]) == ("credit_not_posted", "30.00")


async def test_a_quality_claim_is_a_complaint_from_the_first_message(desk: Desk) -> None:
    first, *_ = turns = await talk(
        desk,
        "the headphones I bought at NVX Digital came broken and the store won't take them back",
        "the 129.50",
        "yes i tried to return them",
    )
    assert "complaint" in [right.kind for right in first.rights]
    fields = card(turns[-1] if turns[-1].confirmation else turns[-2])
    assert fields["kind"] == "quality"
    due = {clock.name: clock.due for right in first.rights for clock in right.clocks}
    assert due["answer"] == date(2026, 12, 5)


@pytest.mark.parametrize(
    ("said", "kind", "right"),
    [
        (
            (
                "the headphones I bought at NVX Digital came broken, and the store won't take them"
                " back, i asked them",
                "the 129.50",
                "yes i tried to return them",
            ),
            "quality",
            "complaint",
        ),
        (
            (
                "I ordered a lamp from NVX Digital and it never arrived",
                "the 84.99",
                "it was supposed to come november 2, and they won't answer me",
            ),
            "not_delivered",
            "billing_error",
        ),
    ],
)
async def test_a_file_goes_with_a_claim_of_any_kind_and_names_its_charge(
    desk: Desk, said: tuple[str, ...], kind: str, right: str
) -> None:
    turns = await talk(desk, *said)
    quoted = next(turn.confirmation for turn in reversed(turns) if turn.confirmation)
    await desk.press(quoted.token)
    assert [claim.kind for claim in (await desk.snapshot()).claims] == [kind]
    assistant = desk.build(None)
    id_, _ = await assistant.open(desk.who, "app")
    offered = await assistant.attachments(desk.who, id_)
    dispute = next(one for one in offered.disputes if one.kind == right)
    assert len(dispute.charges) == 1
    done = await assistant.attach(desk.who, id_, "note.txt", b"Here is what I wrote to them.")
    assert done.evidence.reference == dispute.reference
    assert "I've got your file" in done.turn.reply


async def test_a_strangers_charge_and_a_missing_payment_get_on_one_card(desk: Desk) -> None:
    first, last = await talk(
        desk,
        "never made that 84.99 at NVX Digital, and my 100 payment from the 3rd never showed up",
        "yes, that one",
    )
    assert {right.kind for right in first.rights} == {"unauthorized_use", "billing_error"}
    assert "payment that isn't on your account" in first.reply
    assert "84.99" in first.reply
    fields = card(last)
    assert (fields["amount"], fields["kind_1"]) == ("84.99", "unauthorized_use")
    assert (fields["also_1"], fields["also_amount_1"]) == ("credit_not_posted", "100.00")
    assert fields["also_on_1"] == "2026-11-03"
    assert last.confirmation is not None
    assert "100.00" in last.confirmation.summary
    done = await desk.press(last.confirmation.token)
    assert "100.00" in done.reply
    line = await desk.snapshot()
    kinds = {one.kind: one.set_aside for one in line.claims}
    assert kinds["unauthorized_use"] == Decimal("84.99")
    assert kinds["credit_not_posted"] >= Decimal("100.00")


async def test_goods_and_a_missing_payment_are_both_asked_about_and_filed(desk: Desk) -> None:
    turns = await talk(
        desk,
        "the lamp from NVX Digital never came and my payment of $120 on november 9 never posted",
        "the 84.99",
        "it was supposed to come november 2, and they won't answer me",
    )
    fields = card(turns[-1])
    assert fields["kind_1"] == "not_delivered"
    assert fields["also_amount_1"] == "120.00"


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        ("I paid $85 on november 2 but it wasn't credited until november 9", "posting", "wrong"),
        ("u posted my payment a week late", "posting", "wrong day"),
        ("mi pago de $85 del 2 de noviembre lo acreditaron hasta el 9", "posting", "equivocado"),
        ("I never recieved my october statement", "statement_not_sent", "statement"),
        ("you sent my statement to my old address", "statement_not_sent", "statement"),
        ("no me llegó mi estado de cuenta", "statement_not_sent", "estado de cuenta"),
    ],
)
async def test_a_claim_about_no_charge_asks_once_and_names_itself(
    desk: Desk, said: str, kind: str, words: str
) -> None:
    first, *more = await talk(desk, said)
    assert [right.kind for right in first.rights] == ["billing_error"]
    assert words in first.reply
    for shop in ("NVX", GROCER, "Roadrunner"):
        assert shop not in first.reply
    last = first
    if first.confirmation is None:
        assert first.reply.count("?") <= 2  # Spanish opens a question too
        last = await desk.ask("$85 on november 2", keep=True)
    fields = card(last)
    assert (fields["kind"], fields["count"]) == (kind, "0")
    assert last.confirmation is not None
    done = await desk.press(last.confirmation.token)
    assert not more
    assert "DP-" in done.reply
    line = await desk.snapshot()
    assert [one.kind for one in line.claims] == [kind]


@pytest.mark.parametrize(
    "said",
    ["send me the receipt for the 84.99 charge", "mándeme un comprobante del cargo de 84.99"],
)
async def test_proof_of_a_charge_is_a_claim_of_its_own(desk: Desk, said: str) -> None:
    first, last = await talk(desk, said, "yes, that one")
    assert [right.kind for right in first.rights] == ["billing_error"]
    fields = card(last)
    assert (fields["kind"], fields["amount"]) == ("clarification", "84.99")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("you added my interest wrong", "$24.47 of interest on your statement of"),
        ("the statement doesn't add up", "$24.47 of interest on your statement of"),
        ("calcularon mal mis intereses", "$24.47 de intereses en su estado de cuenta del"),
        ("there's a math error on my bill", "$24.47 of interest on your statement of"),
    ],
)
async def test_an_error_of_computation_is_about_a_statements_interest(
    desk: Desk, said: str, words: str
) -> None:
    (turn,) = await talk(desk, said)
    assert [right.kind for right in turn.rights] == ["billing_error"]
    fields = card(turn)
    assert (fields["kind"], fields["amount"]) == ("computational", "24.47")
    assert words in turn.reply
    assert turn.confirmation is not None
    assert words in turn.confirmation.summary
    before = await desk.snapshot()
    done = await desk.press(turn.confirmation.token)
    assert words in done.reply
    assert "DP-" in done.reply
    after = await desk.snapshot()
    (claim,) = after.claims
    assert (claim.kind, str(claim.set_aside)) == ("computational", "24.47")
    assert after.minimum_due < before.minimum_due
    status = await desk.ask("how is my dispute going", keep=True)
    assert claim.reference in status.reply
    assert "24.47" in status.reply


@pytest.mark.parametrize(
    ("said", "closed"),
    [
        ("the math on my October statement is wrong", "2026-10-12"),
        ("my statement of october 12 doesn't add up", "2026-10-12"),
        ("the statement that closed on 10/12 doesn't add up", "2026-10-12"),
        ("calcularon mal mis intereses de octubre", "2026-10-12"),
        ("i told you on october 3 and the statement i got still doesn't add up", "2026-11-11"),
    ],
)
async def test_the_statement_that_is_named_is_the_one(desk: Desk, said: str, closed: str) -> None:
    await desk.sign_in("job-loss")
    turn = await desk.ask(said)
    assert card(turn)["statement_on"] == closed
    assert card(turn)["amount"] in turn.reply
    assert turn.confirmation is not None
    done = await desk.press(turn.confirmation.token)
    assert card(turn)["amount"] in done.reply


async def test_a_statement_of_long_ago_is_told_so(desk: Desk) -> None:
    turn = (await talk(desk, "my interest for august was calculated wrong"))[0]
    assert turn.confirmation is None
    assert "your statement of August 14" in turn.reply


async def test_without_interest_it_is_on_record_alone(desk: Desk) -> None:
    await desk.sign_in("draw-line")
    turn = await desk.ask("the statement doesn't add up")
    fields = card(turn)
    assert (fields["kind"], fields["count"]) == ("computational", "0")


async def test_interest_worked_out_wrong_is_explained_beside_its_card(desk: Desk) -> None:
    await desk.sign_in("steady")
    turn = await desk.ask("you added my interest wrong")
    assert "31.97" in turn.reply
    assert card(turn)["kind"] == "computational"
