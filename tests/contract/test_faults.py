"""The suite finds faults: each kind of broken core turns its check red."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.contract.conftest import token_of
from tools.clients.http import HttpBooks, Wire
from tools.conformance import CHECKS, Subject, run
from tools.ports import Books, TransactionQuery

Make = Callable[..., Awaitable[Subject]]
CENT = Decimal("0.01")
CHECK_OF = {check.id: check for check in CHECKS}


class Broken:
    """Books that answer one question wrongly and every other one rightly."""

    def __init__(self, books: Books, method: str, spoil: Callable[..., Any]) -> None:
        self._books, self._method, self._spoil = books, method, spoil

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._books, name)
        if name != self._method:
            return asked

        async def answer(*arguments: Any) -> Any:
            return await self._spoil(asked, *arguments)

        return answer


def changed(**members: Callable[[Any], Any]) -> Callable[..., Any]:
    """Return a spoiler that changes members of the right answer."""

    async def spoil(asked: Any, *arguments: Any) -> Any:
        found = await asked(*arguments)
        return found.model_copy(update={n: make(found) for n, make in members.items()})

    return spoil


async def short(asked: Any, query: TransactionQuery) -> Any:
    """A page that loses its oldest row."""
    found = await asked(query)
    return found.model_copy(update={"transactions": found.transactions[:-1]})


async def deaf(asked: Any, query: TransactionQuery) -> Any:
    """A core that doesn't hear filters."""
    return await asked(TransactionQuery(limit=query.limit))


async def without_refusals(asked: Any, *arguments: Any) -> Any:
    """A payoff for any day at all."""
    day = arguments[0]
    found = await asked(day)
    if type(found).__name__ == "Refusal":
        today = await asked((found.on or day) if found.code == "date_in_past" else found.on)
        return today.model_copy(update={"as_of": day})
    return found


async def anywhere(asked: Any, token: str, conversation: str) -> Any:
    """Confirms whatever token, and calls it done."""
    found = await asked(token, conversation)
    return found.model_copy(update={"status": "ok"})


async def forgetful(asked: Any, token: str, conversation: str) -> Any:
    """Never says that it did a thing before."""
    return (await asked(token, conversation)).model_copy(update={"repeated": False})


READING: dict[str, tuple[str, Any]] = {
    "snapshot.adds-up": (
        "snapshot",
        changed(balance=lambda s: s.balance.model_copy(update={"fees": s.balance.fees + CENT})),
    ),
    "snapshot.available": ("snapshot", changed(available_credit=lambda s: s.credit_limit + CENT)),
    "snapshot.past-due": ("snapshot", changed(days_past_due=lambda s: 0 if s.past_due else 3)),
    "history.newest-first": (
        "transactions",
        changed(transactions=lambda page: tuple(reversed(page.transactions))),
    ),
    "history.counted": ("transactions", changed(total=lambda page: page.total + CENT)),
    "history.explains-balance": ("transactions", short),
    "history.by-date": ("transactions", deaf),
    "history.by-kind": ("transactions", deaf),
    "statement.adds-up": ("statement", changed(fees=lambda s: s.fees + CENT)),
    "statement.transactions": ("statement", changed(transactions=lambda s: s.transactions[:-1])),
    "statement.follows": (
        "statement",
        changed(previous_balance=lambda s: s.previous_balance + CENT),
    ),
    "charge.explained": ("explain_charge", changed(total=lambda one: one.total + CENT)),
    "interest.per-day": (
        "daily_interest",
        changed(total_per_day=lambda one: one.total_per_day + CENT),
    ),
    "payoff.covers": ("payoff", changed(total=lambda p: p.balance - p.pending_payments - CENT)),
    "payoff.refused": ("payoff", without_refusals),
    "paydown.adds-up": ("pay_down", changed(total_paid=lambda p: p.balance - CENT)),
    "paydown.never": ("pay_down", changed(months=lambda p: p.months or 12)),
    "payments.newest-first": (
        "payments",
        changed(payments=lambda page: tuple(reversed(page.payments))),
    ),
}
WRITING: dict[str, tuple[str, Any]] = {
    "confirm.once": ("confirm", forgetful),
    "confirm.unknown": ("confirm", anywhere),
    "cancel.final": ("confirm", anywhere),
    "confirm.where-asked": ("confirm", anywhere),
    "rights.once": ("record_right", changed(status=lambda one: "new")),
}


