"""`tools.ports.Files` over our own admission: a PDF is opened by another process."""

import asyncio

from servicing.evidence.admission import admit
from servicing.evidence.opening import opened
from servicing.refusal import Refusal
from tools import views
from tools.evidence_views import FileRead


class EmbeddedFiles:
    """Takes a stranger's file in, or says why not.

    `at_once` files are opened at the same time at most; each may take the memory and time that
    `servicing.evidence.pdf_child` allows itself.
    """

    def __init__(self, at_once: int = 2) -> None:
        self._opening = asyncio.Semaphore(at_once)

    async def read(self, name: str, content: bytes) -> FileRead | views.Refusal:
        """Return the file as what it is, with its text, or why it stays out."""
        admitted = await asyncio.to_thread(admit, name, content)
        if isinstance(admitted, Refusal):
            return _refusal(admitted)
        async with self._opening:
            found = await asyncio.to_thread(opened, admitted)
        if isinstance(found, Refusal):
            return _refusal(found)
        return FileRead(
            name=admitted.name,
            media_type=admitted.media_type,
            content=admitted.content,
            text=found.text,
            pages=found.pages,
        )


def _refusal(why: Refusal) -> views.Refusal:
    return views.Refusal(code=why.code, message=why.message, policy=why.policy)
