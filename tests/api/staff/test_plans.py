"""Plan drafts at the desk: read, worked out again, decided once by somebody who may."""

import asyncio
import json
from decimal import Decimal

import psycopg

from api.auth.roles import find
from api.records import acted
from tests.api.staff.conftest import ANA, DANA, MARCUS, PRIYA, TOM, Office


async def test_a_draft_is_shown_with_its_schedule_and_why_the_line_may_have_it(
    office: Office,
) -> None:
    item_id = office.drafted()
    (item,) = await office.queue(queue="hardship")
    assert (item["id"], item["kind"], item["stage"]) == (item_id, "plan", "to_decide")
    case = await office.case(ANA, item_id)
    plan, option = case["plan"], case["plan"]["option"]
    assert len(option["schedule"]) == option["months"] == 6
    left = [Decimal(month["balance"]) for month in option["schedule"]]
    assert left == sorted(left, reverse=True)
    paid = sum(Decimal(month["interest"]) for month in option["schedule"])
    assert paid == Decimal(option["interest_in_plan"])
    assert {check["name"]: check["holds"] for check in plan["checks"]} == dict.fromkeys(
        ("open", "no_flag", "no_plan", "owes", "once_in_12_months", "duration", "affordable",
         "relief"), True)  # fmt: skip
    assert not plan["moved"]
    assert plan["intake"]["reason"] == "lost job"
    assert all(one["why"] for one in plan["excluded"])


async def test_an_approval_holds_and_a_repeat_returns_the_same(office: Office) -> None:
    item_id = office.drafted()
    first = await office.decide(ANA, item_id, "approve", reason="It fits.")
    assert first.status_code == 200, first.text
    assert first.json()["state"] == "approved"
    again = await office.decide(ANA, item_id, "approve", reason="It fits.")
    assert again.json() == first.json()
    assert office.acts() == [("plan.approve", ANA, None)]
    assert await office.queue() == []
    assert (await office.case(TOM, item_id))["item"]["stage"] == "decided"
    other = await office.decide(MARCUS, item_id, "approve")
    assert (other.status_code, other.json()["code"]) == (409, "draft_decided")
    turned = await office.decide(ANA, item_id, "decline", reason="No.")
    assert turned.status_code == 409


async def test_the_books_moved_and_nothing_is_approved(office: Office) -> None:
    item_id = office.drafted()
    office.does("job-loss", "make_payment", amount="25.00")
    assert (await office.case(ANA, item_id))["plan"]["moved"]
    stale = await office.decide(ANA, item_id, "approve")
    assert (stale.status_code, stale.json()["code"]) == (409, "books_moved")
    assert office.acts() == [("plan.approve", ANA, "books_moved")]


async def test_a_forged_hash_decides_nothing(office: Office) -> None:
    item_id = office.drafted()
    forged = await office.decide(ANA, item_id, "approve", content_sha256="0" * 64)
    assert (forged.status_code, forged.json()["code"]) == (409, "draft_changed")
    true = (await office.case(ANA, item_id))["plan"]["content_sha256"]
    assert (await office.decide(ANA, item_id, "approve", content_sha256=true)).status_code == 200


async def test_a_draft_altered_in_the_database_is_not_approved(office: Office) -> None:
    item_id = office.drafted()
    with psycopg.connect(office.dsn) as connection:
        connection.execute(
            "UPDATE servicing.plan_drafts SET option = jsonb_set(option, '{months}', '9')"
        )
    refused = await office.decide(ANA, item_id, "approve")
    assert (refused.status_code, refused.json()["code"]) == (409, "draft_changed")


