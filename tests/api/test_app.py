"""The whole of it: the real assistant over real books, by HTTP and by the command line."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from agents.turn import Turn
from api.app import ROOT, Runtime
from api.cli import main
from api.failures import DependencyDown
from api.http import build
from api.records import Anchor, verify
from api.settings import Settings
from servicing.database import EmbeddedPostgres, migrate

SECRET = "a secret that only tests know, 32 bytes+"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
async def runtime(demo_copy: str, data_dir: Path) -> AsyncIterator[Runtime]:
    settings = Settings(data_dir, database_url=demo_copy, jwt_secret=SECRET)
    async with Runtime(settings) as runtime:
        yield runtime


@pytest.fixture
async def client(runtime: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    """A client signed in as steady."""
    app = build(await runtime.services(demo=True))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test"
    ) as client:
        answer = await client.post("/v1/demo/sign-in", json={"handle": "steady"})
        client.headers["authorization"] = f"Bearer {answer.json()['token']}"
        yield client


@pytest.fixture
async def path(client: httpx.AsyncClient) -> str:
    opened = await client.post("/v1/conversations", json={"channel": "app"})
    assert opened.status_code == 201
    return f"/v1/conversations/{opened.json()['id']}"


async def pending(runtime: Runtime) -> int:
    line = await runtime.bookkeeping.line("steady")
    return sum(payment.status in ("pending", "scheduled") for payment in line.payments)


async def test_a_payment_takes_one_press_and_is_made_once(
    runtime: Runtime, client: httpx.AsyncClient, path: str
) -> None:
    before = await pending(runtime)
    asked = await client.post(f"{path}/messages", json={"text": "pay 75 bucks on november 27"})
    card = Turn.model_validate(asked.json()).confirmation
    assert card is not None
    said_yes = await client.post(f"{path}/messages", json={"text": "yes"})
    assert said_yes.status_code == 200
    assert await pending(runtime) == before, "a typed yes moves nothing"
    url, press = f"{path}/confirmations/{card.token}", {"decision": "confirm"}
    presses = await asyncio.gather(*(client.post(url, json=press) for _ in range(3)))
    assert [answer.status_code for answer in presses] == [200, 200, 200]
    assert await pending(runtime) == before + 1


async def test_a_stream_ends_with_the_turn_that_the_transcript_holds(
    client: httpx.AsyncClient, path: str
) -> None:
    body = {"text": "how much do i owe", "client_message_id": "m-1"}
    streamed = await client.post(
        f"{path}/messages", json=body, headers={"accept": "text/event-stream"}
    )
    blocks = [block for block in streamed.text.split("\n\n") if "event: " in block]
    done = json.loads(blocks[-1].split("data: ", 1)[1])
    assert "event: done" in blocks[-1]
    transcript = (await client.get(path)).json()
    assert transcript["turns"][-1]["turn"] == json.loads(Turn(**done).model_dump_json())
    again = await client.post(f"{path}/messages", json=body)
    assert again.json()["turn_id"] == done["turn_id"]


@pytest.mark.parametrize("text", ["", "  ", "a\u0000b", "pay \u202e57 now", "x" * 4001])
async def test_text_that_cannot_be_taken_leaves_no_trace(
    client: httpx.AsyncClient, path: str, text: str
) -> None:
    refused = await client.post(f"{path}/messages", json={"text": text})
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert [turn["kind"] for turn in (await client.get(path)).json()["turns"]] == ["opening"]


async def test_anothers_token_in_ones_own_conversation_is_unknown(
    client: httpx.AsyncClient, path: str
) -> None:
    asked = await client.post(f"{path}/messages", json={"text": "pay 75 bucks on november 27"})
    token = asked.json()["confirmation"]["token"]
    other = await client.post("/v1/demo/sign-in", json={"handle": "limit-request"})
    headers = {"authorization": f"Bearer {other.json()['token']}"}
    opened = await client.post("/v1/conversations", json={"channel": "app"}, headers=headers)
    answer = await client.post(
        f"/v1/conversations/{opened.json()['id']}/confirmations/{token}",
        json={"decision": "confirm"},
        headers=headers,
    )
    assert answer.status_code == 404
    assert answer.json()["code"] == "unknown_confirmation"


async def test_a_conversation_leaves_a_whole_chain_and_two_starts_agree(
    runtime: Runtime, client: httpx.AsyncClient, path: str
) -> None:
    await client.post(f"{path}/messages", json={"text": "how much do i owe"})
    found = await verify(await runtime.pool())
    assert isinstance(found, Anchor)
    assert found.records == 2
    async with Runtime(runtime.settings) as second:
        assert await verify(await second.pool()) == found


@pytest.fixture
def shell(
    demo_copy: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> Callable[..., tuple[int, str, str]]:
    """Run a command and return its exit code, standard output and standard error."""
    monkeypatch.setenv("LINEWISE_DATABASE_URL", demo_copy)
    monkeypatch.setenv("LINEWISE_DATA_DIR", str(data_dir))
    monkeypatch.setenv("LINEWISE_JWT_SECRET", SECRET)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_chat_prints_a_turn_a_line_and_a_second_press_changes_nothing(
    shell: Callable[..., tuple[int, str, str]],
) -> None:
    said = ["pay 75 bucks on november 27", "yes", "/confirm", "/confirm"]
    messages = [part for text in said for part in ("--message", text)]
    code, out, _ = shell("chat", "--as", "steady", "--json", *messages)
    assert code == 0
    turns = [Turn.model_validate_json(line) for line in out.splitlines()]
    assert len(turns) == 4
    assert turns[0].confirmation is not None
    assert turns[2].reply == turns[3].reply
    shown: dict[str, Any] = json.loads(shell("core", "show", "steady", "--json")[1])
    made = [p for p in shown["payments"] if p["on"] == "2026-11-27"]
    assert [(p["amount"], p["status"]) for p in made] == [("75.00", "scheduled")]
    assert shell("audit", "verify")[1].startswith("ok: 1 conversations, 5 records")


def test_a_button_without_a_card_moves_nothing_and_the_script_goes_on(
    shell: Callable[..., tuple[int, str, str]],
) -> None:
    before = shell("core", "show", "steady", "--json")[1]
    said = ["/confirm", "/cancel", "what do I owe?"]
    messages = [part for text in said for part in ("--message", text)]
    code, out, _ = shell("chat", "--as", "steady", "--json", *messages)
    assert code == 0
    turns = [Turn.model_validate_json(line) for line in out.splitlines()]
    assert [turn.confirmation for turn in turns] == [None, None, None]
    assert "nothing waiting" in turns[0].reply
    assert "$" in turns[2].reply
    assert shell("core", "show", "steady", "--json")[1] == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["chat", "--as", "nobody", "--message", "hi"], "there is no borrower 'nobody'"),
        (["chat", "--as", "steady", "--message", ""], ""),
        (["token", "--as", "nobody"], "there is no borrower"),
        (["core", "show", "steady", "--as-of", "2027-01-01"], "the books go up to 2026-11-20"),
        (["audit", "export", "--conversation", "none"], "there is no conversation"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_two(
    shell: Callable[..., tuple[int, str, str]], arguments: list[str], says: str
) -> None:
    code, _, err = shell(*arguments)
    assert code == 2
    assert says in err
    assert err.count("\n") == 1


def test_the_demo_advances_and_never_goes_back(
    shell: Callable[..., tuple[int, str, str]],
) -> None:
    assert shell("core", "advance", "--to", "2026-12-10")[:2] == (
        0,
        "the books are at 2026-12-10\n",
    )
    shown = json.loads(shell("core", "show", "steady", "--json")[1])
    assert shown["as_of"] == "2026-12-10"
    assert shown["payments"][0]["source"] == "autopay"
    assert shown["payments"][0]["on"] == "2026-12-09"
    code, _, err = shell("core", "advance", "--to", "2026-12-10")
    assert code == 2
    assert "the demo is at 2026-12-10" in err


def test_a_statement_in_every_form(
    shell: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    code, out, _ = shell("core", "statement", "steady", "--closing", "2026-10-31")
    told = json.loads(out)
    assert (code, told["closing_on"], told["new_balance"]) == (0, "2026-10-15", "1820.30")
    for form, begins in (("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF-")):
        file = tmp_path / f"statement.{form}"
        assert shell("core", "statement", "steady", "--format", form, "--out", str(file))[0] == 0
        assert file.read_bytes().startswith(begins)
    code, out, err = shell("core", "statement", "steady", "--closing", "2024-01-01")
    assert (code, out) == (2, "")
    assert "steady had no statement yet on 2024-01-01" in err
    code, out, err = shell("core", "statement", "steady", "--out", str(tmp_path / "no" / "way"))
    assert (code, out) == (2, "")
    assert "can't write" in err


def test_scan_and_knowledge(shell: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text('{"id": 7, "text": "I lost my job", "channel": "user"}\n\n')
    [line] = shell("scan", str(file))[1].splitlines()
    seen = json.loads(line)
    assert set(seen) == {"id", "rights", "intents", "injection", "personal_data"}
    assert seen["id"] == 7
    assert [right["kind"] for right in seen["rights"]] == ["hardship"]
    code, out, _ = shell("knowledge", "search", "what if my payment bounces", "-k", "2", "--json")
    assert code == 0
    found = json.loads(out)
    assert len(found) == 2
    assert set(found[0]) == {"document", "section", "version", "text", "score", "citation_ids"}


@pytest.mark.slow
def test_two_processes_that_start_on_nothing_seed_once(tmp_path: Path) -> None:
    env = {**os.environ, "LINEWISE_DATA_DIR": str(tmp_path / "new")}
    env.pop("LINEWISE_DATABASE_URL", None)
    command = [
        sys.executable,
        "-c",
        "import sys; from api.cli import main; sys.exit(main())",
        "core",
        "show",
        "steady",
        "--json",
    ]
    both = [
        subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    outputs = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    assert outputs[0][0] == outputs[1][0]


async def test_a_demo_folder_of_another_release_says_how_to_begin_anew(tmp_path: Path) -> None:
    with EmbeddedPostgres.start(tmp_path) as server:
        migrate(server.dsn, [ROOT / "servicing" / "migrations"])
        with psycopg.connect(server.dsn) as connection:
            connection.execute("UPDATE public.migrations SET sha256 = 'of another release'")
        async with Runtime(Settings(tmp_path)) as embedded:
            with pytest.raises(DependencyDown) as own:
                await embedded.dsn()
        async with Runtime(Settings(tmp_path, database_url=server.dsn)) as configured:
            with pytest.raises(DependencyDown) as theirs:
                await configured.dsn()
    anew = f"To begin anew, set LINEWISE_DATA_DIR to another folder, or remove {tmp_path}"
    assert "changed after it was applied" in own.value.message
    assert own.value.message.endswith(anew)
    assert "changed after it was applied" in theirs.value.message
    assert "remove" not in theirs.value.message


async def test_lines_of_another_releases_shape_are_told_apart_from_a_defect(tmp_path: Path) -> None:
    packages = [ROOT / package / "migrations" for package in ("servicing", "knowledge", "api")]
    with EmbeddedPostgres.start(tmp_path) as server:
        migrate(server.dsn, packages)
        with psycopg.connect(server.dsn) as connection:
            connection.execute("INSERT INTO servicing.clock (instant) VALUES (now())")
            connection.execute(
                "INSERT INTO servicing.borrowers (borrower_id, first_name, name)"
                " VALUES ('b-1', 'A', 'A B')"
            )
            connection.execute(
                "INSERT INTO servicing.accounts VALUES ('900001', 'b-1', 'revolving', 'standard',"
                " '2026-01-01', 5, 100000, 'open', 1, '{\"buckets\": {}}')"
            )
        async with Runtime(Settings(tmp_path)) as embedded:
            with pytest.raises(DependencyDown) as own:
                await embedded.dsn()
        async with Runtime(Settings(tmp_path, database_url=server.dsn)) as configured:
            with pytest.raises(DependencyDown) as theirs:
                await configured.dsn()
    what = "the books were written by another release: the state of line 900001 can't be read"
    assert own.value.message.startswith(f"{what} (cycle: Field required)")
    assert own.value.message.endswith(f"to another folder, or remove {tmp_path}")
    assert theirs.value.message.startswith(what)
    assert theirs.value.message.endswith("Run the release that wrote them, or seed empty books")


async def test_a_missing_disclosure_stops_the_start_with_a_plain_line(
    runtime: Runtime, demo_copy: str
) -> None:
    with psycopg.connect(demo_copy) as connection:
        connection.execute("UPDATE servicing.clock SET instant = '2020-01-02T12:00:00Z'")
    with pytest.raises(DependencyDown, match="disclosure library can't be used: no disclosure in"):
        await runtime.assistant()


def test_a_turn_is_replayed_and_a_changed_release_shows_what_differs(
    demo_copy: str, monkeypatch: pytest.MonkeyPatch, data_dir: Path, capsys: Capture
) -> None:
    monkeypatch.setenv("LINEWISE_DATA_DIR", str(data_dir))
    monkeypatch.setenv("LINEWISE_DATABASE_URL", demo_copy)
    assert main(["chat", "--as", "steady", "--message", "how much do i owe", "--json"]) == 0
    turn = Turn.model_validate_json(capsys.readouterr().out)
    assert main(["replay", turn.turn_id]) == 0
    assert "byte for byte" in capsys.readouterr().out
    with psycopg.connect(demo_copy) as connection:
        row = connection.execute(
            "SELECT record FROM linewise.turns WHERE turn_id = %s", [turn.turn_id]
        ).fetchone()
        assert row is not None
        record = json.loads(row[0])
        record["turn"]["reply"] = "You owe nothing."
        connection.execute("ALTER TABLE linewise.turns DISABLE TRIGGER USER")
        connection.execute(
            "UPDATE linewise.turns SET record = %s WHERE turn_id = %s",
            [json.dumps(record), turn.turn_id],
        )
    assert main(["replay", turn.turn_id]) == 1
    shown = capsys.readouterr().out
    assert '- "reply": "You owe nothing."' in shown
    assert '+ "reply": "You owe $' in shown
    assert main(["replay", "turn_nope"]) == 2
