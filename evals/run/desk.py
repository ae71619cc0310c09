"""Staff of the demo asking the desk, over HTTP as they would."""

import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx

from api.app import Runtime
from api.auth.roles import find
from api.http import build
from api.services import Services
from evals.cases.model import Staffed
from evals.scorers.values import at
from tools.desk import Desk

DeskOf = Callable[[Desk], Desk]


@dataclass
class Requests:
    """A case's requests to its own desk, with what they kept for one another."""

    services: Services
    kept: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def over(cls, runtime: Runtime, desk_of: DeskOf) -> "Requests":
        """Return the desk of a runtime; `desk_of` may exchange what decides in the books."""
        made = await runtime.services(demo=False)
        return cls(made if made.desk is None else replace(made, desk=desk_of(made.desk)))

    async def ask(self, step: Staffed) -> tuple[str, int, Any]:
        """Make one request; return what was asked in words, the status and the answer."""
        who = find(step.staff)
        if who is None:
            raise LookupError(f"nobody at the desk is called {step.staff!r}")
        method = "GET" if step.get is not None else "POST"
        path = self._filled(step.get or step.post or "")
        token, _ = self.services.tokens.issue_staff(who, now=datetime.now(UTC))
        async with AsyncExitStack() as stack:
            transport = httpx.ASGITransport(build(self.services))
            web = await stack.enter_async_context(
                httpx.AsyncClient(transport=transport, base_url="http://desk")
            )
            answer = await web.request(
                method,
                f"/v1/staff{path}",
                headers={"Authorization": f"Bearer {token}"},
                json=None if method == "GET" else json.loads(self._filled(json.dumps(step.body))),
            )
        body = answer.json() if answer.content else None
        for name, place in step.keep.items():
            self.kept[name] = str(at(body, place))
        return f"{who.role} {step.staff}: {method} {path}", answer.status_code, body

    def _filled(self, text: str) -> str:
        for name, value in self.kept.items():
            text = text.replace("{" + name + "}", value)
        return text
