"""The library's tables (schema `knowledge`): writing versions, and the two ways to search."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection
from psycopg.rows import kwargs_row

from knowledge.model import (
    Audience,
    Document,
    Passage,
    audiences,
    embedding_text,
    spanish_text,
)
from knowledge.vocabulary import fold

_COLUMNS = """p.id, p.document, d.title, p.section, p.version, p.body AS text, p.spanish,
    p.spanish_section, v.audience, v.effective_from, v.effective_to, v.citation_ids"""
_FROM = """FROM knowledge.passages p
    JOIN knowledge.versions v USING (collection, document, version)
    JOIN knowledge.documents d USING (collection, document)"""
_VISIBLE = """p.collection = %(collection)s AND v.audience = ANY(%(audiences)s)
    AND v.effective_from <= %(as_of)s
    AND (v.effective_to IS NULL OR v.effective_to >= %(as_of)s)
    AND (%(only)s::text IS NULL OR p.document = %(only)s)
    AND (%(product)s::text IS NULL OR v.products IS NULL OR %(product)s = ANY(v.products))"""

Spoken = Literal["english", "spanish"]
_VECTORS: Mapping[Spoken, str] = {"english": "embedding", "spanish": "spanish_embedding"}
_WORDS: Mapping[Spoken, str] = {"english": "words", "spanish": "spanish_words"}
_BY_VECTOR: Mapping[Spoken, str] = {
    spoken: f"""SELECT {_COLUMNS} {_FROM} WHERE {_VISIBLE} AND p.{column} IS NOT NULL
    ORDER BY p.{column} <=> %(vector)s::vector LIMIT %(depth)s"""
    for spoken, column in _VECTORS.items()
}

# Postgres' own ranks know nothing of how rare a word is, and rarity is what matters when a
# question has ten words: so BM25's idf over the collection, damped by the passage's length.
_BY_WORDS: Mapping[Spoken, str] = {
    spoken: f"""
WITH terms AS (SELECT lexeme FROM unnest(to_tsvector('{spoken}', %(words)s))),
hits AS (
    SELECT p.id, t.lexeme FROM terms t JOIN knowledge.passages p
        ON p.collection = %(collection)s AND p.{column} @@ plainto_tsquery('simple', t.lexeme)),
rarity AS (
    SELECT lexeme, ln(1 + (
        (SELECT count(*) FROM knowledge.passages WHERE collection = %(collection)s)
        - count(*) + 0.5) / (count(*) + 0.5)) AS idf
    FROM hits GROUP BY lexeme),
scores AS (SELECT id, sum(idf) AS score FROM hits JOIN rarity USING (lexeme) GROUP BY id)
SELECT {_COLUMNS} {_FROM} JOIN scores ON scores.id = p.id WHERE {_VISIBLE}
    ORDER BY scores.score / (1 + length(p.{column}) / 60.0) DESC, p.id LIMIT %(depth)s"""  # noqa: S608
    for spoken, column in _WORDS.items()
}

_ONE = f"""SELECT {_COLUMNS} {_FROM} WHERE {_VISIBLE}
    AND p.document = %(document)s AND p.section = %(section)s
    ORDER BY v.effective_from DESC, p.position LIMIT 1"""


class Scope:
    """What a search may see: a collection, a reader, a day, perhaps one document or product.

    Without a product, what is said of any of them is seen: for staff and for the lender's tools.
    """

    def __init__(
        self,
        collection: str,
        reader: Audience,
        as_of: date,
        only: str | None = None,
        product: str | None = None,
    ) -> None:
        self.parameters: dict[str, Any] = {
            "collection": collection,
            "audiences": list(audiences(reader)),
            "as_of": as_of,
            "only": only,
            "product": product,
        }


async def by_vector(
    connection: AsyncConnection[Any],
    scope: Scope,
    vector: NDArray[np.float32],
    depth: int,
    spoken: Spoken = "english",
) -> list[Passage]:
    """Return the passages nearest in meaning, nearest first, by their text in a language."""
    async with connection.transaction():
        # With a filter the index must go on until enough rows have passed it.
        await connection.execute("SET LOCAL hnsw.iterative_scan = strict_order")
        return await _passages(
            connection,
            _BY_VECTOR[spoken],
            scope.parameters | {"vector": _text(vector), "depth": depth},
        )


async def by_words(
    connection: AsyncConnection[Any],
    scope: Scope,
    words: str,
    depth: int,
    spoken: Spoken = "english",
) -> list[Passage]:
    """Return the passages that share the rarest words, best first, by their text in a language."""
    return await _passages(
        connection, _BY_WORDS[spoken], scope.parameters | {"words": words, "depth": depth}
    )


async def by_section(
    connection: AsyncConnection[Any], scope: Scope, document: str, section: str
) -> Passage | None:
    """Return a section's first passage in the version in force, or None."""
    found = await _passages(
        connection, _ONE, scope.parameters | {"document": document, "section": section}
    )
    return found[0] if found else None


