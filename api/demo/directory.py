"""The borrowers of the demo portfolio who have a story."""

from typing import TYPE_CHECKING

from api.ports import DemoBorrower

if TYPE_CHECKING:
    from tools.clients.embedded import Borrower, EmbeddedDirectory


class DemoDirectory:
    """`api.services.Directory` over the books' borrowers with a story."""

    def __init__(self, books: "EmbeddedDirectory") -> None:
        self._books = books

    async def borrowers(self) -> tuple[DemoBorrower, ...]:
        """Return those with a story."""
        return tuple(_demo(borrower) for borrower in await self._books.stories())

    async def find(self, handle: str) -> DemoBorrower | None:
        """Return one by handle, or None."""
        found = await self._books.find(handle)
        return None if found is None else _demo(found)


def _demo(borrower: "Borrower") -> DemoBorrower:
    handle, story = borrower.handle or "", borrower.story or ""
    return DemoBorrower(handle, borrower.borrower_id, borrower.name, story)
