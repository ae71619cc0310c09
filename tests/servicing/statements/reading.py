"""What a rendered statement says, read back."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from typing import Any

from servicing.money import Money

_MONEY = re.compile(r"-?\$\d[\d,]*(?:\.\d{2})?")
_TEXT = re.compile(rb"\(((?:[^()\\]|\\.)*)\) Tj")


def amounts(value: Any) -> Iterator[Money]:
    """Every amount of a document, wherever it stands."""
    if isinstance(value, Money):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from amounts(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from amounts(getattr(value, field.name))


def figures(text: str) -> set[str]:
    """Every amount written in a text."""
    return set(_MONEY.findall(text))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._hidden = tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.said.append(data)


def text_of_html(content: bytes) -> str:
    parser = _Text()
    parser.feed(content.decode())
    return " ".join(" ".join(parser.said).split())


def text_of_pdf(content: bytes) -> str:
    """The text of a PDF's pages, in the order in which it is drawn."""
    said = []
    for stream in re.findall(rb"stream\n(.*?)\nendstream", content, re.DOTALL):
        try:
            drawn = zlib.decompress(stream)
        except zlib.error:
            continue
        said += [re.sub(rb"\\(.)", rb"\1", one).decode("latin-1") for one in _TEXT.findall(drawn)]
    return " ".join(said)
