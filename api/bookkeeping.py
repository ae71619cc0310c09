"""What the books' own commands ask of a process: lines, statements, checks, nights, the bank."""

import asyncio
from datetime import date, timedelta
from threading import Event
from typing import TYPE_CHECKING

from api.failures import BadInput
from tools.ports import BorrowerId

if TYPE_CHECKING:
    from api.app import Runtime
    from api.core import Reconciliation
    from api.lines import Line

ADVANCE_DAYS_MAX = 400


class Bookkeeping:
    """The embedded books, as an operator works them. Every method may raise `DependencyDown`."""

    def __init__(self, runtime: "Runtime") -> None:
        self._runtime = runtime

    async def line(self, handle: str, as_of: date | None = None) -> "Line":
        """Return the books' own view of a line, today or on a past day. Raises `BadInput`."""
        from api import core
        from api.lines import read_line

        who, today = await self._runtime.borrower(handle), await self._runtime.today()
        borrower = BorrowerId(who.borrower_id)
        if as_of is not None and as_of > today:
            raise BadInput(f"the books go up to {today}; --as-of {as_of} is after that")
        past = None
        if as_of is not None and as_of < today:
            balances = await asyncio.to_thread(
                core.balances, await self._runtime.books_pool(), who.borrower_id, as_of
            )
            past = (as_of, balances)
        return await read_line(await self._runtime.books(borrower), handle, who.borrower_id, past)

    async def reconciliation(self) -> "Reconciliation":
        """Return the trial balance, and every check of the books against the journal."""
        from api import core

        return await asyncio.to_thread(core.reconcile, await self._runtime.dsn())

    async def decisions(self) -> tuple[list[str], int, str | None]:
        """Return what people decided in the books, and the first chain of it that is amiss."""
        from api import core

        return await asyncio.to_thread(core.decisions, await self._runtime.dsn())

    async def statement(self, handle: str, closing: date | None, form: str) -> bytes:
        """Return a line's statement as a file's content: `form` is json, html or pdf.

        The one that closed on or last before a day, or the latest. Raises `BadInput`.
        """
        from api import core

        who, today = await self._runtime.borrower(handle), await self._runtime.today()
        found = await asyncio.to_thread(
            core.statement,
            await self._runtime.books_pool(),
            who.borrower_id,
            closing or today,
            form,
        )
        if found is None:
            raise BadInput(f"{handle} had no statement yet on {closing or today}")
        return found

    async def advance(self, to: date, stop: Event | None = None) -> tuple[str, ...]:
        """Run the demo's nights up to a date and set its clock to that morning.

        Returns why files of the bank were refused, if any. Raises `BadInput` for a date that
        isn't after the demo's present, or is too far off, and `Stopped` once `stop` is set.
        """
        from api import nights

        today = await self._runtime.today()
        if not today < to <= today + timedelta(days=ADVANCE_DAYS_MAX):
            raise BadInput(f"the demo is at {today}: --to takes up to {ADVANCE_DAYS_MAX} days on")
        dsn = await self._runtime.dsn()
        self._runtime.forget_clock()
        return await asyncio.to_thread(
            nights.advance, dsn, to, self._runtime.report, stop or Event()
        )

    async def bank_files(self, limit: int) -> list[tuple[str, ...]]:
        """Return the files exchanged with the bank, newest first."""
        from api import nights

        return await asyncio.to_thread(nights.files, await self._runtime.dsn(), limit)

    async def bank_entries(self, handle: str, limit: int) -> list[tuple[str, ...]]:
        """Return what was asked of a borrower's bank, and its answers. Raises `BadInput`."""
        from api import nights

        who = await self._runtime.borrower(handle)
        return await asyncio.to_thread(
            nights.entries, await self._runtime.dsn(), who.borrower_id, limit
        )

    async def return_next(self, handle: str, code: str, after_days: int | None) -> None:
        """Let the next entry for a borrower's linked bank come back. Raises `BadInput`."""
        from api import nights

        who = await self._runtime.borrower(handle)
        await asyncio.to_thread(
            nights.return_next, await self._runtime.dsn(), who.borrower_id, code, after_days
        )
