"""The investigation at the desk: the checklist, refunds to place, and no denial without it."""

from typing import Any

import psycopg

from servicing.accounts import repository as accounts
from servicing.accounts.postings import refund
from servicing.disputes.repository import chain_holds
from servicing.ledger.model import Merchant
from servicing.money import Money
from servicing.products import load_products
from tests.api.staff.conftest import ANA, DANA, MARCUS, PRIYA, Office
from tests.api.staff.test_disputes import credits, found


async def looked_into(office: Office, claim_id: str, speaks: str = "neither") -> None:
    """Send the letter of receipt and look into everything on the checklist."""
    await office.post(ANA, f"/work-items/{claim_id}/acknowledgements")
    case = await office.case(ANA, claim_id)
    for item in case["dispute"]["finding"]["unchecked"]:
        body = {"item": item, "result": f"Looked: {item}", "speaks": speaks}
        answer = await office.post(ANA, f"/work-items/{claim_id}/checks", **body)
        assert answer.status_code == 201, answer.text


def refunded(office: Office, claim_id: str, amount: str) -> str:
    """Let a merchant's refund arrive on the line; return it."""
    with psycopg.connect(office.dsn) as connection:
        connection.execute("SET ROLE linewise_servicing")
        borrower = office.borrower("strange-charges")
        line, _ = accounts.load(connection, load_products(), borrower, lock=True)
        shop = Merchant("NVX Digital", "NVX*DIGITAL", "online", "Reno, NV")
        posted = refund(line, Money.of(amount), line.state.morning_of, "NVX", shop)
        accounts.save(connection, line)
    return posted.transaction_id


async def test_the_letter_of_receipt_comes_before_the_checklist(office: Office) -> None:
    claim_id = office.disputed()
    checklist = (await office.case(ANA, claim_id))["dispute"]["finding"]["checklist"]
    body = {"item": checklist[0], "result": "Nobody knows.", "speaks": "for"}
    early = await office.post(ANA, f"/work-items/{claim_id}/checks", **body)
    assert (early.status_code, early.json()["code"]) == (409, "acknowledge_first")
    await office.post(ANA, f"/work-items/{claim_id}/acknowledgements")
    assert (await office.post(ANA, f"/work-items/{claim_id}/checks", **body)).status_code == 201
    dispute = (await office.case(MARCUS, claim_id))["dispute"]
    assert dispute["state"] == "investigating"
    assert dispute["looked"] == [body]
    assert checklist[0] not in dispute["finding"]["unchecked"]
    assert f"{checklist[0]}: Nobody knows." in dispute["finding"]["supporting"]
    assert dispute["steps"][-1]["said"] == f"{checklist[0]}: Nobody knows."
    for bad, code in (
        ({"item": "Something nobody listed"}, "not_on_checklist"),
        ({"result": "  "}, "result_missing"),
        ({"speaks": "loudly"}, "invalid_request"),
    ):
        answer = await office.post(ANA, f"/work-items/{claim_id}/checks", **(body | bad))
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (await office.post(DANA, f"/work-items/{claim_id}/checks", **body)).status_code == 403
    other = await office.post(ANA, "/work-items/c-nobody-001/checks", **body)
    assert other.status_code == 404


async def test_nothing_is_denied_before_it_was_looked_into(office: Office) -> None:
    claim_id = office.disputed()
    charge = credits(await office.case(ANA, claim_id))[0]
    denials: tuple[dict[str, Any], ...] = (
        {"outcome": "explained", "reasons": "The slip is signed."},
        {"outcome": "partial", "credits": [charge], "reasons": "The slip is signed."},
    )
    for denial in denials:
        early = await office.post(ANA, f"/work-items/{claim_id}/findings", **denial)
        assert (early.status_code, early.json()["code"]) == (409, "not_looked_into")
    await looked_into(office, claim_id, "against")
    suggested = (await office.case(ANA, claim_id))["dispute"]["finding"]
    assert suggested["suggests"] == "look_further", "the books speak for, the checks against"
    proposal = await found(office, ANA, claim_id, **denials[1])
    shown = (await office.case(MARCUS, proposal))["dispute"]
    assert [one["kind"] for one in shown["letters"]] == ["acknowledgement", "partial"]
    # What is looked into afterwards makes what was put forward stale.
    body = {"item": "Anything else that bears on it", "result": "Found later.", "speaks": "for"}
    await office.post(ANA, f"/work-items/{claim_id}/checks", **body)
    stale = await office.decide(MARCUS, proposal, "approve")
    assert (stale.status_code, stale.json()["code"]) == (409, "books_moved")
    await office.decide(MARCUS, proposal, "decline", reason="Found anew.")
    again = await found(office, ANA, claim_id, **denials[1])
    done = await office.decide(PRIYA, again, "approve")
    assert (done.json()["state"], done.json()["credited"]) == ("partial", charge["amount"])
    letter = (await office.case(PRIYA, again))["dispute"]["letters"][1]
    assert letter["lacking"] == []
    assert "The slip is signed." in " ".join(letter["paragraphs"])


