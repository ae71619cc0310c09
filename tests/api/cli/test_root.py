"""The command line's manners: exit codes, one-line errors, plug-ins that can't hurt."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agents.errors import BadMessage, Unavailable
from api.cli import main, root
from api.failures import BadInput, CheckFailed, DependencyDown
from api.settings import SettingsError
from tools.ports import BooksUnavailable

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LINEWISE_DATA_DIR", str(tmp_path))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["chat", "--help"], 0),
        (["nothing"], 2),
        (["chat"], 2),
        (["core", "show"], 2),
        (["core", "statement", "steady", "--format", "docx"], 2),
        (["core", "verify"], 2),
        (["core", "verify", "--base-url", "ftp://core", "--token", "t"], 2),
        (["core", "serve", "--port", "0"], 2),
        (["serve", "--port", "70000"], 2),
        (["knowledge", "search", "fees", "--audience", "everybody"], 2),
        (["knowledge", "search", "fees", "--as-of", "yesterday"], 2),
        (["knowledge", "ingest", "/nowhere"], 2),
        (["scan", "/nowhere.jsonl"], 2),
    ],
)
def test_usage(arguments: list[str], code: int, capsys: Capture) -> None:
    assert main(arguments) == code
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    if code:
        assert captured.out == ""
        assert captured.err


def test_a_wrong_choice_is_told_those_there_are(capsys: Capture) -> None:
    assert main(["core", "statement", "steady", "--format", "docx"]) == 2
    told = capsys.readouterr().err.splitlines()[-1]
    assert told == (
        "Error: Invalid value for '--format': 'docx' is not one of 'json', 'html', 'pdf'."
    )


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (CheckFailed("record 3: it doesn't hold"), 1, "record 3: it doesn't hold"),
        (BadInput("there is no\nborrower"), 2, "there is no borrower"),
        (SettingsError("LINEWISE_MODEL is odd"), 2, "LINEWISE_MODEL is odd"),
        (BadMessage("empty", "Please write something."), 2, "Please write something."),
        (DependencyDown("no server"), 3, "no server"),
        (Unavailable(), 3, "the books don't answer"),
        (BooksUnavailable(), 3, "the books don't answer"),
        (KeyError("x"), 1, "unexpected KeyError: 'x'"),
    ],
)
def test_what_goes_wrong_is_one_line_and_an_exit_code(
    error: Exception, code: int, says: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(arguments: list[str] | None) -> None:
        raise error

    monkeypatch.setattr("api.cli.app", fail)
    assert main([]) == code
    captured = capsys.readouterr()
    assert captured.err == f"linewise: {says}\n"
    assert captured.out == ""


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("not json", "line 1: line: Invalid JSON"),
        ('{"id": "a"}', "line 1: text: Field required"),
        ('{"id": "a", "text": "hi", "channel": "radio"}', "line 1: channel: "),
    ],
)
def test_a_bad_line_to_scan_is_named(line: str, says: str, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(f"{line}\n")
    assert main(["scan", str(file)]) == 2
    assert says in capsys.readouterr().err


def test_a_database_that_is_not_there_is_a_dependency(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("LINEWISE_DATABASE_URL", "host=/nowhere dbname=none")
    assert main(["core", "show", "steady"]) == 3
    assert capsys.readouterr().err.startswith("linewise: the database can't be had")


class Plugin:
    """An entry point that loads, or doesn't."""

    def __init__(self, name: str, load: Callable[[], object]) -> None:
        self.name, self.load = name, load


def broken() -> object:
    raise ModuleNotFoundError("no module named evals")


def working() -> object:
    import typer

    app = typer.Typer()

    @app.command()
    def hello() -> None:
        """Say hello."""
        typer.echo("hello")

    return app


def test_a_broken_plugin_stops_only_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    plugins = [Plugin("bad", broken), Plugin("good", working), Plugin("chat", broken)]
    monkeypatch.setattr(root, "entry_points", lambda group: plugins)
    assert main(["good"]) == 0
    assert capsys.readouterr().out == "hello\n"
    assert main(["--help"]) == 0
    shown = capsys.readouterr()
    assert "good" in shown.out
    assert "the command bad can't be loaded (ModuleNotFoundError)" in shown.err
    assert main(["bad"]) == 2
    assert main(["chat", "--help"]) == 0


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys, json\nfrom api.cli import main\nmain(['chat', '--help'])\n"
        "heavy = ('fastapi', 'psycopg', 'langgraph', 'openai', 'onnxruntime', 'sklearn')\n"
        "sys.stderr.write(json.dumps([m for m in heavy if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert json.loads(done.stderr.splitlines()[-1]) == []
