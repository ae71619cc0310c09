"""`linewise core plans`: how plans go, who could have one, and what if."""

import json
from decimal import Decimal
from typing import Any

import pytest

from api.cli import main

Capture = pytest.CaptureFixture[str]
MEANS = ("--income", "1800-2000", "--essentials", "1500", "--lasts", "6")


@pytest.fixture(autouse=True)
def books(demo_dsn: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINEWISE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LINEWISE_DATABASE_URL", demo_dsn)


def said(capsys: Capture, *arguments: str) -> str:
    capsys.readouterr()
    assert main(["core", "plans", *arguments]) == 0
    return capsys.readouterr().out


def test_the_portfolio_and_its_scan(capsys: Capture) -> None:
    found = json.loads(said(capsys, "--json"))
    (row,) = found["programs"]
    assert (row["program"], row["states"], row["kept_rate"]) == (
        "reduced-payment-6",
        {"active": 1},
        "100.0",
    )
    scanned = json.loads(said(capsys, "scan", "--json"))
    assert scanned["lines"] == sum(scanned["routes"].values())
    for program, lines in scanned["eligible"].items():
        refused = sum(r["lines"] for r in scanned["why_not"] if r["program"] == program)
        assert lines + refused == scanned["lines"]
    assert {"bankruptcy", "military", "recovery"} <= scanned["routes"].keys()
    assert "reduced-payment-6" in said(capsys)
    assert "plan_running" in said(capsys, "scan")


def test_a_hypothetical_re_adds_to_the_cent_today_and_on_projected_books(capsys: Capture) -> None:
    asked = ("what-if", "job-loss", "--program", "reduced-payment-6", *MEANS)
    today = json.loads(said(capsys, *asked, "--json"))
    later = json.loads(said(capsys, *asked, "--on", "2027-03-31", "--json"))
    assert later["as_of"] > today["as_of"]
    for answer in (today, later):
        months = answer["terms"]["schedule"]
        for before, after in zip(months, months[1:], strict=False):
            change = Decimal(after["interest"]) + Decimal(after["fees"]) - Decimal(after["payment"])
            assert Decimal(after["balance"]) == Decimal(before["balance"]) + change
    higher = json.loads(said(capsys, *asked, "--payment", "75", "--json"))
    assert higher["terms"]["payment"] == "75.00"
    assert Decimal(higher["terms"]["cost"]) < Decimal(today["terms"]["cost"])
    assert "until nothing is owed" in said(capsys, *asked)


@pytest.mark.parametrize(
    ("handle", "route"), [("bankruptcy", "bankruptcy"), ("active-duty", "military")]
)
def test_a_protected_line_is_told_its_own_team(capsys: Capture, handle: str, route: str) -> None:
    text = said(capsys, "what-if", handle, "--program", "reduced-payment-6", *MEANS)
    assert f"the team that helps: {route}" in text


def test_what_cannot_be_worked_out_is_said_in_one_line(capsys: Capture) -> None:
    for arguments, says in (
        (["--program", "forgiveness"], "there is no programme 'forgiveness'"),
        (["--program", "pause-2", "--income", "lots"], "an amount is written 1800 or 1800-2000"),
        (["--program", "pause-2", "--income", "9-1"], "a range starts at its lower end"),
        (["--program", "pause-2", "--on", "2020-01-01"], "is before that"),
    ):
        capsys.readouterr()
        assert main(["core", "plans", "what-if", "job-loss", *arguments]) == 2
        assert says in capsys.readouterr().err
