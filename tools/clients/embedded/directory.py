"""Who has a line, for signing in."""

import asyncio
from dataclasses import dataclass

from psycopg.rows import class_row

from servicing.session import Pool, writing
from tools.clients.embedded.client import unavailable
from tools.ports import BorrowerId

_COLUMNS = "borrower_id, handle, first_name, name, story FROM servicing.borrowers"


@dataclass(frozen=True)
class Borrower:
    """A borrower to sign in as; `handle` and `story` are the demo portfolio's."""

    borrower_id: BorrowerId
    handle: str | None
    first_name: str
    name: str
    story: str | None


class EmbeddedDirectory:
    """Finds borrowers. Not for borrower sessions: it sees everybody."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find(self, handle: str) -> Borrower | None:
        """Return the borrower of a demo handle, or None. Raises `BooksUnavailable`."""
        found = await asyncio.to_thread(self._select, "handle = %s", [handle])
        return found[0] if found else None

    async def get(self, borrower_id: BorrowerId) -> Borrower | None:
        """Return a borrower, or None. Raises `BooksUnavailable`."""
        found = await asyncio.to_thread(self._select, "borrower_id = %s", [borrower_id])
        return found[0] if found else None

    async def stories(self) -> tuple[Borrower, ...]:
        """Return the borrowers with a story, in the stories' order. Raises `BooksUnavailable`."""
        return tuple(await asyncio.to_thread(self._select, "handle IS NOT NULL", []))

    def _select(self, condition: str, values: list[str]) -> list[Borrower]:
        # `condition` is one of the three above.
        query = f"SELECT {_COLUMNS} WHERE {condition} ORDER BY borrower_id"
        with unavailable(), writing(self._pool) as connection:
            return (
                connection.cursor(row_factory=class_row(Borrower))
                .execute(query.encode(), values)
                .fetchall()
            )
