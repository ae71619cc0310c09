"""Requests made from the product's OpenAPI document: nothing undocumented, and never a 5xx.

The application runs in this process; its conversations and turns are on real Postgres. Each made-up
request is sent signed in, without a token and with a forged one; what names a conversation also
with one's own and with another borrower's; what is staff's also as an agent and as a lead.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis

from api.auth import Tokens
from api.auth.roles import of_role
from api.http import build
from api.services import Services
from tests.api.conftest import AVA, BEN, NOW, bearer
from tests.contract.fuzzing import CHECKS, tried, without_token

FEW, MANY = 3, 60
TAKEN = {"method", "url", "params", "json"}
STREAM = {"Accept": "text/event-stream"}


class Caller:
    """Sends each made-up request in every way a caller may, and checks every answer."""

    def __init__(self, web: httpx.AsyncClient, services: Services, own: str, other: str) -> None:
        self._web = web
        self._loop = asyncio.get_running_loop()
        self._ava = bearer(AVA, services)
        forged, _ = Tokens("another secret, of someone else's").issue(AVA.principal(), now=NOW)
        self._strangers: tuple[dict[str, str], ...] = ({}, {"Authorization": f"Bearer {forged}"})
        self._own, self._other = own, other
        self._staff = [
            {"Authorization": f"Bearer {services.tokens.issue_staff(who, now=services.now())[0]}"}
            for who in (of_role("agent"), of_role("lead"))
        ]

    def send(self, case: Any) -> set[int]:
        if case.path.startswith("/v1/staff"):
            return self._send_to_staff(case)
        statuses = {self._one(case, self._ava)}
        private = "/v1/conversations" in case.path
        for headers in self._strangers:
            status = self._one(case, headers)
            assert not private or status in {400, 401, 404, 405, 422}, (case.path, status)
            statuses.add(status)
        if "id" in (case.path_parameters or {}):
            for headers in self._ways(case):
                case.path_parameters["id"] = self._own
                statuses.add(self._one(case, headers))
                case.path_parameters["id"] = self._other
                status = self._one(case, headers)
                assert status >= 400, (case.path, status)
                statuses.add(status)
        return statuses

    def _send_to_staff(self, case: Any) -> set[int]:
        for headers in (self._ava, *self._strangers):
            status = self._one(case, headers)
            assert status in {400, 401, 403, 404, 405, 422}, (case.path, status)
        return {self._one(case, headers) for headers in self._staff}

    def _ways(self, case: Any) -> Iterator[dict[str, str]]:
        yield self._ava
        if case.path.endswith("/messages"):
            yield {**self._ava, **STREAM}

    def _one(self, case: Any, caller: dict[str, str]) -> int:
        made = case.as_transport_kwargs(base_url="http://test")
        headers = {**without_token(made.get("headers")), **caller}
        asked = self._web.request(
            headers=headers,
            content=made.get("data"),
            **{name: value for name, value in made.items() if name in TAKEN},
        )
        response = asyncio.run_coroutine_threadsafe(asked, self._loop).result(timeout=30)
        case.validate_response(response, checks=CHECKS)
        return response.status_code


async def _opened(web: httpx.AsyncClient, headers: dict[str, str]) -> str:
    answer = await web.post("/v1/conversations", json={"channel": "app"}, headers=headers)
    id: str = answer.json()["id"]
    return id


async def held_to(web: httpx.AsyncClient, services: Services, examples: int) -> None:
    own = await _opened(web, bearer(AVA, services))
    other = await _opened(web, bearer(BEN, services))
    described = build(services).openapi()
    caller = Caller(web, services, own, other)
    document = schemathesis.openapi.from_dict(described)
    seen = await asyncio.to_thread(tried, document, caller.send, examples)
    assert len(seen) == len([1 for path in described["paths"].values() for _ in path])
    assert {200, 201, 401, 404, 422} <= set().union(*seen.values())
    assert 200 in seen["POST /v1/conversations/{id}/messages"]
    assert {200, 422} <= seen["GET /v1/staff/work-items"]


async def test_the_product_keeps_to_its_document(
    web: httpx.AsyncClient, services: Services
) -> None:
    await held_to(web, services, FEW)


@pytest.mark.slow
async def test_the_product_keeps_to_its_document_for_long(
    web: httpx.AsyncClient, services: Services
) -> None:
    await held_to(web, services, MANY)
