"""The disclosure library: loads, refuses gaps, and says what a turn's acts make due.

DisclosureError
├── LibraryIncomplete    an act has no disclosure in force, or an entry is malformed
└── PlaceholderUnfilled  a fact that the wording needs is missing; the act must not go on
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

import yaml
from pydantic import ValidationError

from guardrails.disclosures.model import (
    OF_CARDS,
    OF_COLLECTORS,
    Act,
    Disclosure,
    DisclosureContext,
    Due,
)
from guardrails.figures import Evidence, Fact, Language, extract, render

_PLACEMENTS = ("opening", "reply_end", "card")


class DisclosureError(Exception):
    """The tree's root."""


class LibraryIncomplete(DisclosureError):
    """The library can't be used; the application must not start."""


class PlaceholderUnfilled(DisclosureError):
    """A disclosure lacks a fact. Fails closed: without it, its act isn't offered."""


@dataclass(frozen=True)
class DisclosureLibrary:
    """All disclosures, ordered by id and version."""

    disclosures: tuple[Disclosure, ...]

    @classmethod
    def load(cls, entries: Iterable[Any] | None = None) -> "DisclosureLibrary":
        """Read the package's own files, or `entries` already parsed.

        Raises:
            LibraryIncomplete: an entry is malformed or names an unknown trigger, an act has
                no disclosure, two versions overlap, or a text states a figure of its own.

        """
        raw = _files() if entries is None else entries
        try:
            found = [Disclosure.model_validate(entry) for entry in raw]
        except ValidationError as error:
            raise LibraryIncomplete(str(error)) from error
        ordered = tuple(sorted(found, key=lambda d: (d.id, d.effective_from)))
        _check(ordered)
        return cls(ordered)

    def due(
        self,
        acts: Iterable[Act],
        context: DisclosureContext,
        already_shown: frozenset[tuple[str, str]] = frozenset(),
    ) -> tuple[Due, ...]:
        """Return what the acts make due, by placement and id; the same input, the same answer.

        `already_shown` are the (id, version) that the conversation holds; those to be shown
        at each act come again.

        Raises:
            PlaceholderUnfilled: the evidence lacks a fact that the wording needs.
            LibraryIncomplete: an act has no disclosure in force for this context's day.

        """
        done = frozenset(act for act in acts if concerns(act, context))
        chosen = [d for d in self.disclosures if done & frozenset(d.triggers) and _fits(d, context)]
        uncovered = done - {act for d in chosen for act in d.triggers}
        if uncovered:
            raise LibraryIncomplete(f"no disclosure in force for {sorted(uncovered)}")
        fresh = [
            d for d in chosen if d.repeat == "each_act" or (d.id, d.version) not in already_shown
        ]
        fresh.sort(key=lambda d: (_PLACEMENTS.index(d.placement), d.id))
        return tuple(_filled(d, context, done) for d in fresh)

    def require(self, contexts: Iterable[DisclosureContext]) -> None:
        """Make sure that every act has its disclosure wherever it can happen.

        Raises:
            LibraryIncomplete: an act has none in force in one of the contexts; the message
                names the act, the day and the place.

        """
        for context in contexts:
            fitting = [d for d in self.disclosures if _fits(d, context)]
            covered = {act for d in fitting for act in d.triggers}
            missing = sorted(a for a in Act if concerns(a, context) and a not in covered)
            if missing:
                interest = "with" if context.bears_interest else "without"
                raise LibraryIncomplete(
                    f"no disclosure in force on {context.on} for {', '.join(missing)}"
                    f" ({context.collector}, {context.channel}, {interest} interest)"
                )


def concerns(act: Act, context: DisclosureContext) -> bool:
    """Tell whether an act means anything for this product and this collector."""
    if act in OF_COLLECTORS:
        return context.collector == "debt_collector"
    return act not in OF_CARDS or context.card_access


def quote_facts(amount: str, on: date, bank_label: str, bank_last4: str) -> Evidence:
    """Return a payment quote as the evidence that payment disclosures are filled from.

    `amount` is canonical dollars, "75.00".
    """
    return Evidence(
        (
            Fact("money", amount, "tool", "quote", "amount"),
            Fact("date", on.isoformat(), "tool", "quote", "on"),
            Fact("text", bank_label, "tool", "quote", "bank_label"),
            Fact("account", bank_last4, "tool", "quote", "bank_last4"),
        )
    )


def _files() -> list[Any]:
    folder = files("guardrails.disclosures") / "library"
    names = sorted(f.name for f in folder.iterdir() if f.name.endswith(".yaml"))
    return [yaml.safe_load((folder / name).read_text("utf-8")) for name in names]


def _check(disclosures: Sequence[Disclosure]) -> None:
    covered = {act for d in disclosures for act in d.triggers}
    if missing := frozenset(Act) - covered:
        raise LibraryIncomplete(f"no disclosure for {sorted(missing)}")
    for before, after in zip(disclosures, disclosures[1:], strict=False):
        same = before.id == after.id
        if same and (before.effective_to is None or before.effective_to >= after.effective_from):
            raise LibraryIncomplete(f"{before.id}: versions {before.version} and {after.version}")
    for disclosure in disclosures:
        if "en" not in disclosure.text:
            raise LibraryIncomplete(f"{disclosure.id}: no English text")
        for language, text in disclosure.text.items():
            _check_figures(disclosure, language, text)


def _check_figures(disclosure: Disclosure, language: Language, text: str) -> None:
    bare = render(text, Evidence(), language, disclosure.effective_from)
    own = bare.text
    for mark in reversed(bare.unresolved):
        own = own[: mark.start] + own[mark.end :]
    stated = [s.text for s in extract(own, language, disclosure.effective_from)]
    if unlisted := [text for text in stated if text not in disclosure.figures]:
        raise LibraryIncomplete(f"{disclosure.id}: states {unlisted}")


def _fits(disclosure: Disclosure, context: DisclosureContext) -> bool:
    return (
        disclosure.effective_from <= context.on
        and (disclosure.effective_to is None or context.on <= disclosure.effective_to)
        and context.channel in disclosure.channels
        and disclosure.card_access in (None, context.card_access)
        and disclosure.bears_interest in (None, context.bears_interest)
        and disclosure.collector in (None, context.collector)
        and disclosure.jurisdiction in ("US", context.state)
    )


def _filled(disclosure: Disclosure, context: DisclosureContext, done: frozenset[Act]) -> Due:
    language: Language = context.language if context.language in disclosure.text else "en"
    shown = render(disclosure.text[language], context.evidence, language, context.on)
    if shown.unresolved:
        missing = [mark.mark for mark in shown.unresolved]
        raise PlaceholderUnfilled(f"{disclosure.id}: {missing}")
    return Due(
        id=disclosure.id,
        version=disclosure.version,
        text=shown.text,
        language=language,
        placement=disclosure.placement,
        acknowledge=disclosure.acknowledge,
        citation=disclosure.citation,
        acts=tuple(act for act in disclosure.triggers if act in done),
    )
