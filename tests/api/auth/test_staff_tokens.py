"""Staff's tokens: role, scopes and limits come through, and no token passes for the other kind."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from api.auth import Forbidden, TokenInvalid, Tokens, staff
from api.auth.roles import find, of_role, people, roles
from api.cli import main
from tests.api.auth.test_tokens import forged
from tests.api.conftest import AVA, SECRET
from tools.desk import ROLES, Role, Staff

TOKENS = Tokens(SECRET)


def issued(who: Staff) -> str:
    return TOKENS.issue_staff(who, now=datetime.now(UTC))[0]


@pytest.mark.parametrize("role", ROLES)
def test_a_token_says_who_is_at_work_and_what_they_may_approve(role: Role) -> None:
    who = of_role(role)
    assert TOKENS.read_staff(issued(who)) == who
    assert who.scopes == roles()[role].scopes


def test_each_deciding_role_has_two_people_since_one_checks_the_other() -> None:
    for role in ("agent", "lead"):
        assert len([person for person in people() if person.role == role]) >= 2
    assert find("nobody") is None


def test_limits_are_data_and_what_is_not_named_is_nothing() -> None:
    agent, ops = of_role("agent"), of_role("ops")
    assert agent.may_approve("credit", Decimal("250.00"))
    assert not agent.may_approve("credit", Decimal("250.01"))
    assert not ops.may_approve("credit", Decimal(0))


def test_a_borrower_token_is_no_staff_token_and_the_other_way_round() -> None:
    borrower, _ = TOKENS.issue(AVA.principal(), now=datetime.now(UTC))
    with pytest.raises(Forbidden, match="for staff"):
        TOKENS.read_staff(borrower)
    with pytest.raises(Forbidden, match="for borrowers"):
        TOKENS.read(issued(of_role("lead")))
    with pytest.raises(Forbidden):
        TOKENS.read_staff(forged(scope="staff:agent"))


@pytest.mark.parametrize(
    "limits", [None, "all", {"credit": 9e9}, {"credit": "NaN"}, {"credit": "much"}, ["credit"]]
)
def test_a_limit_that_is_no_amount_is_no_limit_to_be_within(limits: Any) -> None:
    token = forged(role="agent", scope="staff:agent", limits=limits)
    assert not TOKENS.read_staff(token).may_approve("credit", Decimal(1))


@pytest.mark.parametrize("role", ["admin", "AGENT", "", ["lead"], 7])
def test_an_unknown_role_is_nobody(role: Any) -> None:
    with pytest.raises(Forbidden):
        TOKENS.read_staff(forged(role=role, scope="staff:lead"))


def test_a_token_of_another_secret_is_refused() -> None:
    theirs = Tokens("another secret that is long enough too")
    with pytest.raises(TokenInvalid):
        TOKENS.read_staff(theirs.issue_staff(of_role("lead"), now=datetime.now(UTC))[0])


def test_an_endpoint_for_staff_must_name_its_scope() -> None:
    with pytest.raises(ValueError, match="must name the scope"):
        staff()


async def test_a_staff_token_opens_no_conversation(web: httpx.AsyncClient) -> None:
    headers = {"Authorization": f"Bearer {issued(of_role('lead'))}"}
    answer = await web.post("/v1/conversations", json={"channel": "app"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


async def test_a_demo_lets_one_sign_in_as_staff(web: httpx.AsyncClient) -> None:
    listed = (await web.get("/v1/demo/staff")).json()
    assert {"staff_id": "st-201", "name": "Priya Nair", "role": "lead"} in listed
    signed_in = await web.post("/v1/demo/staff/sign-in", json={"staff_id": "st-201"})
    assert TOKENS.read_staff(signed_in.json()["token"]) == find("st-201")
    assert (
        await web.post("/v1/demo/staff/sign-in", json={"staff_id": "b-0001"})
    ).status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_the_command_line_prints_a_token_of_each_role(
    role: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("LINEWISE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LINEWISE_JWT_SECRET", SECRET)
    assert main(["token", "--staff", role]) == 0
    assert TOKENS.read_staff(capsys.readouterr().out.strip()).role == role


@pytest.mark.parametrize(
    "arguments",
    [
        ["token"],
        ["token", "--staff", "boss"],
        ["token", "--staff", "lead", "--id", "st-101"],
        ["token", "--as", "steady", "--staff", "lead"],
        ["token", "--as", "steady", "--id", "st-101"],
    ],
)
def test_a_token_for_nobody_in_particular_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Any, monkeypatch: Any
) -> None:
    monkeypatch.setenv("LINEWISE_DATA_DIR", str(tmp_path))
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err
