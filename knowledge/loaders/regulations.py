"""Regulations: one JSON object a line, one paragraph each, with its official interpretation."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from knowledge.chunking import pack
from knowledge.errors import BadDocument
from knowledge.model import Chunk, Document

INTERPRETATION = "Official interpretation"


class Paragraph(BaseModel):
    """A line of the file; keys we have no use for are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    title: str
    text: str
    regulation: str = ""
    interpretation: str | None = None
    # A remark may follow the date: "2023-04-20 (edition not stated)".
    as_of: Annotated[date, BeforeValidator(lambda text: str(text)[:10])]
    status: str | None = None


def load_regulations(path: Path) -> Iterator[Document]:
    """Yield the paragraphs of a file that are operative text.

    A paragraph's version is the date on which its text was taken (`as_of`); we can't vouch for
    it earlier, so it is in force from then on. A row with a `status` (vacated, superseded)
    isn't operative and is left out. Raises BadDocument, naming the line.
    """
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                paragraph = Paragraph.model_validate_json(line)
            except ValidationError as error:
                raise BadDocument(f"{path}:{number}: {error}") from error
            if paragraph.status is None:
                yield _document(paragraph)


def _document(paragraph: Paragraph) -> Document:
    chunks = [Chunk(paragraph.title, part) for part in pack(paragraph.text)]
    section = f"{paragraph.title} > {INTERPRETATION}"
    chunks += [Chunk(section, part) for part in pack(paragraph.interpretation or "")]
    return Document(
        id=paragraph.id,
        version=paragraph.as_of.isoformat(),
        title=paragraph.id,
        owner=paragraph.regulation,
        audience="borrower",
        effective_from=paragraph.as_of,
        effective_to=None,
        supersedes=None,
        citation_ids=(paragraph.id,),
        chunks=tuple(chunks),
    )
