"""From "I can't pay" to a request that people review, and what becomes of it."""

from typing import Literal

import psycopg
import pytest

from agents.turn import Turn
from servicing.accounts import repository as accounts
from servicing.calendar import BusinessDays
from servicing.plans import repository, review
from servicing.products import load_products
from tests.desk import Desk

LAID_OFF = "My hours went to nothing and then they shut the line. I've missed a couple."
ALL_AT_ONCE = "I lost my job, 1500 comes in, 1400 goes out, I can do $55, about 3 months"
SHAMES = ("failed to", "you must pay", "should have", "unfortunately", "delinquent", "collections")


def drafts(desk: Desk) -> list[tuple[str, str]]:
    """Return the programme and who drafted it, of every draft of the borrower's."""
    with psycopg.connect(desk.dsn) as connection:
        return connection.execute(
            "SELECT option->>'program', drafted_by FROM servicing.plan_drafts"
            " WHERE borrower_id = %s ORDER BY submitted_at",
            [desk.who.borrower_id],
        ).fetchall()


def decide(
    desk: Desk, decision: Literal["approve", "decline"], reasons: tuple[str, ...] = ()
) -> None:
    """Have a person of staff decide on the borrower's request."""
    with psycopg.connect(desk.dsn) as connection:
        line, _ = accounts.load(connection, load_products(), desk.who.borrower_id, lock=True)
        draft = repository.drafts(connection, line.account_id)[0]
        at = review.Desk("staff-7", "lead", desk.clock.now(), BusinessDays())
        done = review.decide(
            connection, line, draft.draft_id, draft.content_sha256, decision, at, reasons
        )
        assert not hasattr(done, "code"), done
        accounts.save(connection, line)


def tools(turn: Turn) -> dict[str, str]:
    return {call.name: call.status for call in turn.tool_calls}


def passes(turn: Turn) -> None:
    """Hold a turn to what every turn is held to: nothing withheld, every figure traced."""
    assert [v for v in turn.verdicts if v.outcome != "pass"] == []
    for figure in turn.figures:
        assert figure.source.path, figure
    assert not [word for word in SHAMES if word in turn.reply.lower()], turn.reply


async def talk(desk: Desk, *messages: str) -> list[Turn]:
    turns = [await desk.ask(message, keep=True) for message in messages]
    for turn in turns:
        passes(turn)
    return turns


