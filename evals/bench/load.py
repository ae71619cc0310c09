"""Many borrowers at once: chat turns over HTTP against a server of its own, beside /healthz.

The server is `linewise serve --demo` in a process of its own, with the embedded engine over the
books of the data directory; what is timed is a whole turn, from message to recorded reply.
"""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from agents.assistant import Principal
from api.app import Runtime
from api.ports import BORROWER_SCOPES
from evals.bench.measure import Timing, measure
from tools.ports import BorrowerId

LEVELS = (1, 4, 16)
START_S, STOP_S, TURN_S = 180.0, 20.0, 60.0
HEALTH_RUNS = 50
MOST_TRIED = 200
SAID = (
    "hey how much do i owe and when's it due",
    "is there a fee if my payment comes back?",
    "why was i charged interest",
    "what did i buy last",
)
_PROGRAM = "import sys; from api.cli import main; sys.exit(main())"


class ServerDown(Exception):
    """The server under load didn't come up; the message says why, as far as it is known."""


@dataclass(frozen=True)
class Level:
    """What so many borrowers at once got. `errors` are turns without a reply; they aren't timed."""

    borrowers: int
    turns: int
    errors: int
    seconds: float
    times_ms: tuple[float, ...]

    @property
    def turns_per_s(self) -> float:
        """Replies a second, over all of them."""
        return len(self.times_ms) / self.seconds

    @property
    def p50_ms(self) -> float:
        """The median; not a number where nobody was answered."""
        return statistics.median(self.times_ms) if self.times_ms else float("nan")

    @property
    def p95_ms(self) -> float:
        """The 95th percentile; not a number where too few were answered to tell."""
        few = len(self.times_ms) < 2
        return float("nan") if few else statistics.quantiles(self.times_ms, n=20)[-1]


async def tokens(runtime: Runtime, count: int) -> list[str]:
    """Return a bearer token for each of so many borrowers of the demo portfolio."""
    directory, made = await runtime.directory(), runtime.tokens()
    found: list[str] = []
    for number in range(1, MOST_TRIED):
        if len(found) == count:
            break
        borrower = await directory.get(BorrowerId(f"b-{number:04d}"))
        if borrower is not None:
            who = Principal(borrower.borrower_id, BORROWER_SCOPES, borrower.name)
            found.append(made.issue(who, now=runtime.now())[0])
    return found


@contextmanager
def serving(environment: dict[str, str] | None = None) -> Iterator[str]:
    """Serve the demo on a free port; yield the address, and end the process afterwards.

    Raises `ServerDown`.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _PROGRAM, "serve", "--demo", "--port", str(port)],
        env={**os.environ, "LINEWISE_MODEL": "embedded", **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _await_ready(address, server)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(STOP_S)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _await_ready(address: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise ServerDown(f"it ended with code {server.returncode}")
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise ServerDown(f"it wasn't ready after {START_S:.0f} s")


async def bench_load(
    address: str, tokens: Sequence[str], turns: int, levels: Sequence[int] = LEVELS
) -> tuple[list[Level], Timing]:
    """Let 1, 4 and 16 borrowers talk at once, each `turns` turns, one token a borrower.

    /healthz is the yardstick of the same run, asked one at a time.
    """
    async with httpx.AsyncClient(base_url=address, timeout=TURN_S) as client:
        await _talk(client, tokens[0], len(SAID))  # warms up
        health = await measure("yardstick: /healthz", HEALTH_RUNS, lambda n: client.get("/healthz"))
        return [await _level(client, tokens[:count], turns) for count in levels], health


async def _level(client: httpx.AsyncClient, tokens: Sequence[str], turns: int) -> Level:
    start = time.perf_counter()
    found = await asyncio.gather(*(_talk(client, token, turns) for token in tokens))
    seconds = time.perf_counter() - start
    answered = tuple(one for times in found for one in times if one is not None)
    asked = len(tokens) * turns
    return Level(len(tokens), asked, asked - len(answered), seconds, answered)


async def _talk(client: httpx.AsyncClient, token: str, turns: int) -> list[float | None]:
    """Return what each turn of a new conversation took in milliseconds; None for an error."""
    headers = {"Authorization": f"Bearer {token}"}
    opened = await client.post("/v1/conversations", json={"channel": "app"}, headers=headers)
    if opened.status_code != 201:
        return [None] * turns
    path = f"/v1/conversations/{opened.json()['id']}/messages"
    return [await _turn(client, path, headers, n) for n in range(turns)]


async def _turn(
    client: httpx.AsyncClient, path: str, headers: dict[str, str], n: int
) -> float | None:
    body = {"text": SAID[n % len(SAID)], "client_message_id": f"bench-{n}"}
    start = time.perf_counter()
    try:
        reply = await client.post(path, json=body, headers=headers)
    except httpx.HTTPError:
        return None
    spent = (time.perf_counter() - start) * 1000
    return spent if reply.status_code == 200 and reply.json().get("reply") else None
