"""Texts and the lender's own particulars, as data beside this file."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from servicing.statements.model import Notice


class Lender(BaseModel):
    """Who lends, and where to pay, write and call."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    address: str
    supervised_by: str
    phone: str
    hours: str
    credit_counseling_phone: str
    payments_address: str
    errors_address: str
    errors_electronically: str
    ways_to_pay: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of `wording.yaml`, filled in by name."""

    texts: dict[str, dict[str, str]]

    def notice(self, name: str, **values: str) -> Notice:
        """Return a text with its values. Raises `KeyError` for an unknown text or a gap."""
        found = self.texts[name]
        text = found["text"].format_map(values)
        paragraphs = tuple(line.strip() for line in text.splitlines() if line.strip())
        return Notice(name, found.get("heading", ""), paragraphs, found.get("cite"))


@cache
def lender() -> Lender:
    """Return the lender of `lender.yaml`."""
    return Lender.model_validate(_yaml("lender.yaml"))


@cache
def wording() -> Wording:
    """Return the texts of `wording.yaml`."""
    return Wording(_yaml("wording.yaml"))


def _yaml(name: str) -> Any:
    text = files("servicing.statements").joinpath(name).read_text(encoding="utf-8")
    return yaml.safe_load(text)