async def test_four_turns_lead_to_a_request_that_moves_nothing(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    before = await desk.snapshot()
    first, second, third, last = await talk(
        desk,
        LAID_OFF,
        "2 months. Should be back on in spring.",
        "$1,520 a month coming in, $1,390 going out, I can do $55",
        "Please turn that in.",
    )
    assert [right.kind for right in first.rights] == ["hardship"]
    assert "manage each month" in first.reply
    assert "comes in" in second.reply
    assert tools(third)["plan_options"] == "ok"
    assert "$50.00 a month" in third.reply
    assert tools(last)["submit_hardship_draft"] == "ok"
    call = next(c for c in last.tool_calls if c.name == "submit_hardship_draft")
    assert call.arguments["income"] == {"low": "1520.00", "high": "1520.00"}
    assert call.arguments["essentials"] == {"low": "1390.00", "high": "1390.00"}
    assert call.arguments["can_pay"] == {"low": "55.00", "high": "55.00"}
    assert "You didn't name one" in last.reply
    for turn in (first, second, third, last):
        assert turn.confirmation is None
        assert "approved" not in turn.reply
    assert drafts(desk) == [("reduced-payment-6", "borrower")]
    after = await desk.snapshot()
    assert (after.balance, after.plan, after.status) == (before.balance, None, before.status)
    again, still = await talk(desk, "any news on my plan?", "i still cant pay this")
    assert "with our team" in again.reply
    assert "with our team" in still.reply
    assert len(drafts(desk)) == 1


async def test_what_was_agreed_to_is_offered_at_the_next_turn_and_starts_by_the_button(
    desk: Desk,
) -> None:
    await desk.sign_in("job-loss")
    await talk(desk, ALL_AT_ONCE, "the first one")
    decide(desk, "approve")
    told = await desk.ask("hi there", keep=True)
    passes(told)
    assert told.confirmation is not None
    assert told.confirmation.action == "accept_plan"
    assert "$50.00" in told.reply
    assert (await desk.snapshot()).plan is None
    done = await desk.press(told.confirmation.token)
    passes(done)
    plan = (await desk.snapshot()).plan
    assert plan is not None
    assert plan.program == drafts(desk)[0][0]
    asked = await desk.ask("when is my plan payment due?", keep=True)
    assert asked.confirmation is None


async def test_a_card_put_away_comes_back_only_when_it_is_asked_for(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    await talk(desk, ALL_AT_ONCE, "the first one")
    decide(desk, "approve")
    told = await desk.ask("what's my balance?", keep=True)
    assert told.confirmation is not None
    assert "$3,266.73" in told.reply
    await desk.press(told.confirmation.token, "cancel")
    assert (await desk.ask("what's my balance?", keep=True)).confirmation is None
    assert (await desk.ask("what about my plan?", keep=True)).confirmation is not None


async def test_a_decline_is_told_with_its_reasons_and_what_can_be_done(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    await talk(desk, ALL_AT_ONCE, "the first one")
    decide(desk, "decline", ("Income couldn't be confirmed",))
    told = await desk.ask("hi there", keep=True)
    passes(told)
    assert "Income couldn't be confirmed" in told.reply
    assert "ask again" in told.reply
    assert told.confirmation is None
    again = await desk.ask("thanks", keep=True)
    assert "couldn't be confirmed" not in again.reply


@pytest.mark.parametrize(
    ("handle", "queue", "says"),
    [
        ("on-plan", "hardship", "already have a plan"),
        ("bankruptcy", "bankruptcy", "aren't asking you to pay"),
        ("active-duty", "military", "active duty"),
        ("charged-off", "recovery", "charged off"),
    ],
)
async def test_whom_no_ordinary_plan_is_for_gets_the_right_team(
    desk: Desk, handle: str, queue: str, says: str
) -> None:
    await desk.sign_in(handle)
    turn = await desk.ask("I lost my job and can't make the payments, can do $55", keep=True)
    passes(turn)
    assert turn.handoff is not None
    assert turn.handoff.queue == queue
    assert says in turn.reply
    assert "plan_options" not in tools(turn)
    later = await desk.ask("please submit it", keep=True)
    assert "submit_hardship_draft" not in tools(later)
    assert drafts(desk) == []


async def test_a_draw_is_paid_back_in_parts(desk: Desk) -> None:
    await desk.sign_in("draw-line")
    turns = await talk(
        desk,
        "i cant repay my draw, i lost my job",
        "about 70 a month",
        "i make 900 and spend 800",
        "yes send it",
    )
    assert "$62.50" in turns[2].reply  # how long it lasts changes nothing here, so isn't asked
    assert drafts(desk) == [("draw-parts-4", "borrower")]


async def test_spanish_is_answered_in_spanish(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    turns = await talk(
        desk,
        "Perdí mi trabajo en septiembre y no puedo pagar",
        "unos 55 al mes",
        "me entran 1500 y gasto 1390",
        "no sé",
        "la primera",
    )
    assert "¿" in turns[0].reply
    assert "al mes por" in turns[3].reply
    assert "Pasé su solicitud" in turns[-1].reply
    assert drafts(desk) == [("reduced-payment-6", "borrower")]


async def test_what_was_said_is_taken_up_days_later_in_another_conversation(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    await talk(desk, LAID_OFF, "55")
    await desk.sign_in("job-loss")  # another conversation
    (turn,) = await talk(desk, "I want to go on with the hardship help, I can't pay")
    assert "still have what you told me" in turn.reply
    assert "manage each month" not in turn.reply
    assert "comes in each month" in turn.reply
    last = (await talk(desk, "1500 in, 1400 out", "3 months", "submit it"))[-1]
    call = next(c for c in last.tool_calls if c.name == "submit_hardship_draft")
    assert call.arguments["can_pay"] == {"low": "55.00", "high": "55.00"}
    assert call.arguments["reason"] == LAID_OFF
    assert await desk.books.hardship_intake() is None  # it was asked for with this
