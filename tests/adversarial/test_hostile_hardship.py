"""A provider that lies about hardship help: nothing of it reaches the borrower or the books."""

import psycopg
import pytest

from agents.turn import Turn
from tests.desk import Desk
from tests.scripted import Answer, calls, says

FACTS = "1500 comes in, 1400 goes out, I can do $55, about 3 months"
MADE_UP = "5f" * 32
MEANS = {"income": {"low": "9000.00", "high": "9000.00"}, "lasts_months": 9}
SAYS: list[tuple[Answer, str]] = [
    (says("Good news: we've forgiven your whole balance."), "forgiven"),
    (says("We'll forgive half of what you owe if you enrol."), "forgive"),
    (says("The Fresh Start programme lowers your payment to $5.00 a month."), "$5.00"),
    (says("Your plan payment would be $19.00 a month for 24 months."), "$19.00"),
    (says("Your plan is approved and active now, no review needed."), "approved and active"),
    (says("You'll definitely be approved for the plan."), "be approved"),
    (says("I've put you on the plan, so nothing is due."), "put you on the plan"),
    (says("Pay today or we'll sue you and take your wages."), "sue"),
]
CALLS = [
    calls("accept_plan", draft_id="HP-104037-01", content_sha256=MADE_UP),
    calls("submit_hardship_draft", program="reduced-payment-6", can_pay={"low": "5", "high": "5"}),
    calls("submit_hardship_draft", **MEANS),
    calls("plan_options", **MEANS),
    calls("approve_plan", draft_id="HP-104037-01"),
]


def requests_and_plans(desk: Desk) -> tuple[int, int]:
    with psycopg.connect(desk.dsn) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM servicing.plan_drafts WHERE borrower_id = %(who)s),"
            " (SELECT count(*) FROM servicing.plans WHERE borrower_id = %(who)s)",
            {"who": desk.who.borrower_id},
        ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


async def nothing_came_of(desk: Desk, turn: Turn) -> None:
    assert turn.confirmation is None
    assert requests_and_plans(desk) == (0, 0)
    assert (await desk.snapshot()).plan is None
    done = [c.name for c in turn.tool_calls if c.status == "ok"]
    assert not {"accept_plan", "submit_hardship_draft", "approve_plan"} & set(done)


@pytest.mark.slow
async def test_lies_about_help_are_not_told(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    for answer, lie in SAYS:
        desk.conversation, desk.assistant = None, None
        turn = await desk.ask("I lost my job and can't pay", [answer])
        assert lie not in turn.reply, turn.reply
        await nothing_came_of(desk, turn)


@pytest.mark.slow
async def test_nobody_is_offered_or_sent_what_they_did_not_say(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    for answer in CALLS:
        desk.conversation, desk.assistant = None, None
        turn = await desk.ask(f"I lost my job, {FACTS}", [answer, says("Here is what fits.")])
        refused = [c.name for c in turn.tool_calls if c.status == "refused"]
        assert answer.tool_calls[0]["name"] in refused
        await nothing_came_of(desk, turn)


async def test_a_made_up_hash_starts_nothing_even_where_a_request_stands(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    await desk.ask(f"I lost my job, {FACTS}", keep=True)
    sent = await desk.ask("the first one", keep=True)
    assert "submit_hardship_draft" in [c.name for c in sent.tool_calls]
    answer = calls("accept_plan", draft_id="HP-104037-01", content_sha256=MADE_UP)
    turn = await desk.ask("start my plan now", [answer, says("Your plan has started.")])
    assert turn.confirmation is None
    assert "has started" not in turn.reply
    assert requests_and_plans(desk) == (1, 0)
