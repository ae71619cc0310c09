"""What the wire must keep: whose token, one effect per key, whole pages, errors with a form."""

import asyncio
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx

from tools.clients.http.wire import Reply
from tools.conformance.check import Inapplicable, Register, Subject, expect, same
from tools.conformance.writing import small_payment
from tools.ports import BooksUnavailable, TransactionQuery

register = Register()
check = register.check

PROBLEM = "application/problem+json"
REPLAYED = "idempotent-replayed"
PAGE, PAGES_MAX = 7, 12
BODY_TOO_LARGE = 8 * 1024 * 1024
READS = ("account", "transactions", "statement", "daily-interest", "payments", "rights")


async def _send(subject: Subject, method: str, path: str, **parts: Any) -> Reply:
    """Send one request as it is, and return whatever came back."""
    try:
        return await subject.line.once(method, path, **parts)
    except httpx.TransportError as error:
        raise BooksUnavailable(f"{method} {path}: {type(error).__name__}") from error


def _with_token(subject: Subject, token: str) -> Subject:
    return replace(subject, wire=replace(subject.line, token=lambda: token))


def _problem(reply: Reply, *statuses: int) -> None:
    expect(reply.status in statuses, f"the status is {reply.status}, not {statuses[0]}")
    media = reply.headers.get("content-type", "").split(";")[0]
    same("the media type of an error", media, PROBLEM)
    told = reply.json if isinstance(reply.json, dict) else {}
    same("the status in the problem", told.get("status"), reply.status)
    expect(bool(told.get("title")) and bool(reply.code), "the problem has no title or code")


async def _refused_everywhere(subject: Subject, status: int) -> None:
    for path in READS:
        reply = await _send(subject, "GET", path)
        expect(reply.status == status, f"GET {path} answers {reply.status}, not {status}")
        _problem(reply, status)


@check("token.needed", "Nothing is told without a good token", "wire")
async def _(subject: Subject) -> None:
    for token in ("", "garbage", "a.b.c"):
        await _refused_everywhere(_with_token(subject, token), 401)


@check("token.untampered", "A token changed on the way is refused", "wire")
async def _(subject: Subject) -> None:
    header, claims, signature = _parts(subject.line.token())
    forged = claims[:-2] + ("AA" if claims[-2:] != "AA" else "BB")
    await _refused_everywhere(_with_token(subject, f"{header}.{forged}.{signature}"), 401)
    text = urlsafe_b64decode(claims + "=" * (-len(claims) % 4)).replace(b'"core"', b'"core","x":1')
    renamed = urlsafe_b64encode(text).decode().rstrip("=")
    await _refused_everywhere(_with_token(subject, f"{header}.{renamed}.{signature}"), 401)


@check("token.signed", "A token that claims to need no signature is refused", "wire")
async def _(subject: Subject) -> None:
    _, claims, _ = _parts(subject.line.token())
    none = urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    await _refused_everywhere(_with_token(subject, f"{none}.{claims}."), 401)


@check("token.in-time", "An expired token is refused", "wire", "secret")
async def _(subject: Subject) -> None:
    if subject.sign is not None:
        expired = subject.sign({"iat": 1_600_000_000, "exp": 1_600_000_300})
        await _refused_everywhere(_with_token(subject, expired), 401)


@check("token.scope", "A token for something else doesn't open the books", "wire", "secret")
async def _(subject: Subject) -> None:
    if subject.sign is not None:
        await _refused_everywhere(_with_token(subject, subject.sign({"scope": "borrower"})), 403)
        elsewhere = subject.sign({"aud": "another-service"})
        await _refused_everywhere(_with_token(subject, elsewhere), 401)


@check("token.only", "The borrower comes from the token, never from an argument", "wire")
async def _(subject: Subject) -> None:
    mine = await subject.books.snapshot()
    for params in ({"borrower_id": "somebody-else"}, {"account_id": "somebody-else"}):
        reply = await _send(subject, "GET", "account", params=params)
        if reply.status == 200:
            same("the account", _member(reply, "account_id"), mine.account_id)
    body = {"action": "make_payment", "values": {}, "conversation": "c-1", "borrower_id": "x"}
    reply = await _send(subject, "POST", "quotes", body=body, headers=_key(subject))
    _problem(reply, 422)


@check("errors.form", "What isn't there, or isn't asked rightly, is a problem of the 4xx", "wire")
async def _(subject: Subject) -> None:
    asked: tuple[tuple[str, str, Mapping[str, str] | None, int], ...] = (
        ("GET", "no-such-address", None, 404),
        ("DELETE", "account", None, 405),
        ("GET", "transactions/no-such-transaction/explanation", None, 404),
        ("GET", "payoff", None, 422),
        ("GET", "payoff", {"as_of": "yesterday"}, 422),
        ("GET", "pay-down", {"monthly": "much"}, 422),
        ("GET", "transactions", {"since": "2026-13-45"}, 422),
        ("GET", "transactions", {"limit": "0"}, 422),
        ("GET", "transactions", {"limit": "1000000"}, 422),
        ("GET", "transactions", {"merchant": "\x00"}, 422),
        ("GET", "transactions", {"cursor": "bm90LWEtY3Vyc29y"}, 400),
    )
    for method, path, params, status in asked:
        reply = await _send(subject, method, path, params=params)
        expect(reply.status == status, f"{method} {path} {params}: {reply.status}, not {status}")
        _problem(reply, status)


