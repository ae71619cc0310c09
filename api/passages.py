"""The library as the assistant's tools see it: the two packages don't know each other."""

from dataclasses import asdict
from datetime import date
from typing import Literal

from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from knowledge import Library
from knowledge import Passage as Found
from tools.ports import BooksUnavailable
from tools.views import Passage


class LibraryKnowledge:
    """`tools.ports.Knowledge` over the library's policies, for borrowers and staff."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def search(
        self,
        query: str,
        *,
        as_of: date,
        audience: Literal["borrower", "staff"],
        limit: int,
        document: str | None = None,
        product: str | None = None,
    ) -> tuple[Passage, ...]:
        """Return the passages in force on a date that fit best, best first.

        With `document`, only that document's; with `product`, none about other products only.
        Each carries the sentence to quote.
        """
        try:
            found = await self._library.search(
                query,
                as_of=as_of,
                audience=audience,
                limit=limit,
                document=document,
                product=product,
            )
        except (OperationalError, PoolTimeout) as error:
            raise BooksUnavailable("the library doesn't answer") from error
        return tuple(self._view(passage, query) for passage in found)

    async def passage(
        self, document: str, section: str, as_of: date, product: str | None = None
    ) -> Passage | None:
        """Return one passage by document and section, or None; its quote fits the section."""
        try:
            found = await self._library.passage(document, section, as_of, product=product)
        except (OperationalError, PoolTimeout) as error:
            raise BooksUnavailable("the library doesn't answer") from error
        return None if found is None else self._view(found, section)

    def _view(self, passage: Found, query: str) -> Passage:
        quote = self._library.best_quote(passage, query)
        return Passage(**asdict(passage), quote=quote.text, spanish_quote=quote.spanish)
