"""The borrower's files at the desk: who sees them, how one is saved, and that it is on record."""

from servicing.evidence.model import Offered
from tests.api.staff.conftest import ANA, CONVERSATION, DANA, PRIYA, Office

HTML = b"<script>alert(1)</script> NVX Digital, 107.24 again"
NAME = 'bill "q1"\u202e; évil.txt'


def sent(office: Office, content: bytes = HTML, warns: bool = True) -> str:
    offered = Offered(NAME, content, content.decode(), None, 0.91, warns)
    kept = office.books("strange-charges").keep_evidence(offered, CONVERSATION)
    return str(kept.id)  # type: ignore[union-attr]  # it is kept


async def test_a_case_shows_the_files_as_the_borrowers_own(office: Office) -> None:
    claim_id = office.disputed()
    suggested = (await office.case(ANA, claim_id))["dispute"]["finding"]
    file_id = sent(office)
    dispute = (await office.case(ANA, claim_id))["dispute"]
    (one,) = dispute["evidence"]
    assert (one["id"], one["this_case"], one["after_decision"]) == (file_id, True, False)
    assert (one["warns"], one["injection_score"], one["media_type"]) == (True, 0.91, "text/plain")
    assert one["text"] == HTML.decode()
    assert dispute["finding"]["suggests"] == suggested["suggests"]
    (mentioned,) = dispute["finding"]["mentioned"]
    assert mentioned.startswith(f"{file_id} names")
    assert "NVX Digital" in mentioned
    assert not dispute["evidence_asked"]
    await office.post(ANA, f"/work-items/{claim_id}/acknowledgements")
    after = (await office.case(ANA, claim_id))["dispute"]
    assert after["evidence_asked"]
    assert [step["what"] for step in after["steps"]] == [
        "filed",
        "evidence_received",
        "acknowledged",
    ]
    assert (await office.case(DANA, claim_id))["dispute"]["evidence"] == [], "ops see none"


async def test_a_file_is_saved_not_shown_and_who_did_is_on_record(office: Office) -> None:
    claim_id = office.disputed()
    path = f"/work-items/{claim_id}/evidence/{sent(office)}"
    saved = await office.get(PRIYA, path)
    assert (saved.status_code, saved.content) == (200, HTML)
    assert saved.headers["content-type"].startswith("text/plain")
    assert saved.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''bill%20%22q1%22%3B%20%C3%A9vil.txt"
    )
    assert saved.headers["x-content-type-options"] == "nosniff"
    assert saved.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert office.acts() == [("dispute.open_evidence", PRIYA, None)]
    refused = await office.get(DANA, path)
    assert refused.status_code == 403
    for wrong in (f"/work-items/{claim_id}/evidence/e-none", "/work-items/x/evidence/e-none"):
        assert (await office.get(ANA, wrong)).status_code == 404
    other = office.disputed("billing_error", "Greenfield Foods")
    there = (await office.case(ANA, other))["dispute"]["evidence"]
    assert [one["this_case"] for one in there] == [False]
    assert len(office.acts()) == 1


async def test_new_information_on_a_decided_dispute_leads_to_it(office: Office) -> None:
    claim_id = office.disputed()
    item = await office.handed_off(
        "strange-charges", "disputes", "new_evidence", "New information."
    )
    handoff = (await office.case(ANA, item))["handoff"]
    assert handoff["claims"] == [claim_id]


async def test_of_several_open_disputes_nobody_guesses_whose_file_it_is(office: Office) -> None:
    office.disputed()
    office.disputed("billing_error", "Greenfield Foods")
    books = office.books("strange-charges")
    offered = Offered("a.txt", b"They gave it back.", "They gave it back.", None, 0.0, False)
    guessed = books.keep_evidence(offered, CONVERSATION)
    assert guessed.code == "which_dispute"  # type: ignore[union-attr]  # a refusal
    foreign = books.keep_evidence(offered, CONVERSATION, "UU-104000-01")
    assert foreign.code == "dispute_unknown"  # type: ignore[union-attr]  # a refusal
    first, second = (right.reference for right in books.rights())
    for reference in (first, second):
        kept = books.keep_evidence(offered, CONVERSATION, reference)
        assert kept.dispute.reference == reference  # type: ignore[union-attr]  # it is kept
        assert kept.status == "new"  # type: ignore[union-attr]  # about another it is another
    again = books.keep_evidence(offered, CONVERSATION, first)
    assert again.status == "known"  # type: ignore[union-attr]  # it is there


async def test_a_file_is_put_with_the_dispute_it_is_about(office: Office) -> None:
    claim_id = office.disputed()
    file_id = sent(office)
    other = office.disputed("billing_error", "Greenfield Foods")
    case = (await office.case(ANA, other))["dispute"]
    assert [(one["id"], one["this_case"]) for one in case["evidence"]] == [(file_id, False)]
    assert [one["claim_id"] for one in case["others"]] == [claim_id]
    path, body = f"/work-items/{other}/placements", {"evidence_id": file_id, "claim_id": other}
    for who, wrong, code in (
        (DANA, {}, "scope_missing"),
        (ANA, {"claim_id": "c-104000-001"}, "claim_unknown"),
        (ANA, {"evidence_id": "e-r-104000-0001-1"}, "evidence_unknown"),
        (ANA, {"claim_id": claim_id}, "evidence_there"),
    ):
        refused = await office.post(who, path, **(body | wrong))
        assert refused.json()["code"] == code
    assert (await office.post(ANA, path, **body)).status_code == 201
    moved = (await office.case(PRIYA, other))["dispute"]
    assert [(one["id"], one["this_case"]) for one in moved["evidence"]] == [(file_id, True)]
    assert moved["finding"]["mentioned"] == [], "it names charges of the other one"
    left = (await office.case(PRIYA, claim_id))["dispute"]
    assert left["evidence"][0]["this_case"] is False
    for dispute in (moved, left):
        assert dispute["steps"][-1]["what"] == "evidence_placed"
    assert office.acts()[-1] == ("dispute.place_evidence", ANA, None)
    # Sent again about the dispute it came with, it is the same file, which isn't kept twice.
    first = next(r for r in office.books("strange-charges").rights() if r.kind[0] == "u")
    again = office.books("strange-charges").keep_evidence(
        Offered(NAME, HTML, HTML.decode(), None, 0.91, True), "c-other", first.reference
    )
    assert (again.status, again.id) == ("known", file_id)  # type: ignore[union-attr]  # it is kept
