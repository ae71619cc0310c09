"""What became of a dispute, told from the books: while it is open, and once people decided it."""

from datetime import timedelta
from decimal import Decimal

import psycopg

from servicing.accounts import repository as accounts
from servicing.disputes import repository, work
from servicing.disputes.model import Claim
from servicing.products import load_products
from tests.desk import Desk


def decide(desk: Desk, step: str) -> None:
    """Take the borrower's one claim a step further, as two people at the desk would."""
    now = desk.clock.now() + timedelta(hours=1)
    with psycopg.connect(desk.dsn) as connection:
        line, _ = accounts.load(connection, load_products(), str(desk.who.borrower_id), lock=True)
        (claim,) = repository.claims(connection, line.account_id)
        if step == "acknowledged":
            done = work.acknowledged(connection, line, claim.claim_id, "ana", now)
        else:
            credits = {claim.charges[0].transaction_id: claim.charges[0].amount}
            reasons = "The second one was yours, by the device that made it."
            made = work.put_forward(
                connection, line, claim.claim_id, "partial", credits, reasons, "ana", now
            )
            assert isinstance(made, str), made
            put = repository.proposal(connection, made)
            assert put is not None
            sha = put.content_sha256
            done = work.agree(connection, line, made, sha, "ben", "lead", now)
        assert isinstance(done, Claim), done
        accounts.save(connection, line)


async def test_a_dispute_is_told_from_the_first_day_to_its_answer(desk: Desk) -> None:
    await desk.sign_in("strange-charges")
    turn = await desk.ask("two charges from NVX Digital aren't mine")
    turn = await desk.ask("both", keep=True)
    assert turn.confirmation is not None
    await desk.press(turn.confirmation.token)
    (claim,) = (await desk.snapshot()).claims
    assert (claim.state, claim.answer, claim.owed) == ("received", None, Decimal(0))
    assert claim.set_aside == Decimal("214.49")
    asked = await desk.ask("what's happening with my dispute?", keep=True)
    for said in (claim.reference, "$214.49", "December 20", "our answer"):
        assert said in asked.reply, asked.reply

    decide(desk, "acknowledged")
    asked = await desk.ask("did you decide on my claim yet?", keep=True)
    assert "has gone out" in asked.reply
    assert "December 20" not in asked.reply

    decide(desk, "partial")
    (claim,) = (await desk.snapshot()).claims
    assert (claim.answer, claim.credited + claim.owed) == ("partial", Decimal("214.49"))
    assert claim.pay_by is not None
    by = f"{claim.pay_by:%B} {claim.pay_by.day}"
    asked = await desk.ask("did you decide on my dispute?", keep=True)
    for said in (f"${claim.credited}", f"${claim.owed}", by, "copies"):
        assert said in asked.reply, asked.reply
    asked = await desk.ask("¿qué pasó con mi disputa?", keep=True)
    for said in ("Respondimos", f"${claim.credited}", f"${claim.owed}", "copias"):
        assert said in asked.reply, asked.reply
