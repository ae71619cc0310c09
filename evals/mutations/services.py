"""What is taken out of the assistant, by name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from agents.borrower import Assistant, Services
from api.assembly import services
from evals.mutations.books import Eager, Heedless, Loose, Repeating, Shared
from evals.run.assembly import Assembly
from guardrails.disclosures import Act, DisclosureContext, DisclosureLibrary, Due
from guardrails.rights import RightSignal
from guardrails.verify import RailName
from tools.catalogue import BORROWER
from tools.guard import CallPolicy, Decision, Known
from tools.ports import BorrowerId
from tools.tool import Catalogue

Amend = Callable[[Services], Services]
# Whose rows are read where isolation is taken out: every portfolio has them.
ANOTHER, YET_ANOTHER = BorrowerId("b-0002"), BorrowerId("b-0003")


class _Deaf:
    """Hears no right and no danger."""

    def detect(self, text: str) -> tuple[RightSignal, ...]:
        """Return nothing."""
        return ()

    def may_invoke(self, text: str, kind: Any) -> bool:
        """Believe nothing."""
        return False

    def hear(self, text: str) -> tuple[Any, ...]:
        """Return nothing."""
        return ()


class _Believing:
    """Hears what a detector hears, and believes every right that an engine adds."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def detect(self, text: str) -> tuple[RightSignal, ...]:
        """Return what the detector hears."""
        found: tuple[RightSignal, ...] = self._inner.detect(text)
        return found

    def may_invoke(self, text: str, kind: Any) -> bool:
        """Believe it."""
        return True


class _Silent(DisclosureLibrary):
    """Finds nothing due."""

    def due(
        self,
        acts: Iterable[Act],
        context: DisclosureContext,
        already_shown: frozenset[tuple[str, str]] = frozenset(),
    ) -> tuple[Due, ...]:
        """Return nothing."""
        return ()


def _allow(arguments: Any, policy: CallPolicy, known: Known) -> Decision:
    return Decision("allow")


def _without(*rails: RailName) -> Amend:
    return lambda made: replace(made, rails=replace(made.rails, skip=frozenset(rails)))


def _with_books(around: Callable[[Callable[[BorrowerId], Any], BorrowerId], Any]) -> Amend:
    return lambda made: replace(made, books_of=lambda borrower: around(made.books_of, borrower))


def _repeating(made: Services) -> Services:
    requests: dict[str, Any] = {}
    pressed: set[str] = set()
    return replace(
        made, books_of=lambda borrower: Repeating(made.books_of(borrower), requests, pressed)
    )


def _loose(made: Services) -> Services:
    issued: dict[str, tuple[Any, Any]] = {}
    return replace(made, books_of=lambda borrower: Loose(made.books_of(borrower), issued))


def _heedless(code: str) -> Amend:
    return _with_books(lambda books_of, borrower: Heedless(books_of(borrower), code))


def _shared(books_of: Callable[[BorrowerId], Any], borrower: BorrowerId) -> Shared:
    other = ANOTHER if borrower != ANOTHER else YET_ANOTHER
    return Shared(books_of(borrower), books_of(other))


GUARDS: Mapping[str, Amend] = {
    "figures": _without("figures"),
    "claims": _without("claims"),
    "citations": _without("citations"),
    "privacy": _without("privacy"),
    "disclosures": lambda made: replace(made, disclosures=_Silent(made.disclosures.disclosures)),
    "rights": lambda made: replace(made, rights=cast(Any, _Deaf())),
    "right-added": lambda made: replace(made, rights=cast(Any, _Believing(made.rights))),
    "safety": lambda made: replace(made, safety=cast(Any, _Deaf())),
    "provenance": lambda made: replace(made, guard=_allow),
    "confirmation": _with_books(lambda books_of, borrower: Eager(books_of(borrower))),
    "single-use": _repeating,
    "binding": _loose,
    "expiry": _heedless("quote_expired"),
    "version": _heedless("books_moved"),
    "isolation": _with_books(_shared),
}
"""Guards by the name that cases are tagged with."""
PROMPTS: Mapping[str, Amend] = {"borrower": lambda made: replace(made, prompt="")}
"""Prompts by name."""
SCOPES = frozenset({"borrower", "borrower+step_up"})
TOOLS = tuple(tool.name for tool in BORROWER.open_to(SCOPES))
"""Tools by name."""


def amended(amend: Amend) -> Callable[[Assembly], Assistant]:
    """Return what puts an assistant together with one part changed."""

    def make(assembly: Assembly) -> Assistant:
        parts = dict(assembly.parts)
        checkpointer = parts.pop("checkpointer")
        return Assistant(amend(services(**parts)), checkpointer)

    return make


def without_tool(name: str) -> Amend:
    """Return what takes one tool out of the catalogue."""

    def amend(made: Services) -> Services:
        left = (tool for tool in made.catalogue.open_to(SCOPES) if tool.name != name)
        return replace(made, catalogue=Catalogue(left))

    return amend
