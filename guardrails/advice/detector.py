"""Tells a wish for personal financial, tax or legal advice from a general question about money.

The law leaves such advice to licensed people, and the lender's interest isn't the borrower's. A
general question ("how do bonds work") isn't advice, and neither is anything about the line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import yaml

from guardrails.advice.languages import Languages
from guardrails.linear import Cascade, Embed, Example, load_or_train
from guardrails.rights.detector import first_examples as of_rights

Kind = Literal["personal", "general"]
LABELS = ("personal", "general")
# Each frame meets this many things, one after the other.
_EACH = 3
_PERSONAL_FROM = 0.40
_PERSONAL_IF_KNOWN_FROM = 0.85
_GENERAL_FROM = 0.45
_CLOSE = 0.1
# Below this chance by letters alone a text that names nothing to invest in isn't embedded.
_DOUBT_FROM = 0.05
# Where a text names what is invested in and nothing of the line, less is enough.
_EITHER_FROM = 0.12
_INVESTED = re.compile(
    r"\b(?:stocks?|shares|equities|etfs?|bonds?|treasur(?:y|ies)|reits?|(?<!my )funds?|"
    r"portfolio|invest\w*|crypto\w*|bitcoin|ethereum|solana|xrp|nfts?|tesla|nvidia|s&p|nasdaq|"
    r"ipos?|futures|forex|structured notes?|stock market|bull|bear|yields?|dividends?|broker\w*|"
    r"gold|silver|commodit\w+|real estate|401\(?k\)?|iras?|roth|529|annuit\w+|retire\w*|"
    r"nest egg|college|inflation|recession|"
    r"acciones|bonos?|fondos?|criptos?|criptomonedas?|invertir|inversi[oó]n\w*|bolsa|cetes|"
    r"portafolio|bienes ra[ií]ces|afore|jubila\w+|inflaci[oó]n)\b",
    re.IGNORECASE,
)
# Taxes and courts: what a text names of these beyond the line is asked of a lawyer or a preparer.
_LAW_OR_TAX = re.compile(
    r"\b(?:suing|lawsuit|custody|divorce|tenants?|landlord|lease|evict\w*|deposition|subpoena|"
    r"plead|plea|probation|deduct\w*|write[- ]offs?|write off|dependents?|jointly|taxman|taxes|"
    r"tax (?:return|bill|bracket)|capital gains|binding|enforceable|liable|jury|insurer|"
    r"deducir|declaro|declarar|impuestos?|demandar|demanda|juicio|juez|inquilino|casero|"
    r"testamento)\b",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"\b(?:pay(?:ing|ment|ments)?|minimum|statement|due|charges?d?|autopay|draws?|limit|balance|"
    r"dispute|fee|hardship|line|pago|pagar|m[ií]nimo|saldo|cargos?|l[ií]mite|retiros? de|"
    r"l[ií]nea)\b",
    re.IGNORECASE,
)
_LONGEST_CHARS = 600


@dataclass(frozen=True)
class AdviceDetector:
    """Recognises what a message wants of a financial adviser. Deterministic."""

    model: Cascade
    embed: Embed
    languages: Languages

    @classmethod
    def load(cls, embed: Embed, cache_dir: Path, line: Sequence[str] = ()) -> "AdviceDetector":
        """Load the classifier from the cache (trained on a first call).

        `line` are further utterances about the line itself, which are neither.
        """
        known = (*examples(), *_none(line))
        model = load_or_train(known, LABELS, embed, cache_dir, "advice")
        return cls(model, embed, Languages.load())

    def read(self, text: str, *, known: bool = False) -> Kind | None:
        """Return what kind of advice question a text is, None if it is about something else.

        `known` says that another reader is sure that the text is about the line: then only a
        plain wish counts.
        """
        text = text.strip()[:_LONGEST_CHARS]
        if not text:
            return None
        elsewhere = self.languages.read(text)
        if elsewhere is not None:
            return None if elsewhere == "line" else elsewhere
        beyond = _beyond_the_line(text)
        chances = self.model.probabilities(text, self.embed, 0.0 if beyond else _DOUBT_FROM)
        personal, general = chances["personal"], chances["general"]
        if general >= _GENERAL_FROM and personal - general < _CLOSE:
            personal = 0.0  # a question that could be either is answered in general
        if max(personal, general) >= _EITHER_FROM and beyond:
            return "personal" if personal >= general else "general"
        if personal >= general:
            least = _PERSONAL_IF_KNOWN_FROM if known else _PERSONAL_FROM
            return "personal" if personal >= least else None
        return "general" if general >= _GENERAL_FROM and not known else None


def _beyond_the_line(text: str) -> bool:
    named = _INVESTED.search(text) or _LAW_OR_TAX.search(text)
    return named is not None and not _LINE.search(text)


@lru_cache(maxsize=1)
def examples() -> tuple[Example, ...]:
    """Return our own utterances, frames crossed with things, and what is about the line."""
    things, line = _utterances("things"), _utterances("line")
    found = [
        Example(text, frozenset({label}))
        for label in LABELS
        for said in [_utterances(label)]
        for text in (
            *_crossed(said["en"], things["en"]),
            *_crossed(said["es"], things["es"]),
            *said["plain"],
        )
    ]
    about_the_line = (*line, *(example.text for example in of_rights()))
    return (*found, *_none(about_the_line))


def _crossed(frames: Sequence[str], things: Sequence[str]) -> Iterator[str]:
    at = 0
    for frame in frames:
        for _ in range(_EACH):
            first, second = things[at % len(things)], things[(at * 5 + 3) % len(things)]
            if second == first:
                second = things[(at + 1) % len(things)]
            yield frame.format(a=first, b=second)
            at += 1


def _none(texts: Sequence[str]) -> list[Example]:
    return [Example(text, frozenset()) for text in texts]


def _utterances(name: str) -> Any:
    path = files("guardrails.advice").joinpath("utterances", f"{name}.yaml")
    return yaml.safe_load(path.read_text("utf-8"))
