"""A whole conversation on books behind HTTP."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from servicing.http.app import create_app
from servicing.http.sessions import Core
from tests.contract.conftest import SECRET, UNLIMITED, id_source, wire_of
from tests.desk import Desk
from tools.clients.http import HttpBooks
from tools.ports import BorrowerId


@dataclass
class FarDesk(Desk):
    """A desk whose books are another process's."""

    client: httpx.AsyncClient | None = None
    ids: Callable[[], str] = id_source()

    def books_of(self, borrower: BorrowerId) -> HttpBooks:  # type: ignore[override]  # the port
        assert self.client is not None
        return HttpBooks(wire_of(self.client, borrower, self.ids))


@pytest.mark.slow
async def test_a_balance_and_a_payment_by_card(desk: Desk) -> None:
    core = create_app(Core(desk.books_pool, desk.clock, SECRET, UNLIMITED))
    transport = httpx.ASGITransport(Starlette(routes=[Mount("/core/v1", core)]))
    async with httpx.AsyncClient(transport=transport, base_url="http://core/core/v1/") as client:
        far = FarDesk(desk.dsn, desk.ears, desk.pool, desk.library, desk.books_pool, desk.clock)
        far.client = client
        await far.sign_in("steady")
        balance = (await desk.snapshot()).balance.current
        told = await far.ask("how much do I owe?")
        assert f"${balance:,.2f}" in told.reply
        card = (await far.ask("pay 75 dollars on november 27", keep=True)).confirmation
        assert card is not None
        assert card.fields["amount"] == "75.00"
        done = await far.press(card.token)
    assert {call.status for call in done.tool_calls} == {"ok"}
    waiting = (await desk.snapshot()).pending_payments
    assert [one.amount for one in waiting if one.source == "one_off"] == [Decimal("75.00")]