@check("errors.body", "A body that can't be used is refused, with the reason as status", "wire")
async def _(subject: Subject) -> None:
    wire = subject.line
    json = {"content-type": "application/json"}
    large = b'{"conversation": "' + b"x" * BODY_TOO_LARGE + b'"}'
    for content, headers, status in (
        (b"{", json, 400),
        (b"[]", json, 422),
        (b'{"action": "\\u0000", "conversation": "c"}', json, 422),
        (b"action=pay", {"content-type": "application/x-www-form-urlencoded"}, 415),
        (large, json, 413),
    ):
        try:
            said = await wire.once(
                "POST", "quotes", content=content, headers={**headers, **_key(subject)}
            )
        except httpx.TransportError as error:
            if status == 413:
                continue  # hanging up on eight megabytes is an answer too
            raise BooksUnavailable(type(error).__name__) from error
        expect(said.status == status, f"{content[:20]!r}: {said.status}, not {status}")
        _problem(said, status)


@check("pages.whole", "Pages hold every row once, in order, and end", "wire")
async def _(subject: Subject) -> None:
    whole = await subject.books.transactions(TransactionQuery(limit=PAGE * PAGES_MAX))
    await _pages(subject, "transactions", [one.id for one in whole.transactions])
    payments = await subject.books.payments(PAGE * PAGES_MAX)
    await _pages(subject, "payments", [one.id for one in payments.payments])


async def _pages(subject: Subject, path: str, expected: list[str]) -> None:
    found: list[str] = []
    cursor = None
    for _ in range(PAGES_MAX):
        reply = await _send(subject, "GET", path, params={"limit": str(PAGE), "cursor": cursor})
        same(f"the status of a page of {path}", reply.status, 200)
        rows = [str(row.get("id")) for row in _member(reply, path) if isinstance(row, dict)]
        expect(len(rows) <= PAGE, f"a page of {path} holds more than was asked for")
        found += rows
        cursor = _member(reply, "next_cursor")
        if cursor is None:
            break
    expect(len(set(found)) == len(found), f"pages of {path} repeat a row")
    same(f"what pages of {path} hold", found, expected[: len(found)])
    expect(cursor is not None or len(found) >= len(expected), f"pages of {path} end early")


@check("pages.question", "A cursor works only for the question it came from", "wire")
async def _(subject: Subject) -> None:
    reply = await _send(subject, "GET", "transactions", params={"limit": "1"})
    cursor = _member(reply, "next_cursor")
    if cursor is None:
        raise Inapplicable("the line has hardly any history")
    params = {"limit": "1", "cursor": cursor, "kind": "payment"}
    _problem(await _send(subject, "GET", "transactions", params=params), 400)
    _problem(await _send(subject, "GET", "payments", params={"cursor": cursor}), 400)


@check("key.needed", "A request to do something needs an Idempotency-Key", "wire")
async def _(subject: Subject) -> None:
    for path in ("quotes", "confirmations", "rights"):
        reply = await _send(subject, "POST", path, body={"conversation": "c-1"})
        _problem(reply, 400)


@check("key.replayed", "The same request under the same key gets the same answer", "wire", "write")
async def _(subject: Subject) -> None:
    body, key = await _quote_body(subject), _key(subject)
    first = await _send(subject, "POST", "quotes", body=body, headers=key)
    second = await _send(subject, "POST", "quotes", body=body, headers=key)
    same("the status", first.status, 201)
    same("the repeated status", second.status, first.status)
    same("the repeated answer", second.json, first.json)
    same("the mark of a repeat", second.headers.get(REPLAYED), "true")
    expect(REPLAYED not in first.headers, "the first answer is called a repeat")


@check("key.one-request", "Another request under a used key is refused", "wire", "write")
async def _(subject: Subject) -> None:
    body, key = await _quote_body(subject), _key(subject)
    first = await _send(subject, "POST", "quotes", body=body, headers=key)
    same("the status", first.status, 201)
    other = {**body, "conversation": subject.conversation()}
    _problem(await _send(subject, "POST", "quotes", body=other, headers=key), 422)
    pressed = {"token": _member(first, "token"), "decision": "cancel", "conversation": "c-1"}
    reply = await _send(subject, "POST", "confirmations", body=pressed, headers=key)
    _problem(reply, 422)


@check("key.at-once", "Requests at once under one key have one effect", "wire", "write")
async def _(subject: Subject) -> None:
    body, key = await _quote_body(subject), _key(subject)
    sent = (_send(subject, "POST", "quotes", body=body, headers=key) for _ in range(5))
    replies = await asyncio.gather(*sent)
    for reply in replies:
        expect(reply.status in {201, 409}, f"one of five at once: status {reply.status}")
    tokens = {_member(reply, "token") for reply in replies if reply.status == 201}
    same("the number of quotes made", len(tokens), 1)


async def _quote_body(subject: Subject) -> dict[str, Any]:
    asked = await small_payment(subject)
    values, talk = dict(asked.values), subject.conversation()
    return {"action": asked.action, "values": values, "conversation": talk}


def _member(reply: Reply, name: str) -> Any:
    """Return a member of an answer. Raises `Violation` when it has none of that name."""
    told = reply.json if isinstance(reply.json, dict) else {}
    expect(name in told, f"an answer of status {reply.status} has no {name}")
    return told[name]


def _parts(token: str) -> tuple[str, str, str]:
    parts = token.split(".")
    if len(parts) != 3:
        raise Inapplicable("the token isn't a JWT")
    return parts[0], parts[1], parts[2]


def _key(subject: Subject) -> dict[str, str]:
    return {"Idempotency-Key": f"conformance-{subject.new_id()}"}
