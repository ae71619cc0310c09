"""The application: headers, probes, metrics, the demo door, the OpenAPI document."""

import dataclasses
import re
from collections.abc import AsyncIterator

import httpx
import pytest

from api.errors import Unready
from api.http import build
from api.services import Services
from tests.api.conftest import AVA


@pytest.mark.parametrize("path", ["/", "/assets/app.js", "/v1/nothing", "/healthz"])
async def test_every_answer_carries_the_security_headers(web: httpx.AsyncClient, path: str) -> None:
    headers = (await web.get(path)).headers
    assert headers["content-security-policy"].startswith(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    )
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["/", "/desk"])
async def test_a_page_has_nothing_inline(web: httpx.AsyncClient, path: str) -> None:
    page = (await web.get(path)).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)
    for asset in re.findall(r'(?:src|href)="(/[^"]+)"', page):
        assert (await web.get(asset)).status_code == 200


async def test_a_request_keeps_its_id_or_gets_one(web: httpx.AsyncClient) -> None:
    given = await web.get("/healthz", headers={"X-Request-Id": "trace-12345678"})
    assert given.headers["x-request-id"] == "trace-12345678"
    bad = await web.get("/healthz", headers={"X-Request-Id": "a b\tc"})
    assert re.fullmatch(r"[0-9a-f]{16}", bad.headers["x-request-id"])


async def test_probes(web: httpx.AsyncClient, services: Services) -> None:
    assert (await web.get("/healthz")).json() == {"status": "ok"}
    assert (await web.get("/readyz")).json() == {"status": "ok"}

    async def down() -> None:
        raise Unready("The database doesn't answer.")

    async for client in client_of(dataclasses.replace(services, ready=down)):
        answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["code"] == "not_ready"
        assert (await client.get("/healthz")).status_code == 200


async def client_of(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(build(services))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def test_metrics_count_by_route_without_ids(
    ava: httpx.AsyncClient, conversation: str
) -> None:
    await ava.post(f"/v1/conversations/{conversation}/messages", json={"text": "hi"})
    text = (await ava.get("/metrics")).text
    assert (
        'linewise_http_requests_total{method="POST",'
        'route="/v1/conversations/{id}/messages",status="200"} 1.0'
    ) in text
    assert 'linewise_turns_total{engine="embedded"} 1.0' in text
    assert AVA.borrower_id not in text


async def test_a_demo_lets_one_sign_in(web: httpx.AsyncClient, services: Services) -> None:
    listed = (await web.get("/v1/demo/borrowers")).json()
    assert listed[0] == {"handle": "steady", "name": "Ava Stone", "story": AVA.story}
    signed_in = (await web.post("/v1/demo/sign-in", json={"handle": "steady"})).json()
    assert services.tokens.read(signed_in["token"]).borrower_id == AVA.borrower_id
    assert (await web.post("/v1/demo/sign-in", json={"handle": "nobody"})).status_code == 404


async def test_outside_a_demo_there_is_no_such_door(services: Services) -> None:
    async for client in client_of(dataclasses.replace(services, directory=None)):
        assert (await client.get("/v1/demo/borrowers")).status_code == 404
        answer = await client.post("/v1/demo/sign-in", json={"handle": "steady"})
        assert answer.status_code == 404


async def test_openapi_documents_the_errors(web: httpx.AsyncClient) -> None:
    document = (await web.get("/openapi.json")).json()
    responses = document["paths"]["/v1/conversations/{id}/messages"]["post"]["responses"]
    assert {"200", "400", "401", "403", "404", "409", "413", "415", "422", "500", "503"} <= set(
        responses
    )
    for status, response in responses.items():
        if status != "200":
            assert set(response["content"]) == {"application/problem+json"}
    assert "Problem" in document["components"]["schemas"]
    text = (await web.get("/openapi.json")).text
    for name in set(re.findall(r"#/components/schemas/(\w+)", text)):
        assert name in document["components"]["schemas"]
