"""The bench of load counts what was answered, and what wasn't."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from fastapi import FastAPI, Header, HTTPException

from evals.bench.load import Level, ServerDown, bench_load, serving


def server_of(failing: str) -> FastAPI:
    """A chat that answers everybody but one token, after a moment."""
    app = FastAPI()

    @app.get("/healthz")
    async def health() -> dict[str, str]:
        return {}

    @app.post("/v1/conversations", status_code=201)
    async def opened() -> dict[str, str]:
        return {"id": "c-1"}

    @app.post("/v1/conversations/{conversation}/messages")
    async def said(conversation: str, authorization: str = Header()) -> dict[str, str]:
        await asyncio.sleep(0.005)
        if authorization.endswith(failing):
            raise HTTPException(500)
        return {"reply": "You owe nothing."}

    return app


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


async def test_turns_and_errors_are_counted_at_each_level() -> None:
    async with running(server_of("t2")) as address:
        levels, health = await bench_load(address, ["t0", "t1", "t2"], 4, levels=(1, 3))
    assert [(one.borrowers, one.turns, one.errors) for one in levels] == [(1, 4, 0), (3, 12, 4)]
    assert len(levels[1].times_ms) == 8
    assert all(one >= 5 for one in levels[1].times_ms)
    assert levels[0].turns_per_s == pytest.approx(4 / levels[0].seconds)
    assert health.p50_ms > 0


def test_nobody_answered_is_no_number() -> None:
    nothing = Level(1, 4, 4, 1.0, ())
    assert math.isnan(nothing.p50_ms)
    assert math.isnan(nothing.p95_ms)
    assert nothing.turns_per_s == 0


def test_a_server_that_ends_is_told() -> None:
    with pytest.raises(ServerDown, match="ended with code"), serving({"LINEWISE_MODEL": "wrong"}):
        pass
