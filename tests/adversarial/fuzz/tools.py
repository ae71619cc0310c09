"""Tools that no release has: there so that a hostile provider has something to reach for."""

from dataclasses import replace

from agents.borrower import Services
from servicing.session import reading
from tests.adversarial.fuzz.hostile import QUERY_TOOL, STAFF_TOOL
from tests.desk import Desk
from tools.catalogue import BORROWER
from tools.tool import Arguments, Catalogue, Scope, Tool, ToolContext
from tools.values import View

SCOPES = frozenset({"borrower"})


class Rows(View):
    """The accounts that were seen."""

    accounts: tuple[str, ...]


def with_reach(made: Services, desk: Desk, staff_scope: Scope = "staff:agent") -> Services:
    """Add a tool of staff's, and a borrower's tool whose query names nobody.

    The first is kept from a borrower by its scope alone, the second by row-level security alone.
    """

    async def anybody(context: ToolContext, arguments: Arguments) -> Rows:
        return Rows(accounts=())

    async def every_row(context: ToolContext, arguments: Arguments) -> Rows:
        with reading(desk.books_pool, desk.who.borrower_id) as connection:
            found = connection.execute("SELECT account_id FROM servicing.accounts").fetchall()
        return Rows(accounts=tuple(account for (account,) in found))

    added = (
        Tool(STAFF_TOOL, "Read anybody's line.", staff_scope, "read", Arguments, anybody),
        Tool(QUERY_TOOL, "Read all there is.", "borrower", "read", Arguments, every_row),
    )
    return replace(made, catalogue=Catalogue((*BORROWER.open_to(SCOPES), *added)))
