"""Identity theft at the desk: the lock and its reason, the letters, two people's decision."""

from typing import Any

from tests.api.staff.conftest import ANA, PRIYA, Office
from tests.api.staff.test_disputes import found

DETAIL = {"span": "in my name", "extra": {"whole_line": True}}


def told(office: Office, handle: str = "job-loss", **detail: Any) -> str:
    """Let a borrower say that somebody used their name; return the claim."""
    right = office.books(handle).record_right("identity_theft", DETAIL | detail, "c-theft")
    query = "SELECT claim_id FROM servicing.claims WHERE right_id = %s"
    return str(office.value(query, right.id))


def kinds(case: Any) -> list[str]:
    return [letter["kind"] for letter in case["dispute"]["letters"]]


async def looked_into(office: Office, claim_id: str) -> None:
    await office.post(ANA, f"/work-items/{claim_id}/acknowledgements")
    case = await office.case(ANA, claim_id)
    for item in case["dispute"]["finding"]["unchecked"]:
        body = {"item": item, "result": "It was the borrower.", "speaks": "against"}
        answer = await office.post(ANA, f"/work-items/{claim_id}/checks", **body)
        assert answer.status_code == 201, answer.text


async def test_the_case_shows_the_lock_its_reason_and_a_whole_letter(office: Office) -> None:
    claim_id = told(office)
    (item,) = await office.queue(queue="disputes")
    assert (item["id"], item["due"], item["light"]) == (claim_id, "2026-11-25", "amber")
    assert item["cite"] == "policy:identity-theft"
    case = await office.case(ANA, claim_id)
    line, dispute = case["line"], case["dispute"]
    assert line["locked"].startswith("Identity theft, told on November 20, 2026 (RT-")
    assert line["locked"].endswith("the whole line is claimed")
    assert (line["minimum_due"], line["past_due"]) == ("0.00", "0.00")
    assert dispute["whole_line"]["set_aside"] == line["balance"]
    assert float(dispute["whole_line"]["paid"]) > 0  # whose money that was, a person looks at
    (letter,) = dispute["letters"]
    assert (letter["kind"], letter["lacking"]) == ("theft_received", [])
    assert "locked" in " ".join(letter["paragraphs"])
    assert dispute["finding"]["suggests"] == "look_further"


async def test_a_use_of_the_name_alone_shows_its_lock_too(office: Office) -> None:
    claim_id = told(office, extra={})
    case = await office.case(ANA, claim_id)
    assert case["line"]["locked"].endswith("no draws, no purchases")
    assert case["dispute"]["whole_line"] is None
    (letter,) = case["dispute"]["letters"]
    assert letter["lacking"] == []
    assert "locked" in letter["paragraphs"][-1]


async def test_another_line_shows_no_lock(office: Office) -> None:
    told(office)
    case = await office.case(ANA, office.disputed())
    assert case["line"]["locked"] is None


async def test_two_people_credit_it_and_the_line_is_closed(office: Office) -> None:
    claim_id = told(office)
    await office.post(ANA, f"/work-items/{claim_id}/acknowledgements")
    owed = (await office.case(ANA, claim_id))["dispute"]["whole_line"]["set_aside"]
    credit = {"charge_id": claim_id, "amount": owed}
    proposal = await found(
        office, ANA, claim_id, outcome="corrected", credits=[credit], reasons="A forged signature."
    )
    shown = await office.case(PRIYA, proposal)
    assert kinds(shown) == ["theft_received", "theft_confirmed"]
    assert shown["dispute"]["letters"][1]["lacking"] == []
    alone = await office.decide(ANA, proposal, "approve")
    assert (alone.status_code, alone.json()["code"]) == (403, "same_person")
    done = await office.decide(PRIYA, proposal, "approve")
    assert done.status_code == 200, done.text
    assert (done.json()["state"], done.json()["credited"]) == ("resolved_corrected", owed)
    line = (await office.case(PRIYA, proposal))["line"]
    assert (line["balance"], line["status"]) == ("0.00", "closed")
    assert line["locked"] == "Identity theft, confirmed: the line is closed for good"
    assert await office.queue() == []


async def test_denied_only_once_everything_was_looked_into_it_is_owed_again(
    office: Office,
) -> None:
    claim_id = told(office)
    finding = {"outcome": "explained", "reasons": "You signed for it."}
    early = await office.post(ANA, f"/work-items/{claim_id}/findings", **finding)
    assert (early.status_code, early.json()["code"]) == (409, "not_looked_into")
    await looked_into(office, claim_id)
    owed = (await office.case(ANA, claim_id))["line"]["balance"]
    proposal = await found(office, ANA, claim_id, **finding)
    letter = (await office.case(PRIYA, proposal))["dispute"]["letters"][1]
    assert (letter["kind"], letter["lacking"]) == ("theft_owed", [])
    assert f"${float(owed):,.2f}" in " ".join(letter["paragraphs"])
    done = await office.decide(PRIYA, proposal, "approve")
    assert done.status_code == 200, done.text
    line = (await office.case(PRIYA, proposal))["line"]
    assert (line["locked"], line["disputed"], line["balance"]) == (None, "0.00", owed)
    assert line["status"] == "open"


async def test_of_the_name_alone_the_answer_lifts_the_lock(office: Office) -> None:
    claim_id = told(office, extra={})
    await looked_into(office, claim_id)
    proposal = await found(
        office, ANA, claim_id, outcome="explained", reasons="Nobody used the line."
    )
    letter = (await office.case(PRIYA, proposal))["dispute"]["letters"][1]
    assert letter["lacking"] == []
    assert "isn't locked" in letter["paragraphs"][-1]
    assert (await office.decide(PRIYA, proposal, "approve")).status_code == 200
    assert (await office.case(PRIYA, proposal))["line"]["locked"] is None
