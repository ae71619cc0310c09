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
