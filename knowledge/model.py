"""The library's nouns: a document's version, its passages, and what ingesting did."""

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Literal

Audience = Literal["borrower", "staff"]


@dataclass(frozen=True)
class Translation:
    """A chunk in Spanish, sentence by sentence, under its document's title and its own heading."""

    title: str
    section: str
    text: str
    asked: str


@dataclass(frozen=True)
class Chunk:
    """A stretch of text under one heading path, at most about 140 words.

    `asked` is how people ask for it: it helps finding, and is never shown or quoted. `spanish` is
    the same for a borrower who writes Spanish.
    """

    section: str
    text: str
    asked: str = ""
    spanish: Translation | None = None


@dataclass(frozen=True)
class Document:
    """One version of a policy or of a regulation's paragraph, cut into chunks.

    `products` are the ids of those it is about, None for all of them. A document may have one
    part for every product and others for one product each; a reader sees those of their own.
    """

    id: str
    version: str
    title: str
    owner: str
    audience: Audience
    effective_from: date
    effective_to: date | None
    supersedes: str | None
    citation_ids: tuple[str, ...]
    chunks: tuple[Chunk, ...]
    products: tuple[str, ...] | None = None

    def sha256(self) -> str:
        """Return the hash of everything above: equal content, equal hash."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()


@dataclass(frozen=True)
class Passage:
    """A passage with what a citation needs; `effective_to` is the last day in force.

    `score` orders the passages of one search and means nothing beyond it.
    """

    id: str
    document: str
    title: str
    section: str
    version: str
    text: str
    spanish: str
    spanish_section: str
    audience: Audience
    effective_from: date
    effective_to: date | None
    citation_ids: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class Quote:
    """What to quote of a passage, verbatim: in English, and in Spanish where it is translated."""

    text: str
    spanish: str


@dataclass(frozen=True)
class Ingested:
    """What an ingest did: documents stored, documents already there, passages written."""

    stored: int
    unchanged: int
    passages: int


def embedding_text(title: str, chunk: Chunk) -> str:
    """Return what is embedded for a chunk: its place first, as a heading names the topic."""
    return f"{title}. {chunk.section}. {chunk.asked} {chunk.text}"


def spanish_text(chunk: Chunk) -> str:
    """Return what a Spanish question is compared with, "" where there is no translation."""
    said = chunk.spanish
    return "" if said is None else f"{said.title}. {said.section}. {said.asked} {said.text}"


def audiences(reader: Audience) -> Sequence[Audience]:
    """Return whose passages a reader may see: staff see all, borrowers never see staff's."""
    return ("borrower", "staff") if reader == "staff" else ("borrower",)
