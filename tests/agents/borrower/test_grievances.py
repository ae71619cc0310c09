"""A fee or interest that is called unfair: explained, and on record as a complaint, said once."""

import pytest

from agents.borrower.grievances import called_unfair
from tests.desk import Desk


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("that late fee isn't fair", "hadn't arrived by then"),
        ("charging me a late fee is a rip-off", "hadn't arrived by then"),
        ("no es justo ese recargo por pago tardío", "no había llegado"),
    ],
)
async def test_it_is_explained_and_a_complaint_without_a_dispute(
    desk: Desk, said: str, why: str
) -> None:
    await desk.sign_in("job-loss")
    turn = await desk.ask(said)
    assert [(right.kind, right.status) for right in turn.rights] == [("complaint", "new")]
    assert "CP-" in turn.reply
    assert why in turn.reply
    assert "first late fee" in turn.reply or "primer cargo" in turn.reply  # what may be taken off
    assert turn.confirmation is None
    assert "dispute" not in turn.reply
    again = await desk.ask(said, keep=True)
    assert "CP-" not in again.reply


async def test_interest_is_worked_out_for_whoever_calls_it_unfair(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    turn = await desk.ask("the interest you charge is outrageous")
    assert [right.kind for right in turn.rights] == ["complaint"]
    assert "54.73" in turn.reply


async def test_asked_to_be_taken_off_it_is_not_explained_but_decided(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    turn = await desk.ask("that late fee isn't fair, take it off")
    assert [right.kind for right in turn.rights] == ["complaint"]
    assert "request_fee_waiver" in [call.name for call in turn.tool_calls]


async def test_a_fee_for_a_payment_in_time_is_looked_into(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    turn = await desk.ask("i paid on time and you still hit me with a late fee")
    assert [right.kind for right in turn.rights] == ["billing_error"]
    assert "what day" in turn.reply
    assert "take it off" not in turn.reply
    card = await desk.ask("202.59 on november 5", keep=True)
    assert card.confirmation is not None
    assert card.confirmation.fields["kind"] == "posting"


@pytest.mark.parametrize(
    ("said", "unfair"),
    [
        ("is that late fee fair?", False),
        ("why is there a late fee", False),
        ("that's not fair to my kids", False),
        ("the late fee is ridiculous", True),
        ("me parece injusto el interés", True),
    ],
)
def test_what_calls_a_fee_unfair(said: str, unfair: bool) -> None:
    assert called_unfair(said) is unfair