async def finding(subject: Subject, check: str) -> str:
    (found,) = await run(subject, [CHECK_OF[check]])
    return found.status


async def test_every_fault_of_reading_is_found(embedded: Make) -> None:
    sound = await embedded("returned-payment")
    for check, (method, spoil) in READING.items():
        assert await finding(sound, check) == "pass", check
        broken = replace(sound, books=Broken(sound.books, method, spoil))
        assert await finding(broken, check) == "fail", check


async def test_every_fault_of_writing_is_found(embedded: Make) -> None:
    sound = await embedded("steady")
    for check, (method, spoil) in WRITING.items():
        broken = replace(sound, books=Broken(sound.books, method, spoil))
        assert await finding(broken, check) == "fail", check


async def test_a_core_that_lets_everybody_see_everything_is_found(embedded: Make) -> None:
    sound = await embedded("returned-payment")
    assert await finding(sound, "isolation.reading") == "pass"
    assert await finding(replace(sound, other=sound.books), "isolation.reading") == "fail"


class Careless(httpx.AsyncBaseTransport):
    """A gateway before a sound core that undoes one of its protections."""

    def __init__(self, inner: httpx.AsyncBaseTransport, fault: str, token: str) -> None:
        self._inner, self._fault, self._token, self._n = inner, fault, token, 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._n += 1
        if self._fault == "any token":
            request.headers["authorization"] = f"Bearer {self._token}"
        if self._fault == "own keys" and request.method == "POST":
            request.headers["idempotency-key"] = f"gateway-{self._n:08d}"
        response = await self._inner.handle_async_request(request)
        body = await response.aread()
        if self._fault == "plain errors" and response.status_code >= 400:
            return httpx.Response(response.status_code, text="Error")
        if self._fault == "first page only":
            body = body.replace(b'"next_cursor":"', b'"ignored":"')
        if self._fault == "500" and response.status_code == 422:
            return httpx.Response(500, text="Traceback (most recent call last): ...")
        headers = {
            name: value
            for name, value in response.headers.items()
            if name != "content-length"
            and (self._fault, name) != ("no mark", "idempotent-replayed")
        }
        return httpx.Response(response.status_code, headers=headers, content=body)


PROTOCOL = {
    "token.needed": "any token",
    "token.untampered": "any token",
    "token.signed": "any token",
    "token.in-time": "any token",
    "token.scope": "any token",
    "errors.form": "plain errors",
    "errors.body": "500",
    "pages.whole": "first page only",
    "key.needed": "own keys",
    "key.replayed": "no mark",
    "key.one-request": "own keys",
    "key.at-once": "own keys",
}


async def test_every_fault_of_the_wire_is_found(over_http: Make) -> None:
    sound: Subject = await over_http("steady")
    inner = sound.line.client._transport
    for check, fault in PROTOCOL.items():
        transport = Careless(inner, fault, sound.line.token())
        async with httpx.AsyncClient(
            transport=transport, base_url="http://core/core/v1/"
        ) as client:
            wire: Wire = replace(sound.line, client=client)
            broken = replace(sound, wire=wire, books=HttpBooks(wire))
            assert await finding(broken, check) == "fail", check


async def test_a_core_that_is_away_leaves_its_checks_unanswered(embedded: Make) -> None:
    sound = await embedded("steady")

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there", request=request)

    async with httpx.AsyncClient(transport=httpx.MockTransport(refuse), base_url="http://x") as c:
        wire = Wire(c, lambda: token_of("b-1"), lambda: "key-00000001")
        away = replace(sound, books=HttpBooks(wire), wire=wire)
        statuses = {one.status for one in await run(away)}
    assert statuses <= {"unanswered", "skip"}
    assert "unanswered" in statuses


@pytest.mark.parametrize("nonsense", [b"[]", b"not json", b'{"balance": "12"}'])
async def test_an_answer_that_is_no_snapshot_fails_its_check(
    embedded: Make, nonsense: bytes
) -> None:
    sound = await embedded("steady")
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=nonsense))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        wire = Wire(client, lambda: "t", lambda: "key-00000001")
        assert await finding(replace(sound, books=HttpBooks(wire)), "snapshot.adds-up") == "fail"


def test_enough_checks_are_proved_able_to_fail() -> None:
    proved = {*READING, *WRITING, *PROTOCOL, "isolation.reading"}
    assert len(proved) >= 30
    assert proved <= set(CHECK_OF)