async def test_what_speaks_against_alone_is_suggested_as_no_error(office: Office) -> None:
    rows = office.books("strange-charges").transactions(kinds=("purchase",)).transactions
    once = next(row for row in rows if row.merchant not in {"NVX Digital", "Greenfield Foods"})
    claim_id = office.disputed("billing_error", once.merchant)
    assert (await office.case(ANA, claim_id))["dispute"]["finding"]["suggests"] == "look_further"
    await looked_into(office, claim_id, "against")
    suggested = (await office.case(ANA, claim_id))["dispute"]["finding"]
    assert (suggested["suggests"], suggested["credits"]) == ("explained", [])


async def test_a_refund_is_placed_before_anything_is_credited(office: Office) -> None:
    claim_id = office.disputed()
    case = await office.case(ANA, claim_id)
    charge = credits(case)[0]
    refund_id = refunded(office, claim_id, charge["amount"])
    shown = (await office.case(ANA, claim_id))["dispute"]
    assert [one["id"] for one in shown["refunds"]] == [refund_id]
    whole = {"outcome": "corrected", "credits": credits(case)}
    early = await office.post(ANA, f"/work-items/{claim_id}/findings", **whole)
    assert (early.status_code, early.json()["code"]) == (409, "refund_to_place")
    path, of = f"/work-items/{claim_id}/refunds", {"refund_id": refund_id}
    assert (await office.post(DANA, path, **of)).status_code == 403
    foreign = await office.post(ANA, path, refund_id=charge["charge_id"])
    assert (foreign.status_code, foreign.json()["code"]) == (422, "not_a_refund")
    placed = await office.post(ANA, path, **of, charge_id=charge["charge_id"])
    assert placed.status_code == 201, placed.text
    twice = await office.post(MARCUS, path, **of)
    assert (twice.status_code, twice.json()["code"]) == (409, "refund_linked")
    after = await office.case(ANA, claim_id)
    assert after["dispute"]["refunds"] == []
    rest = [one for one in credits(case) if one != charge]
    assert after["dispute"]["finding"]["credits"] == rest
    proposal = await found(office, ANA, claim_id, outcome="corrected", credits=rest)
    assert (await office.decide(MARCUS, proposal, "approve")).json()["credited"] == rest[0][
        "amount"
    ]
    assert [what for what, _, refused in office.acts() if refused is None] == [
        "dispute.place_refund",
        "dispute.propose",
        "dispute.approve",
    ]


async def test_a_refund_of_something_else_lets_both_be_credited(office: Office) -> None:
    claim_id = office.disputed()
    case = await office.case(ANA, claim_id)
    refund_id = refunded(office, claim_id, "12.00")
    await office.post(ANA, f"/work-items/{claim_id}/refunds", refund_id=refund_id)
    shown = (await office.case(MARCUS, claim_id))["dispute"]
    assert shown["refunds"] == []
    assert shown["steps"][-1]["said"] == f"{refund_id} is of something else"
    proposal = await found(office, ANA, claim_id, outcome="corrected", credits=credits(case))
    done = await office.decide(MARCUS, proposal, "approve")
    assert done.json()["credited"] == "214.49"


async def test_the_chain_of_steps_holds(office: Office) -> None:
    claim_id = office.disputed()
    await looked_into(office, claim_id)
    with psycopg.connect(office.dsn) as connection:
        assert chain_holds(connection, claim_id)
