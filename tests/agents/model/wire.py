"""An OpenAI-compatible chat server on loopback whose behaviour a test chooses."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse


class Wire:
    """Serves `/v1/chat/completions`; `script` holds one behaviour a request, the last for ever.

    Behaviours: "text:<words>", "tool:<name>:<json arguments>", "429", "500", "hang",
    "garbage" (a malformed chunk), "cut" (the stream ends in the middle), "badjson" (a tool
    call whose arguments aren't JSON).
    """

    def __init__(self) -> None:
        self.script: list[str] = []
        self.requests: list[dict[str, Any]] = []
        app = FastAPI()
        app.post("/v1/chat/completions")(self._complete)
        config = uvicorn.Config(
            app, host="127.0.0.1", port=0, log_level="error", ws="none", lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> "Wire":
        self._thread.start()
        deadline = time.monotonic() + 10
        while not self._server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.force_exit = True
        self._server.should_exit = True
        self._thread.join(10)

    @property
    def url(self) -> str:
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}/v1"

    async def _complete(self, request: Request) -> Response:
        self.requests.append(await request.json())
        behaviour = self.script[min(len(self.requests), len(self.script)) - 1]
        if behaviour == "429":
            error = {"error": {"message": "slow down", "type": "rate_limit"}}
            return JSONResponse(error, 429, {"retry-after": "0.2"})
        if behaviour == "500":
            return JSONResponse({"error": {"message": "oops", "type": "server"}}, 500)
        return StreamingResponse(self._chunks(behaviour), media_type="text/event-stream")

    async def _chunks(self, behaviour: str) -> AsyncIterator[str]:
        if behaviour == "hang":
            yield _chunk({"role": "assistant", "content": "You"})
            await asyncio.sleep(3)
            return
        if behaviour == "garbage":
            yield _chunk({"role": "assistant", "content": "You owe"})
            yield "data: {this is not json\n\n"
            return
        kind, _, rest = behaviour.partition(":")
        if kind in {"text", "cut"}:
            yield _chunk({"role": "assistant", "content": ""})
            for word in rest.split(" "):
                yield _chunk({"content": word + " "})
        if kind in {"tool", "badjson"}:
            name, _, arguments = rest.partition(":")
            call = {"index": 0, "id": "call_1", "type": "function"}
            yield _chunk({"tool_calls": [{**call, "function": {"name": name, "arguments": ""}}]})
            for part in (arguments[:5], arguments[5:]):
                yield _chunk({"tool_calls": [{"index": 0, "function": {"arguments": part}}]})
        if kind != "cut":
            yield _chunk({}, "tool_calls" if kind in {"tool", "badjson"} else "stop")
            yield "data: [DONE]\n\n"


def _chunk(delta: dict[str, Any], finish: str | None = None) -> str:
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return f"data: {json.dumps(body)}\n\n"
