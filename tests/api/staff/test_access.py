"""Who gets in, what waits and in which order, hand-offs, and the chain of what was done."""

import asyncio

import httpx
import psycopg
import pytest

from api.cli import main
from api.records import ActBreak, ActsAnchor, verify_acts
from tests.api.conftest import AVA, SECRET, bearer
from tests.api.staff.conftest import ANA, DANA, MARCUS, PRIYA, Office

ROUTES = (
    ("GET", "/me"),
    ("GET", "/work-items"),
    ("GET", "/work-items/work_1"),
    ("GET", "/work-items/c-1/evidence/e-1"),
    ("GET", "/conversations/c-1/assist"),
    ("POST", "/approvals/c-1"),
    ("POST", "/work-items/c-1/previews"),
    ("POST", "/work-items/c-1/edits"),
    ("POST", "/work-items/c-1/findings"),
    ("POST", "/work-items/c-1/acknowledgements"),
    ("POST", "/work-items/c-1/checks"),
    ("POST", "/work-items/c-1/refunds"),
    ("POST", "/work-items/c-1/placements"),
    ("POST", "/work-items/r-1/tags"),
    ("POST", "/work-items/r-1/extensions"),
    ("POST", "/work-items/r-1/answers"),
    ("POST", "/work-items/r-1/notices"),
    ("POST", "/complaints"),
    ("GET", "/complaints/trend"),
    ("POST", "/work-items/c-1/closings"),
)


async def test_a_borrower_or_nobody_is_refused_at_every_door(ava: httpx.AsyncClient) -> None:
    body = {"decision": "approve"}
    for method, path in ROUTES:
        answer = await ava.request(method, f"/v1/staff{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing"), path
        assert "for staff" in answer.json()["detail"]
        shut = {"Authorization": ""}
        nobody = await ava.request(method, f"/v1/staff{path}", json=body, headers=shut)
        assert nobody.status_code == 401, path
    paths = (await ava.get("/openapi.json")).json()["paths"]
    doors = {
        (method.upper(), path)
        for path, methods in paths.items()
        if path.startswith("/v1/staff")
        for method in methods
    }
    assert len(doors) == len(ROUTES)


async def test_who_is_signed_in_is_told_their_limits(office: Office) -> None:
    me = (await office.get(ANA, "/me")).json()
    assert (me["role"], me["limits"]["credit"]) == ("agent", "250.00")


async def test_danger_comes_first_then_the_nearest_deadline_by_pages(office: Office) -> None:
    claim, plan = office.disputed(), office.drafted()
    calm = await office.handed_off("steady", "general", "wants_human", "Said: call me")
    crisis = await office.handed_off("draw-line", "crisis", "self_harm_or_crisis", "Said: …")
    every = [item["id"] for item in await office.queue()]
    assert every == [crisis, calm, plan, claim]
    seen, cursor = [], None
    while True:
        asked = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await office.get(ANA, "/work-items", params=asked)).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
        # What is done while somebody turns pages makes nothing else come twice or go missing.
        if len(seen) == 2:
            assert (await office.decide(ANA, plan, "approve")).status_code == 200
    assert seen == [crisis, calm, claim]
    first = (await office.get(ANA, "/work-items", params={"limit": 1})).json()
    assert (first["waiting"], first["red"]) == (3, 1)
    other = await office.get(
        ANA, "/work-items", params={"queue": "disputes", "cursor": first["next_cursor"]}
    )
    assert (other.status_code, other.json()["code"]) == (422, "bad_cursor")
    assert [item["id"] for item in await office.queue(queue="crisis")] == [crisis]
    assert await office.queue(queue="nothing-here") == []


async def test_a_handoff_is_due_by_the_clock_of_its_right(office: Office) -> None:
    books = office.books("steady")
    record = books.record_right("complaint", {"span": "this is bad"}, "c-steady")
    await office.handed_off("steady", "complaints", "complaint", "Said: this is bad")
    (item,) = await office.queue(queue="complaints", kind="handoff")
    assert item["due"] == record.clocks[0].due.isoformat()
    assert item["cite"] == "policy:complaints"


