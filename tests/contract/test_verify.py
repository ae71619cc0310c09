"""`linewise core verify` against a core on a real socket."""

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette

from api.cli import main
from api.cli.serve import listen
from tests.contract.conftest import SECRET, token_of

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def address(app: Starlette) -> Iterator[str]:
    with listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/core/v1"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
async def tokens(borrower_of: Callable[[str], Any]) -> list[str]:
    mine, other = await borrower_of("returned-payment"), await borrower_of("steady")
    return ["--token", token_of(mine), "--other-token", token_of(other)]


@pytest.mark.slow
def test_a_sound_core_conforms_in_all(address: str, tokens: list[str], capsys: Capture) -> None:
    arguments = ["core", "verify", "--base-url", address, *tokens, "--json"]
    assert main([*arguments, "--secret", SECRET, "--write"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(found) >= 45
    assert {one["status"] for one in found} == {"pass"}


def test_a_sound_core_conforms_to_read(address: str, tokens: list[str], capsys: Capture) -> None:
    assert main(["core", "verify", "--base-url", address, *tokens, "--json"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {one["status"] for one in found} == {"pass", "skip"}
    assert {one["id"] for one in found if one["status"] == "skip"} >= {
        "confirm.once",
        "token.scope",
    }


def test_a_core_under_another_address_fails(
    address: str, tokens: list[str], capsys: Capture
) -> None:
    assert main(["core", "verify", "--base-url", f"{address}/elsewhere", *tokens]) == 1
    assert "snapshot.adds-up" in capsys.readouterr().out


def test_a_core_that_is_not_there_is_unavailable(capsys: Capture) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
    arguments = ["core", "verify", "--base-url", f"http://127.0.0.1:{port}", "--token", "a.b.c"]
    assert main(arguments) == 3
    assert "unanswered" in capsys.readouterr().err
