"""Policies: markdown with YAML front matter."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from knowledge.chunking import markdown_chunks
from knowledge.errors import BadDocument
from knowledge.model import Audience, Chunk, Document
from knowledge.translation import translated

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)


class FrontMatter(BaseModel):
    """What stands at the head of a policy file; both dates belong to the time in force."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    version: str
    title: str
    owner: str
    audience: Audience
    effective_from: date
    effective_to: date | None
    supersedes: str | None
    citations: tuple[str, ...]
    products: tuple[str, ...] | None = Field(None, min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> "FrontMatter":
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise ValueError("effective_to lies before effective_from")
        return self


class SpanishFrontMatter(BaseModel):
    """What stands at the head of a translation: all else is the policy's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str


def load_policy(path: Path) -> Document:
    """Read one policy, with its Spanish translation if there is one: `es/` beside it, same name.

    Raises BadDocument if front matter is missing or wrong, the text has no section, or the
    translation doesn't say it sentence by sentence.
    """
    try:
        match = _FRONT_MATTER.match(path.read_text(encoding="utf-8"))
        if match is None:
            raise BadDocument(f"{path}: no front matter between --- lines")
        head = FrontMatter.model_validate(yaml.safe_load(match[1]))
    except (UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise BadDocument(f"{path}: {error}") from error
    chunks = markdown_chunks(match[2])
    if not chunks or not all(chunk.section for chunk in chunks):
        raise BadDocument(f"{path}: every text needs a ## heading above it")
    spanish = path.parent / "es" / path.name
    if spanish.is_file():
        chunks = _with_spanish(chunks, spanish)
    return Document(
        id=head.id,
        version=head.version,
        title=head.title,
        owner=head.owner,
        audience=head.audience,
        effective_from=head.effective_from,
        effective_to=head.effective_to,
        supersedes=head.supersedes,
        citation_ids=head.citations,
        chunks=chunks,
        products=head.products,
    )


def _with_spanish(chunks: Sequence[Chunk], path: Path) -> tuple[Chunk, ...]:
    try:
        match = _FRONT_MATTER.match(path.read_text(encoding="utf-8"))
        if match is None:
            raise BadDocument(f"{path}: no front matter between --- lines")
        head = SpanishFrontMatter.model_validate(yaml.safe_load(match[1]))
        return translated(chunks, head.title, match[2])
    except (yaml.YAMLError, ValueError) as error:
        raise BadDocument(f"{path}: {error}") from error
