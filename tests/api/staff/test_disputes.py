"""Disputes at the desk: a case in full, a finding by one person, the word of another."""

import asyncio
from typing import Any

from tests.api.staff.conftest import ANA, DANA, MARCUS, PRIYA, TOM, Office


def credits(case: Any) -> list[dict[str, str]]:
    return [
        {"charge_id": charge["id"], "amount": charge["amount"]}
        for charge in case["dispute"]["charges"]
    ]


async def found(office: Office, staff_id: str, claim_id: str, **finding: Any) -> str:
    answer = await office.post(staff_id, f"/work-items/{claim_id}/findings", **finding)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_a_case_shows_evidence_clocks_finding_checklist_and_letters(office: Office) -> None:
    claim_id = office.disputed()
    (item,) = await office.queue(queue="disputes")
    assert (item["id"], item["stage"], item["light"]) == (claim_id, "to_look_into", "green")
    dispute = (await office.case(ANA, claim_id))["dispute"]
    assert [charge["merchant"] for charge in dispute["charges"]] == ["NVX Digital"] * 2
    assert [one["clock"]["name"] for one in dispute["clocks"]] == ["acknowledge", "resolve"]
    assert dispute["clocks"][0]["clock"]["due"] == "2026-12-20"
    assert dispute["finding"]["suggests"] == "corrected"
    assert len(dispute["finding"]["supporting"]) == 2
    assert dispute["finding"]["checklist"]
    (letter,) = dispute["letters"]
    assert (letter["kind"], letter["lacking"]) == ("acknowledgement", [])
    assert dispute["reference"] in " ".join(letter["paragraphs"])
    assert [step["what"] for step in dispute["steps"]] == ["filed"]


async def test_one_finds_and_another_agrees_and_the_account_is_corrected(office: Office) -> None:
    claim_id = office.disputed()
    await office.post(ANA, f"/work-items/{claim_id}/acknowledgements")
    case = await office.case(ANA, claim_id)
    assert [one["met"] for one in case["dispute"]["clocks"]] == [True, False]
    balance = case["line"]["balance"]
    proposal = await found(office, ANA, claim_id, outcome="corrected", credits=credits(case))
    (item,) = await office.queue()
    assert (item["id"], item["stage"], item["made_by"]) == (proposal, "to_check", ANA)
    shown = (await office.case(MARCUS, proposal))["dispute"]
    assert [letter["kind"] for letter in shown["letters"]] == ["acknowledgement", "correction"]
    lacking = [one["name"] for one in shown["letters"][1]["lacking"]]
    assert lacking == ["related charges"], "worked out once it is agreed to"

    alone = await office.decide(ANA, proposal, "approve")
    assert (alone.status_code, alone.json()["code"]) == (403, "same_person")
    done = await office.decide(MARCUS, proposal, "approve")
    assert done.status_code == 200, done.text
    assert (done.json()["state"], done.json()["credited"]) == ("resolved_corrected", "214.49")
    assert (await office.decide(MARCUS, proposal, "approve")).json() == done.json()
    other = await office.decide(TOM, proposal, "approve")
    assert (other.status_code, other.json()["code"]) == (409, "proposal_decided")
    after = await office.case(MARCUS, proposal)
    assert (after["item"]["stage"], after["line"]["disputed"]) == ("decided", "0.00")
    assert after["dispute"]["letters"][1]["lacking"] == []
    assert float(after["line"]["balance"]) < float(balance)
    assert await office.queue() == []
    assert office.acts() == [
        ("dispute.acknowledge", ANA, None),
        ("dispute.propose", ANA, None),
        ("dispute.approve", ANA, "same_person"),
        ("dispute.approve", MARCUS, None),
        ("dispute.approve", TOM, "proposal_decided"),
    ]


async def test_above_the_limit_it_says_who_can(office: Office) -> None:
    claim_id = office.disputed()
    case = await office.case(ANA, claim_id)
    proposal = await found(office, ANA, claim_id, outcome="corrected", credits=credits(case))
    ordered = office.signed_in(_lowered(), staff_id=MARCUS)
    answer = await office.web.post(
        f"/v1/staff/approvals/{proposal}", json={"decision": "approve"}, headers=ordered
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "above_authority")
    assert answer.json()["detail"] == (
        "You can agree to credit up to $100.00, and this is $214.49. A lead can."
    )
    assert (await office.decide(PRIYA, proposal, "approve")).status_code == 200


