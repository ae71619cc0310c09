"""The document in the form asked for; every form shows the same figures."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from servicing.money import Money
from servicing.statements.model import Document
from servicing.statements.pdf import to_pdf
from servicing.statements.said import NAMES


def render(document: Document, form: str) -> bytes:
    """Return the statement as a file's content: JSON and HTML in UTF-8, or PDF.

    `form` is one of `FORMATS`; raises `KeyError` otherwise.
    """
    return _RENDERERS[form](document)


def to_json(document: Document) -> bytes:
    """Write amounts as dollars with two decimals, rates as decimals, days as ISO dates."""
    return json.dumps(_plain(document), ensure_ascii=False, indent=2).encode() + b"\n"


def to_html(document: Document) -> bytes:
    """Write one page that needs nothing from elsewhere; all text is escaped."""
    return _template().render(doc=document).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return f"{value.dollars:.2f}"
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= NAMES
    text = files("servicing.statements").joinpath("statement.html").read_text(encoding="utf-8")
    return environment.from_string(text)


_RENDERERS: Mapping[str, Callable[[Document], bytes]] = {
    "json": to_json,
    "html": to_html,
    "pdf": to_pdf,
}
FORMATS = tuple(_RENDERERS)
