"""The library as the tools' knowledge port: its passages in the tools' terms."""

from datetime import date
from typing import Literal

import knowledge
from knowledge import Library
from tools.views import Passage


class LibraryKnowledge:
    """Implements `tools.ports.Knowledge` over the product's own library."""

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
    ) -> tuple[Passage, ...]:
        """Return the passages in force on a date that fit best, each with its best sentence."""
        found = await self._library.search(
            query, as_of=as_of, audience=audience, limit=limit, document=document
        )
        return tuple(_view(p, self._library.best_sentence(p, query)) for p in found)

    async def passage(self, document: str, section: str, as_of: date) -> Passage | None:
        """Return one passage by document and section, quoted in full, or None."""
        found = await self._library.passage(document, section, as_of)
        return None if found is None else _view(found, found.text)


def _view(found: knowledge.Passage, quote: str) -> Passage:
    return Passage(
        id=found.id,
        document=found.document,
        title=found.title,
        section=found.section,
        version=found.version,
        text=found.text,
        quote=quote,
        audience=found.audience,
        effective_from=found.effective_from,
        effective_to=found.effective_to,
        citation_ids=tuple(found.citation_ids),
        score=found.score,
    )