def _lowered() -> Any:
    from dataclasses import replace
    from decimal import Decimal

    from api.auth.roles import of_role

    return replace(of_role("agent"), limits={"credit": Decimal("100.00")})


async def test_what_goes_back_needs_a_reason_and_can_be_found_anew(office: Office) -> None:
    claim_id = office.disputed("billing_error", "Greenfield Foods")
    first = await found(
        office,
        ANA,
        claim_id,
        outcome="corrected",
        credits=credits(await office.case(ANA, claim_id)),
    )
    second = await office.post(MARCUS, f"/work-items/{claim_id}/findings", outcome="corrected")
    assert (second.status_code, second.json()["code"]) == (409, "proposal_waits")
    bare = await office.decide(MARCUS, first, "decline")
    assert (bare.status_code, bare.json()["code"]) == (422, "reasons_missing")
    back = await office.decide(MARCUS, first, "decline", reason="Which slip?")
    assert (back.status_code, back.json()["state"]) == (200, "received")
    assert [item["id"] for item in await office.queue()] == [claim_id]
    case = await office.case(ANA, claim_id)
    again = await found(office, ANA, claim_id, outcome="corrected", credits=credits(case))
    assert again != first
    assert (await office.decide(MARCUS, again, "approve")).status_code == 200


async def test_a_finding_that_does_not_fit_is_refused(office: Office) -> None:
    claim_id = office.disputed()
    charge = credits(await office.case(ANA, claim_id))[0]
    foreign = {"charge_id": "t-other", "amount": "1.00"}
    above = charge | {"amount": "9000.00"}
    for finding, code in (
        ({"outcome": "corrected", "credits": [charge]}, "credits_dont_fit"),
        ({"outcome": "partial", "credits": [above]}, "credits_dont_fit"),
        ({"outcome": "partial", "credits": [foreign]}, "not_its_charge"),
        ({"outcome": "partial", "credits": [charge, charge]}, "charge_twice"),
        ({"outcome": "explained"}, "reasons_missing"),
        ({"outcome": "partial", "credits": [charge | {"amount": "-5"}]}, "invalid_request"),
        ({"outcome": "partial", "credits": [charge | {"amount": "1.001"}]}, "invalid_request"),
    ):
        answer = await office.post(ANA, f"/work-items/{claim_id}/findings", **finding)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert office.value("SELECT count(*) FROM servicing.claim_decisions") == 0


async def test_the_books_moved_or_the_content_differs_and_nothing_is_agreed(
    office: Office,
) -> None:
    claim_id = office.disputed()
    early = await office.decide(MARCUS, claim_id, "approve")
    assert (early.status_code, early.json()["code"]) == (409, "no_proposal")
    case = await office.case(ANA, claim_id)
    proposal = await found(office, ANA, claim_id, outcome="corrected", credits=credits(case))
    forged = await office.decide(MARCUS, proposal, "approve", content_sha256="f" * 64)
    assert (forged.status_code, forged.json()["code"]) == (409, "proposal_changed")
    office.does("strange-charges", "make_payment", amount="25.00")
    assert (await office.case(MARCUS, proposal))["dispute"]["proposal"]["moved"]
    stale = await office.decide(MARCUS, proposal, "approve")
    assert (stale.status_code, stale.json()["code"]) == (409, "books_moved")


async def test_of_two_who_agree_at_once_one_does(office: Office) -> None:
    claim_id = office.disputed()
    case = await office.case(ANA, claim_id)
    proposal = await found(office, ANA, claim_id, outcome="corrected", credits=credits(case))
    answers = await asyncio.gather(
        *(office.decide(who, proposal, "approve") for who in (MARCUS, PRIYA, TOM))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    credited = "SELECT count(*) FROM servicing.transactions WHERE kind = 'dispute_credit'"
    assert office.value(credited) == 2


async def test_ops_find_nothing_to_sign(office: Office) -> None:
    claim_id = office.disputed()
    assert (await office.case(DANA, claim_id))["item"]["id"] == claim_id
    for path, body in (
        (f"/work-items/{claim_id}/findings", {"outcome": "corrected"}),
        (f"/work-items/{claim_id}/acknowledgements", {}),
        (f"/approvals/{claim_id}", {"decision": "approve"}),
    ):
        assert (await office.post(DANA, path, **body)).status_code == 403
