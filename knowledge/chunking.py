"""Cutting text by its own structure: headings, then lines, then sentences.

Every chunk is a verbatim stretch of its source, up to white space at line ends, so that a
quoted span can be found again in the document.
"""

import re
from collections.abc import Iterator

from knowledge.model import Chunk

MAX_WORDS = 140
_ASKED = re.compile(r"^<!-- asked: (.+) -->$")
_HEADING = re.compile(r"^(#{2,4}) +(.+?)\s*$")
# A sentence may end at . ? or ! before a space and a capital or figure.
_END = re.compile(r"(?<=[.?!])[\"”’)]*\s+(?=[\"“(¿¡]*[A-ZÁÉÍÓÚÑ0-9])")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:[A-Za-z]|No|vs|[ap]\.m|U\.S|U\.S\.C|e\.g|i\.e)\.$")


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, verbatim and in order."""
    return [part for line in text.split("\n") for part in _split_line(line.strip()) if part]


def stretch(text: str, first: int, last: int) -> str:
    """Return a text from its sentence `first` to its sentence `last`, both counted from 0."""
    parts = sentences(text)
    start = 0
    for part in parts[: first + 1]:
        start = text.index(part, start) + len(part)
    start -= len(parts[first])
    end = start
    for part in parts[first : last + 1]:
        end = text.index(part, end) + len(part)
    return text[start:end]


def _split_line(line: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(line):
        if _ABBREVIATION.search(line[start : match.start()]):
            continue
        yield line[start : match.start()] + match.group().rstrip()
        start = match.end()
    yield line[start:]


def markdown_chunks(body: str) -> tuple[Chunk, ...]:
    """Return a markdown text's sections as chunks, with their heading path ("Fees > Late fee").

    The document's own title (`# …`) isn't part of the path; lines of one paragraph are joined.
    A line `<!-- asked: … -->` under a heading says how people ask for the section.
    """
    path: list[str] = []
    chunks: list[Chunk] = []
    lines: list[str] = []
    asked: list[str] = []

    def close() -> None:
        text = _unwrap(lines)
        if text:
            place, hint = " > ".join(path), " ".join(asked)
            chunks.extend(Chunk(place, part, hint) for part in pack(text))
        lines.clear()
        asked.clear()

    for line in body.splitlines():
        heading = _HEADING.match(line)
        if heading:
            close()
            path[len(heading[1]) - 2 :] = [heading[2]]
        elif hint := _ASKED.match(line):
            asked.append(hint[1])
        elif not line.startswith("# "):
            lines.append(line.strip())
    close()
    return tuple(chunks)


def pack(text: str) -> list[str]:
    """Cut a text into stretches of at most `MAX_WORDS` words, at line ends where possible.

    A single sentence longer than that stays whole.
    """
    packed: list[str] = []
    size = 0
    for line in text.split("\n"):
        short = len(line.split()) <= MAX_WORDS
        for position, piece in enumerate([line] if short else sentences(line)):
            words = len(piece.split())
            if packed and size + words <= MAX_WORDS:
                packed[-1] += ("\n" if position == 0 else " ") + piece
                size += words
            elif words:
                packed.append(piece)
                size = words
    return packed


def _unwrap(lines: list[str]) -> str:
    paragraphs = "\n".join(lines).strip().split("\n\n")
    return "\n".join(" ".join(paragraph.split("\n")) for paragraph in paragraphs if paragraph)
