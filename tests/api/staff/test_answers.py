"""Complaints and disputes of a report at the desk: queue, tag, answer by two people, trend."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from servicing.answers.repository import chain_holds
from servicing.calendar import BusinessDays
from servicing.disputes.watch import watched
from tests.api.staff.conftest import ANA, DANA, MARCUS, PRIYA, Office

SAID = "Your late fee is a rip-off. I want to file a complaint."


def told(office: Office, kind: str = "complaint", handle: str = "steady", said: str = SAID) -> str:
    """Let a borrower invoke a right in a conversation; return it."""
    detail = {"span": "I want to file a complaint", "extra": {"said": said}}
    return office.books(handle).record_right(kind, detail, "c-office").id


async def drafted(office: Office, right_id: str, **answer: Any) -> str:
    body = {"outcome": "explanation", "reasons": "The fee is what the agreement says."} | answer
    made = await office.post(ANA, f"/work-items/{right_id}/answers", **body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def refusals(office: Office, *asked: tuple[str, str, dict[str, Any], str]) -> None:
    for who, path, body, code in asked:
        answer = await office.post(who, path, **body)
        assert answer.json()["code"] == code, (path, answer.text)


async def test_a_complaint_is_acknowledged_tagged_and_answered_by_two(office: Office) -> None:
    right = told(office)
    (item,) = await office.queue(queue="complaints")
    assert (item["id"], item["kind"], item["amount"]) == (right, "complaint", None)
    assert (item["due"], item["cite"]) == ("2026-11-24", "policy:complaints")
    assert item["light"] == "amber"
    case = (await office.case(ANA, right))["answer"]
    assert case["said"] == SAID
    assert (case["tag"]["issue"], case["tag"]["by"]) == ("Fees or interest", "rule")
    assert [one["kind"] for one in case["letters"]] == ["complaint_receipt"]
    assert case["letters"][0]["lacking"] == []
    assert (await office.case(DANA, right))["answer"]["said"] == "", "ops see no conversation"

    assert (await office.post(ANA, f"/work-items/{right}/acknowledgements")).status_code == 200
    tag = {"issue": "Fees or interest", "sub_issue": "Charged too much interest"}
    assert (await office.post(ANA, f"/work-items/{right}/tags", **tag)).status_code == 201
    (item,) = await office.queue(queue="complaints")
    assert (item["due"], item["light"]) == ("2026-12-05", "green")
    answer = await drafted(office, right)
    shown = (await office.case(MARCUS, answer))["answer"]
    assert (shown["tag"]["sub_issue"], shown["tag"]["by"]) == (tag["sub_issue"], ANA)
    assert [one["kind"] for one in shown["letters"]] == ["complaint_receipt", "complaint_answer"]
    assert shown["letters"][1]["lacking"] == []
    sha = shown["answer"]["content_sha256"]
    await refusals(
        office,
        (ANA, f"/approvals/{answer}", {"decision": "approve"}, "same_person"),
        (ANA, f"/approvals/{answer}", {"decision": "decline", "reason": "No."}, "same_person"),
        (
            MARCUS,
            f"/approvals/{answer}",
            {"decision": "approve", "content_sha256": "0" * 64},
            "proposal_changed",
        ),
        (MARCUS, f"/approvals/{right}", {"decision": "approve"}, "no_proposal"),
    )
    done = await office.decide(MARCUS, answer, "approve", content_sha256=sha)
    assert done.status_code == 200, done.text
    assert (await office.decide(MARCUS, answer, "approve")).json() == done.json()
    other = await office.decide(PRIYA, answer, "approve")
    assert (other.status_code, other.json()["code"]) == (409, "proposal_decided")
    assert await office.queue() == []
    status = "SELECT status FROM servicing.rights WHERE right_id = %s"
    assert office.value(status, right) == "closed"
    with psycopg.connect(office.dsn) as connection:
        assert chain_holds(connection, right)
    assert [(what, by) for what, by, refused in office.acts() if refused is None] == [
        ("answer.acknowledge", ANA),
        ("answer.tag", ANA),
        ("answer.draft", ANA),
        ("answer.approve", MARCUS),
    ]


async def test_monetary_relief_is_credited_once_within_the_limit(office: Office) -> None:
    right = told(office)
    line = (await office.case(ANA, right))["line"]
    answer = await drafted(office, right, outcome="monetary_relief", credit="260.00")
    over = await office.decide(MARCUS, answer, "approve")
    assert (over.status_code, over.json()["code"]) == (403, "above_authority")
    assert over.json()["detail"].endswith("A lead can.")
    done = await office.decide(PRIYA, answer, "approve")
    assert (done.status_code, done.json()["credited"]) == (200, "260.00")
    await office.decide(PRIYA, answer, "approve")
    after = (await office.case(PRIYA, answer))["line"]
    assert float(line["balance"]) - float(after["balance"]) == pytest.approx(260)
    assert office.value("SELECT count(*) FROM servicing.transactions WHERE detail->>'right' = %s",
        right) == 1  # fmt: skip


async def test_an_answer_goes_stale_with_the_books_and_goes_back_with_a_reason(
    office: Office,
) -> None:
    right = told(office)
    answer = await drafted(office, right)
    twice = await office.post(MARCUS, f"/work-items/{right}/answers", outcome="relief", reasons="x")
    assert twice.json()["code"] == "proposal_waits"
    office.does("steady", "make_payment", amount="25.00")
    assert (await office.case(MARCUS, answer))["answer"]["answer"]["moved"]
    await refusals(
        office,
        (MARCUS, f"/approvals/{answer}", {"decision": "approve"}, "books_moved"),
        (MARCUS, f"/approvals/{answer}", {"decision": "decline"}, "reasons_missing"),
    )
    back = await office.decide(MARCUS, answer, "decline", reason="Look again.")
    assert (back.status_code, back.json()["state"]) == (200, "open")
    assert [one["id"] for one in await office.queue(queue="complaints")] == [right]
    again = await drafted(office, right, outcome="relief", reasons="The fee is off.")
    assert (await office.decide(MARCUS, again, "approve")).status_code == 200


async def test_a_complaint_that_takes_longer_has_sixty_days_once(office: Office) -> None:
    right = told(office)
    await office.post(ANA, f"/work-items/{right}/acknowledgements")
    path = f"/work-items/{right}/extensions"
    assert (await office.post(ANA, path, why="The bank has yet to answer.")).status_code == 201
    (item,) = await office.queue(queue="complaints")
    assert item["due"] == "2027-01-19"
    case = (await office.case(ANA, right))["answer"]
    assert not case["may_take_longer"]
    assert [one["kind"] for one in case["letters"]] == ["complaint_receipt", "complaint_longer"]
    assert "January 19, 2027" in " ".join(case["letters"][1]["paragraphs"])
    await refusals(office, (ANA, path, {"why": "Still."}, "longer_before"))
    # The borrower is told the later day from then on.
    known = office.books("steady").record_right("complaint", {}, "c-office")
    assert {one.name: one.due.isoformat() for one in known.clocks}["answer"] == "2027-01-19"


async def test_a_dispute_of_a_report_is_frivolous_only_with_ground_reasons_and_notice(
    office: Office,
) -> None:
    right = told(office, "credit_report_dispute", said="My credit report is wrong.")
    (item,) = await office.queue(queue="credit-reporting")
    assert (item["kind"], item["due"]) == ("reporting", "2026-12-20")
    path = f"/work-items/{right}/answers"
    whole = {
        "outcome": "frivolous",
        "reasons": "No month and no item of the report is named.",
        "ground": "insufficient",
        "needed": "The month you mean, and a copy of that part of the report.",
    }
    await refusals(
        office,
        (ANA, path, whole | {"needed": ""}, "needed_missing"),
        (ANA, path, {k: v for k, v in whole.items() if k != "ground"}, "ground_missing"),
        (ANA, path, whole | {"ground": "same_again"}, "no_earlier_dispute"),
        (ANA, path, whole | {"ground": "tiresome"}, "invalid_request"),
        (ANA, f"/work-items/{right}/notices", {}, "nothing_to_tell"),
        (ANA, f"/work-items/{right}/tags", {"issue": "Fees or interest"}, "matter_unknown"),
        (DANA, path, whole, "scope_missing"),
    )
    answer = await drafted(office, right, **whole)
    letter = (await office.case(MARCUS, answer))["answer"]["letters"][0]
    assert (letter["kind"], letter["lacking"]) == ("frivolous", [])
    assert whole["needed"] in " ".join(letter["paragraphs"])
    assert (await office.decide(MARCUS, answer, "approve")).status_code == 200
    # Found so on Friday the 20th: five business days, Thanksgiving among the others.
    (item,) = await office.queue(queue="credit-reporting")
    assert (item["id"], item["stage"]) == (right, "to_tell")
    assert (item["due"], item["cite"], item["light"]) == (
        "2026-11-30",
        "12 CFR 1022.43(f)(2)",
        "amber",
    )
    await refusals(office, (ANA, path, whole, "tell_first"))
    with psycopg.connect(office.dsn) as connection:
        late = office.clock.now().date() + timedelta(days=12)
        own = [w for w in watched(connection, late, BusinessDays()) if w.right.right_id == right]
        assert [(w.clock.name, w.light) for w in own] == [("tell_frivolous", "red")]
    assert (await office.post(ANA, f"/work-items/{right}/notices")).status_code == 201
    assert await office.queue() == []
    # What was never looked into is no earlier dispute that was answered.
    second = told(office, "credit_report_dispute")
    assert second != right
    again = await office.post(
        ANA, f"/work-items/{second}/answers", **(whole | {"ground": "same_again"})
    )
    assert again.json()["code"] == "no_earlier_dispute"


async def test_ops_and_strangers_answer_nothing(office: Office) -> None:
    right = told(office)
    answer = await drafted(office, right)
    assert (await office.decide(DANA, answer, "approve")).status_code == 403
    unknown = await office.post(ANA, "/work-items/r-nobody-0001/answers", outcome="relief",
        reasons="x")  # fmt: skip
    assert (unknown.status_code, unknown.json()["code"]) == (404, "item_unknown")
    # A right that isn't answered in writing is none of these, whatever its id.
    flag = office.books("steady").record_right("bankruptcy", {"span": "chapter 7"}, "c-1").id
    assert (await office.get(ANA, f"/work-items/{flag}")).status_code == 404


async def test_the_trend_counts_tags_and_nobodys_words(office: Office) -> None:
    first = told(office)
    told(office, handle="draw-line", said="You cut my limit")
    tag = {"issue": "Problem when making payments", "sub_issue": None}
    await office.post(ANA, f"/work-items/{first}/tags", **tag)
    bad = await office.post(ANA, f"/work-items/{first}/tags", issue="Credit limit changed")
    assert (bad.status_code, bad.json()["code"]) == (422, "issue_unknown")
    answer = await office.get(DANA, "/complaints/trend", params={"weeks": 4})
    found = answer.json()
    assert found["weeks"][-1] == "2026-11-16"
    issues = {row["issue"]: row["counts"] for row in found["rows"] if row["by"] == "issue"}
    assert issues == {
        "Problem when making payments": [0, 0, 0, 1],
        "Credit limit changed": [0, 0, 0, 1],
    }
    assert found["rows"][0]["total"] == 2
    assert "rip-off" not in answer.text
    assert (await office.get(ANA, "/complaints/trend", params={"weeks": 1})).status_code == 422


FROM_THE_BUREAU = {
    "case_number": "261106-1234567",
    "sent_on": "2026-11-06",
    "words": "They charged a late fee and nobody explains it.",
}


async def test_a_complaint_from_the_portal_runs_from_the_day_it_was_sent(office: Office) -> None:
    account = office.books("steady").snapshot().account_id
    body = {"account_id": account} | FROM_THE_BUREAU
    made = await office.post(ANA, "/complaints", **body)
    assert made.status_code == 201, made.text
    right = made.json()["id"]
    assert (await office.post(MARCUS, "/complaints", **body)).json()["id"] == right
    (item,) = await office.queue(queue="complaints")
    assert (item["id"], item["due"], item["light"]) == (right, "2026-11-10", "red")
    await office.post(ANA, f"/work-items/{right}/acknowledgements")
    (item,) = await office.queue(queue="complaints")
    assert (item["due"], item["cite"]) == ("2026-11-21", "12 USC 5534(b)")
    assert item["light"] == "amber"
    case = (await office.case(ANA, right))["answer"]
    assert (case["case_number"], case["said"]) == ("261106-1234567", FROM_THE_BUREAU["words"])
    assert case["tag"]["issue"] == "Fees or interest"
    assert [step["what"] for step in case["steps"]] == ["recorded", "acknowledged"]
    longer = await office.post(ANA, f"/work-items/{right}/extensions", why="We wait for records.")
    assert longer.status_code == 201, longer.text
    (item,) = await office.queue(queue="complaints")
    assert item["due"] == "2027-01-05"
    trend = (await office.get(DANA, "/complaints/trend", params={"weeks": 4})).json()
    assert trend["rows"][0]["counts"] == [0, 1, 0, 0]
    with psycopg.connect(office.dsn) as connection:
        assert chain_holds(connection, right)


async def test_a_complaint_from_the_portal_is_put_down_whole_or_not(office: Office) -> None:
    account = office.books("steady").snapshot().account_id
    body = {"account_id": account} | FROM_THE_BUREAU
    for change, code in (
        ({"account_id": "999999"}, "account_unknown"),
        ({"words": "   "}, "words_missing"),
        ({"sent_on": "2027-01-01"}, "date_in_future"),
        ({"sent_on": "2001-01-01"}, "before_opening"),
        ({"case_number": "12"}, "invalid_request"),
    ):
        refused = await office.post(ANA, "/complaints", **(body | change))
        assert refused.json()["code"] == code, refused.text
    assert (await office.post(DANA, "/complaints", **body)).status_code == 403
    assert await office.queue(queue="complaints") == []
    # One in the borrower's own words, told in the chat, stays a complaint of its own.
    first = told(office)
    second = (await office.post(ANA, "/complaints", **body)).json()["id"]
    assert first != second
