"""Letters: drafted from data, and checked for what the law wants in each.

The check reads the finished words, so a letter that a person edited is held to it too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

import yaml
from jinja2 import Environment, StrictUndefined
from pydantic import BaseModel, ConfigDict, Field, model_validator

Kind = Literal[
    "acknowledgement",
    "correction",
    "explanation",
    "partial",
    "entry_received",
    "entry_corrected",
    "entry_explained",
    "payment_found",
    "payment_owed",
    "theft_received",
    "theft_confirmed",
    "theft_owed",
    "theft_part",
    "frivolous",
    "report_corrected",
    "report_verified",
    "complaint_receipt",
    "complaint_longer",
    "complaint_answer",
    "complaint_credit",
    "adverse_action",
    "plan_proposal",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
_SPACE = re.compile(r"\s+")


class Element(BaseModel):
    """Something that a letter must hold: a value of its data, or words of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    cite: str
    has: str | None = None
    says: str | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> "Element":
        """Require exactly one way to check it."""
        if (self.has is None) == (self.says is None):
            raise ValueError("give either a value or words")
        return self


class Template(BaseModel):
    """A kind of letter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    paragraphs: tuple[str, ...] = Field(min_length=1)
    requires: tuple[Element, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """A drafted letter. `values` are the figures and words it was drafted from."""

    kind: Kind
    title: str
    paragraphs: tuple[str, ...]
    values: Mapping[str, str]

    @property
    def text(self) -> str:
        """The letter as plain text."""
        return "\n\n".join((self.title, *self.paragraphs)) + "\n"

    @property
    def html(self) -> str:
        """The letter as a page; whatever was put in is escaped."""
        page = files("servicing.letters").joinpath("letter.html").read_text("utf-8")
        environment = Environment(autoescape=True, undefined=StrictUndefined)
        return environment.from_string(page).render(title=self.title, paragraphs=self.paragraphs)


@dataclass(frozen=True, slots=True)
class Lack:
    """A required element that a letter doesn't have."""

    name: str
    cite: str


@cache
def templates() -> Mapping[str, Template]:
    """Return every kind of letter."""
    text = files("servicing.letters").joinpath("letters.yaml").read_text("utf-8")
    return {kind: Template.model_validate(one) for kind, one in yaml.safe_load(text).items()}


def draft(kind: Kind, values: Mapping[str, str]) -> Letter:
    """Draft a letter. Raises jinja2's `UndefinedError` where a value is missing."""
    template = templates()[kind]
    # Plain text: escaped once, where it becomes a page. Values are never read as templates.
    environment = Environment(autoescape=False, undefined=StrictUndefined)  # noqa: S701
    paragraphs = tuple(environment.from_string(one).render(values) for one in template.paragraphs)
    return Letter(kind, template.title, paragraphs, dict(values))


def lacks(letter: Letter) -> tuple[Lack, ...]:
    """Return what the law wants in a letter and it doesn't have; it may go out if nothing is."""
    words = _plain(letter.text)
    return tuple(
        Lack(element.name, element.cite)
        for element in templates()[letter.kind].requires
        if not _holds(element, letter, words)
    )


def _holds(element: Element, letter: Letter, words: str) -> bool:
    wanted = element.says or letter.values.get(element.has or "", "")
    return bool(wanted.strip()) and _plain(wanted) in words


def _plain(words: str) -> str:
    return _SPACE.sub(" ", words).strip().casefold()
