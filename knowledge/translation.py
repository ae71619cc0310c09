"""A policy's translation, laid beside it sentence by sentence.

What is found and cited is the English document; of the translation only the sentence is shown
that stands for the quoted one. So both must have the same headings, the same sentences in the
same order, and the same figures: a file that hasn't is refused, not guessed at.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from knowledge.chunking import markdown_chunks, sentences
from knowledge.model import Chunk, Translation

_DIGITS = re.compile(r"\d+")


def translated(chunks: Sequence[Chunk], title: str, body: str) -> tuple[Chunk, ...]:
    """Return a document's chunks with the translation whose title and markdown body are given.

    Raises ValueError where the two don't stand side by side: other headings, another number of
    sentences under one, or other figures in a sentence.
    """
    own = _by_section(chunks)
    theirs = _by_section(markdown_chunks(body))
    if len(own) != len(theirs):
        raise ValueError(f"{len(theirs)} sections where the document has {len(own)}")
    done: list[Chunk] = []
    for section, other in zip(own, theirs, strict=True):
        spoken = [sentence for chunk in other for sentence in sentences(chunk.text)]
        _same(section, spoken)
        for chunk in section:
            lines = []
            for line in chunk.text.split("\n"):
                count = len(sentences(line))
                lines.append(" ".join(spoken[:count]))
                del spoken[:count]
            said = Translation(title, other[0].section, "\n".join(lines), other[0].asked)
            done.append(replace(chunk, spanish=said))
    return tuple(done)


def _by_section(chunks: Sequence[Chunk]) -> list[list[Chunk]]:
    return [list(group) for _, group in groupby(chunks, key=lambda chunk: chunk.section)]


def _same(section: Sequence[Chunk], spoken: Sequence[str]) -> None:
    """Raise ValueError unless the sentences pair up, with the same figures in each."""
    name = section[0].section
    own = [sentence for chunk in section for sentence in sentences(chunk.text)]
    if len(own) != len(spoken):
        raise ValueError(f"{name!r}: {len(spoken)} sentences where the document has {len(own)}")
    for one, other in zip(own, spoken, strict=True):
        if sorted(_DIGITS.findall(one)) != sorted(_DIGITS.findall(other)):
            raise ValueError(f"{name!r}: other figures than in {one!r}: {other!r}")
