"""`linewise triage`: JSON lines in and out, bad lines named, the rest sorted."""

import io
import json
from pathlib import Path

import pytest

from api.cli import main

Capture = pytest.CaptureFixture[str]
CONTACT = "A collector calls me at work every day. I told them to stop calling me."


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
    # The cache of models is the tests' own, so that nothing is trained twice.
    monkeypatch.setenv("LINEWISE_DATA_DIR", str(data_dir))


def test_each_line_is_sorted_and_a_bad_one_named(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "complaints.jsonl"
    lines = [
        json.dumps({"id": "a", "narrative": CONTACT, "product": "ignored"}),
        "not JSON",
        "",
        json.dumps({"id": 7, "narrative": "I lost my job and can't afford the payment."}),
        json.dumps({"id": 8}),
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert main(["triage", str(file), "--received", "2026-11-20"]) == 2
    captured = capsys.readouterr()
    found = [json.loads(line) for line in captured.out.splitlines()]
    assert [one["id"] for one in found] == ["a", 7]
    assert found[0]["primary"] == "collections_contact"
    assert "cease_contact" in found[0]["rights"]
    assert found[0]["deadline"]["due"] == "2026-11-23"
    assert (found[0]["route"], found[1]["route"]) == ("collections", "hardship")
    errors = captured.err.splitlines()
    assert [f"line {n}:" in error for n, error in zip((2, 5), errors, strict=False)] == [True, True]
    assert errors[-1].startswith("linewise: 2 lines of ")
    assert "Traceback" not in captured.err


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"id": 1, "narrative": CONTACT})))
    assert main(["triage", "-"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["id"] == 1
    assert captured.err == ""


def test_bytes_that_are_no_text(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "broken.jsonl"
    file.write_bytes(b'{"id": 1, "narrative": "\xff\xfe"}\n')
    assert main(["triage", str(file)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "line 1: it isn't UTF-8" in captured.err


def test_a_file_that_isnt_there(capsys: Capture) -> None:
    assert main(["triage", "/nowhere.jsonl"]) == 2
    assert "can't read /nowhere.jsonl" in capsys.readouterr().err