async def test_who_edits_a_draft_cannot_approve_it_and_its_old_version_is_gone(
    office: Office,
) -> None:
    item_id = office.drafted()
    own = Decimal((await office.case(ANA, item_id))["plan"]["option"]["payment"])
    less = str(own - 5)
    seen = (await office.post(ANA, f"/work-items/{item_id}/previews", payment=less)).json()
    assert seen["option"]["payment"] == less
    assert office.acts() == []
    made = await office.post(ANA, f"/work-items/{item_id}/edits", payment=less)
    assert made.status_code == 201, made.text
    new_id = made.json()["id"]
    assert new_id == item_id.replace(".1", ".2")
    (item,) = await office.queue()
    assert (item["id"], item["made_by"]) == (new_id, ANA)
    old = await office.decide(MARCUS, item_id, "approve")
    assert (old.status_code, old.json()["code"]) == (409, "draft_changed")
    assert (await office.case(MARCUS, item_id))["item"]["stage"] == "superseded"
    alone = await office.decide(ANA, new_id, "approve")
    assert (alone.status_code, alone.json()["code"]) == (403, "same_person")
    assert "can't approve" in alone.json()["detail"]
    done = await office.decide(MARCUS, new_id, "approve")
    assert done.status_code == 200, done.text
    assert office.acts() == [
        ("plan.edit", ANA, None),
        ("plan.approve", MARCUS, "draft_changed"),
        ("plan.approve", ANA, "same_person"),
        ("plan.approve", MARCUS, None),
    ]
    edited = json.loads((await acted(office.pool))[0])
    assert (edited["what"], edited["item_id"], edited["refused"]) == ("plan.edit", item_id, None)


async def test_a_payment_nobody_can_ask_for_is_refused_with_the_planners_words(
    office: Office,
) -> None:
    item_id = office.drafted()
    for payment, code in (("9999.00", "not_affordable"), ("0.00", "no_payment")):
        for way in ("previews", "edits"):
            answer = await office.post(ANA, f"/work-items/{item_id}/{way}", payment=payment)
            assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_decline_needs_its_reasons_and_says_whether_a_notice_is_due(
    office: Office,
) -> None:
    item_id = office.drafted()
    bare = await office.decide(ANA, item_id, "decline", reason="  ")
    assert (bare.status_code, bare.json()["code"]) == (422, "reasons_missing")
    done = (await office.decide(ANA, item_id, "decline", reason="Income isn't shown.")).json()
    assert (done["state"], done["reasons"]) == ("declined", ["Income isn't shown."])
    assert "past due" in done["notice"]  # job-loss is: no adverse action
    plan = (await office.case(ANA, item_id))["plan"]
    assert plan["notice"] is None
    assert plan["proposal"]["lacking"] == []
    option, page = plan["option"], " ".join(plan["proposal"]["paragraphs"])
    assert f"${option['payment']} a month for {option['months']} months" in page
    assert "Nothing changes until a person has approved this" in page


async def test_declining_a_current_borrower_drafts_the_notice_that_the_law_wants(
    office: Office,
) -> None:
    item_id = office.drafted("residual-interest")
    done = (await office.decide(ANA, item_id, "decline", reason="Income isn't shown.")).json()
    assert done["adverse_action"]
    assert done["notice_due_on"] == "2026-12-20"
    letter = (await office.case(ANA, item_id))["plan"]["notice"]
    assert letter["lacking"] == []
    words = " ".join(letter["paragraphs"])
    assert "Income isn't shown." in words
    assert "Equal Credit Opportunity Act" in words


async def test_ops_look_and_a_limit_below_what_is_owed_stops_an_agent(office: Office) -> None:
    item_id = office.drafted()
    assert (await office.case(DANA, item_id))["item"]["id"] == item_id
    ops = await office.decide(DANA, item_id, "approve")
    assert (ops.status_code, ops.json()["code"]) == (403, "scope_missing")
    ana = find(ANA)
    assert ana is not None
    for limits in ({"plan_balance": Decimal(100)}, {}):
        answer = await office.web.post(
            f"/v1/staff/approvals/{item_id}",
            json={"decision": "approve"},
            headers=office.signed_in(ana, limits=limits),
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "above_authority")
        assert "higher limit" in answer.json()["detail"]


async def test_a_programme_for_leads_is_not_an_agents_to_approve(office: Office) -> None:
    item_id = office.drafted(program="term-out-60", lasts_months=24, can_pay=None)
    agent = await office.decide(ANA, item_id, "approve")
    assert (agent.status_code, agent.json()["code"]) == (403, "lead_needed")
    assert "lead" in agent.json()["detail"]
    assert (await office.decide(PRIYA, item_id, "approve")).status_code == 200


async def test_of_two_who_decide_at_once_one_is_told_so(office: Office) -> None:
    item_id = office.drafted()
    answers = await asyncio.gather(
        office.decide(ANA, item_id, "approve"),
        office.decide(MARCUS, item_id, "decline", reason="No."),
        office.decide(PRIYA, item_id, "approve"),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert office.value("SELECT count(*) FROM servicing.plan_decisions") == 1