async def lock(connection: AsyncConnection[Any], collection: str) -> None:
    """Make other writers of the collection wait until this transaction ends."""
    await connection.execute(
        "SELECT pg_advisory_xact_lock(hashtext('knowledge'), hashtext(%s))", [collection]
    )


async def hashes(connection: AsyncConnection[Any], collection: str) -> dict[tuple[str, str], str]:
    """Return the content hash of each stored (document, version)."""
    rows = await connection.execute(
        "SELECT document, version, sha256 FROM knowledge.versions WHERE collection = %s",
        [collection],
    )
    return {(document, version): sha256 async for document, version, sha256 in rows}


async def put(
    connection: AsyncConnection[Any],
    collection: str,
    document: Document,
    vectors: NDArray[np.float32],
    spanish: NDArray[np.float32],
) -> None:
    """Store a document's version with its passages, in place of what stood under that version.

    Of `vectors` and `spanish` each row is a chunk's; `spanish` counts where it is translated.
    """
    key = (collection, document.id)
    await connection.execute(
        "INSERT INTO knowledge.documents VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (collection, document) DO UPDATE"
        " SET title = excluded.title, owner = excluded.owner",
        [*key, document.title, document.owner],
    )
    await connection.execute(
        "DELETE FROM knowledge.versions WHERE (collection, document, version) = (%s, %s, %s)",
        [*key, document.version],
    )
    await connection.execute(
        "INSERT INTO knowledge.versions VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            *key,
            document.version,
            document.sha256(),
            document.audience,
            document.effective_from,
            document.effective_to,
            document.supersedes,
            list(document.citation_ids),
            None if document.products is None else list(document.products),
        ],
    )
    rows = [
        {
            "id": f"{collection}/{document.id}@{document.version}#{position}",
            "collection": collection,
            "document": document.id,
            "version": document.version,
            "position": position,
            "section": chunk.section,
            "body": chunk.text,
            "words": embedding_text(document.title, chunk),
            "embedding": _text(vector),
            "spanish": chunk.spanish.text if chunk.spanish else "",
            "spanish_section": chunk.spanish.section if chunk.spanish else "",
            "spanish_words": fold(spanish_text(chunk)),
            "spanish_embedding": _text(translated) if chunk.spanish else None,
        }
        for position, (chunk, vector, translated) in enumerate(
            zip(document.chunks, vectors, spanish, strict=True)
        )
    ]
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "INSERT INTO knowledge.passages VALUES (%(id)s, %(collection)s, %(document)s,"
            " %(version)s, %(position)s, %(section)s, %(body)s,"
            " to_tsvector('english', %(words)s), %(embedding)s,"
            " %(spanish)s, %(spanish_section)s, to_tsvector('spanish', %(spanish_words)s),"
            " %(spanish_embedding)s)",
            rows,
        )


async def _passages(
    connection: AsyncConnection[Any], query: str, parameters: dict[str, Any]
) -> list[Passage]:
    async with connection.cursor(row_factory=kwargs_row(_passage)) as cursor:
        await cursor.execute(query.encode(), parameters)
        return await cursor.fetchall()


def _passage(citation_ids: list[str], **columns: Any) -> Passage:
    return Passage(citation_ids=tuple(citation_ids), score=0.0, **columns)


def _text(vector: NDArray[np.float32]) -> str:
    return "[" + ",".join(f"{x:.6f}" for x in vector) + "]"
