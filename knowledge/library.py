"""The library's face: ingest, search, open a passage, pick the sentence to quote."""

import asyncio
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from knowledge import repository
from knowledge.embeddings import Embedder
from knowledge.loaders import load
from knowledge.model import (
    Audience,
    Document,
    Ingested,
    Passage,
    Quote,
    embedding_text,
    spanish_text,
)
from knowledge.retrieval import (
    GLOSSED,
    POLICY_WEIGHTS,
    RULE_WEIGHTS,
    SPANISH_WEIGHTS,
    Weights,
    best_of_each,
    by_title,
    fuse,
)
from knowledge.sentences import best_quote
from knowledge.vocabulary import Vocabulary, fold

POLICIES = "policies"
PACKAGED = Path(__file__).parent / "policies"
_QUERY_CHARACTERS = 1000


@cache
def _packaged() -> tuple[Document, ...]:
    """Return the documents that ship with the package, read once a process."""
    return tuple(load([PACKAGED]))


class Library:
    """Passages in Postgres, found by meaning and by words; safe to share between tasks."""

    def __init__(
        self,
        pool: AsyncConnectionPool[Any],
        embedder: Embedder,
        *,
        vocabulary: Vocabulary | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._pool = pool
        self._embedder = embedder
        self._vocabulary = vocabulary or Vocabulary.packaged()
        self._weights = weights

    async def search(
        self,
        query: str,
        *,
        as_of: date,
        audience: Audience,
        limit: int,
        collection: str = POLICIES,
        document: str | None = None,
        product: str | None = None,
    ) -> tuple[Passage, ...]:
        """Return the passages in force on a day that fit a question best, best first.

        At most one passage a section, `limit` in all; with `document`, only that one's; with
        `product`, none that is about other products only. A borrower never gets a passage for
        staff. The question may be English or Spanish; what
        lies beyond its first 1,000 characters isn't read. An empty question finds nothing.
        """
        query = query.replace("\0", " ").strip()[:_QUERY_CHARACTERS]
        if not query:
            return ()
        wording = self._vocabulary.word(query)
        # Policies speak the borrower's language already: the rules' words would mislead there.
        policies = collection == POLICIES
        weights = self._weights or (POLICY_WEIGHTS if policies else RULE_WEIGHTS)
        added = "" if policies else wording.added
        scope = repository.Scope(collection, audience, as_of, document, product)
        vector = self._vector(wording.english, added)
        words = f"{wording.english} {added}"
        async with self._pool.connection() as connection:
            near = await repository.by_vector(connection, scope, vector, weights.depth)
            alike = await repository.by_words(connection, scope, words, weights.depth)
            spanish = policies and bool(wording.spanish)
            share = GLOSSED if spanish else 1.0
            rankings = [(near, share * weights.vector), (alike, share * weights.words)]
            if spanish:
                rankings += await self._spoken(connection, scope, wording.spanish)
        found = by_title(fuse(rankings, weights.offset), wording.english, weights.title)
        if spanish:
            title = SPANISH_WEIGHTS.title
            found = by_title(found, wording.spanish, title, lambda p: p.spanish_section)
        return tuple(best_of_each(found)[:limit])

    async def _spoken(
        self, connection: AsyncConnection[Any], scope: repository.Scope, spanish: str
    ) -> list[tuple[list[Passage], float]]:
        """Return the rankings of a Spanish question over the passages' translations."""
        weights = SPANISH_WEIGHTS
        vector = self._vector(spanish, "")
        near = await repository.by_vector(connection, scope, vector, weights.depth, "spanish")
        alike = await repository.by_words(connection, scope, spanish, weights.depth, "spanish")
        return [(near, weights.vector), (alike, weights.words)]

    async def passage(
        self,
        document: str,
        section: str,
        as_of: date,
        *,
        audience: Audience = "borrower",
        collection: str = POLICIES,
        product: str | None = None,
    ) -> Passage | None:
        """Return a section of the version in force on a day, or None; its score is 0."""
        scope = repository.Scope(collection, audience, as_of, product=product)
        async with self._pool.connection() as connection:
            return await repository.by_section(connection, scope, document, section)

    def best_quote(self, passage: Passage, query: str) -> Quote:
        """Return the sentence of a passage that answers a question best, verbatim."""
        wording = self._vocabulary.word(query)
        asked = (wording.english, wording.spanish)
        return best_quote(passage.text, asked, self._embedder, passage.spanish)

    async def ensure_policies(self) -> Ingested:
        """Ingest the policies that ship with the package, as far as they aren't stored yet."""
        return await self._store(_packaged(), POLICIES)

    async def ingest(self, paths: Sequence[Path], collection: str = POLICIES) -> Ingested:
        """Store the documents of files and folders; what is stored unchanged is left alone.

        All or nothing. Of two processes that ingest one collection at once, the second waits
        and then finds the work done. Raises BadDocument for a file that can't be loaded.
        """
        return await self._store(tuple(load(paths)), collection)

    async def _store(self, documents: Sequence[Document], collection: str) -> Ingested:
        async with self._pool.connection() as connection, connection.transaction():
            await repository.lock(connection, collection)
            known = await repository.hashes(connection, collection)
            fresh = [d for d in documents if known.get((d.id, d.version)) != d.sha256()]
            english, spanish = await asyncio.to_thread(self._embed, fresh)
            for document, rows, translated in zip(fresh, english, spanish, strict=True):
                await repository.put(connection, collection, document, rows, translated)
        passages = sum(len(d.chunks) for d in fresh)
        return Ingested(len(fresh), len(documents) - len(fresh), passages)

    def _embed(
        self, documents: Sequence[Document]
    ) -> tuple[list[NDArray[np.float32]], list[NDArray[np.float32]]]:
        """Return each document's rows, a chunk each: of the text, and of its translation."""
        if not documents:
            return [], []
        texts = [embedding_text(d.title, chunk) for d in documents for chunk in d.chunks]
        spanish = [fold(spanish_text(chunk)) for d in documents for chunk in d.chunks]
        ends = np.cumsum([len(d.chunks) for d in documents], dtype=int)[:-1]
        rows = self._embedder.embed(texts)
        translated = np.zeros_like(rows)
        there = [n for n, text in enumerate(spanish) if text]
        if there:
            translated[there] = self._embedder.embed([spanish[n] for n in there])
        return np.split(rows, ends), np.split(translated, ends)

    def _vector(self, english: str, added: str) -> NDArray[np.float32]:
        """Return the question's direction, leaning towards the rule's words where there are any."""
        texts = [english, f"{english} {added}"] if added else [english]
        blend: NDArray[np.float32] = self._embedder.embed(texts).sum(axis=0)
        blend /= np.linalg.norm(blend)
        return blend