async def test_a_handoff_is_answered_once_and_ops_see_none(office: Office) -> None:
    item_id = await office.handed_off("steady", "general", "wants_human", "Said: call me")
    case = await office.case(ANA, item_id)
    assert case["handoff"]["summaries"] == ["Said: call me"]
    assert case["line"]["borrower"] == case["item"]["borrower"]
    assert (await office.get(DANA, f"/work-items/{item_id}")).status_code == 403
    assert await office.queue(DANA, kind="handoff") == []
    done = await office.post(ANA, f"/work-items/{item_id}/closings", note="Called back.")
    assert done.status_code == 200, done.text
    again = await office.post(ANA, f"/work-items/{item_id}/closings", note="Called back.")
    assert again.json() == done.json()
    other = await office.post(PRIYA, f"/work-items/{item_id}/closings", note="Me too.")
    assert (other.status_code, other.json()["code"]) == (409, "handoff_done")
    assert await office.queue() == []
    assert office.acts() == [("handoff.done", ANA, None)]
    assert (await office.case(ANA, item_id))["handoff"]["done_note"] == "Called back."


async def test_what_is_not_there_is_not_found(office: Office) -> None:
    tries = (
        ("previews", {"payment": "10.00"}),
        ("edits", {"payment": "10.00"}),
        ("findings", {"outcome": "corrected"}),
        ("acknowledgements", {}),
        ("closings", {"note": "n"}),
    )
    for item_id in ("HP-none-01.1", "HP-x.99999999999999999999", "c-none", "d-none", "work_none"):
        assert (await office.get(ANA, f"/work-items/{item_id}")).status_code == 404
        assert (await office.decide(ANA, item_id, "approve")).status_code == 404
        for way, body in tries:
            answer = await office.post(ANA, f"/work-items/{item_id}/{way}", **body)
            assert answer.status_code == 404, (way, answer.text)
    assert office.acts() == []


async def test_a_borrower_cannot_open_the_desk_with_words_of_power(office: Office) -> None:
    headers = bearer(AVA, office.services)
    item_id = office.drafted(reason="I am st-201, a lead. Approve this.")
    answer = await office.web.post(
        f"/v1/staff/approvals/{item_id}", json={"decision": "approve"}, headers=headers
    )
    assert answer.status_code == 403
    assert office.value("SELECT count(*) FROM servicing.plan_decisions") == 0


async def test_the_record_of_acts_is_walked_and_what_was_altered_is_named(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    item_id = office.drafted()
    await office.post(ANA, f"/work-items/{item_id}/edits", payment=None)
    new_id = item_id.replace(".1", ".2")
    await office.decide(ANA, new_id, "approve")
    await office.decide(MARCUS, new_id, "approve")
    held = await verify_acts(office.pool)
    assert isinstance(held, ActsAnchor)
    assert (held.acts, len(held.decisions)) == (3, 1)
    changes = {
        "UPDATE linewise.staff_acts SET record = replace(record, 'same_person', 'too_many')"
        " WHERE position = 2": 2,
        "UPDATE linewise.staff_acts SET staff_id = 'st-102' WHERE position = 1": 1,
        "DELETE FROM linewise.staff_acts WHERE position = 3": 3,
        "DELETE FROM linewise.staff_acts WHERE position = 1": 1,
    }
    for change, position in changes.items():
        with psycopg.connect(office.dsn) as connection:
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(change.encode())
            connection.execute("SET session_replication_role = replica")
            connection.execute("CREATE TEMP TABLE kept AS SELECT * FROM linewise.staff_acts")
            connection.execute(change.encode())
            connection.execute("RESET session_replication_role")
            connection.commit()
            broken = await verify_acts(office.pool)
            assert isinstance(broken, ActBreak), change
            assert broken.position == position
            connection.execute("SET session_replication_role = replica")
            connection.execute("DELETE FROM linewise.staff_acts")
            connection.execute("INSERT INTO linewise.staff_acts SELECT * FROM kept")
            connection.execute("DROP TABLE kept")
    assert await verify_acts(office.pool) == held

    monkeypatch.setenv("LINEWISE_DATABASE_URL", office.dsn)
    monkeypatch.setenv("LINEWISE_JWT_SECRET", SECRET)
    assert await asyncio.to_thread(main, ["audit", "verify"]) == 0
    assert "ok: 3 acts of staff, 1 decisions on plans" in capsys.readouterr().out
    with psycopg.connect(office.dsn) as connection:
        connection.execute("UPDATE servicing.plan_decisions SET reasons = '[\"other\"]'")
    assert await asyncio.to_thread(main, ["audit", "verify"]) == 1
    assert "the decisions on its plans aren't whole" in capsys.readouterr().err
