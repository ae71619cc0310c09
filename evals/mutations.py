"""The assistant with one guard or tool taken out: what proves that the suites would notice.

None of this can be reached by configuration: a mutation exists only here, where the parts of
the assistant are put together by hand.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from agents.borrower import Assistant, Services
from api.assembly import services
from evals.cases import Case, Suite
from evals.cases.model import expectations
from evals.results import GUARD
from evals.run.assembly import Assembly
from guardrails.disclosures import Act, DisclosureContext, DisclosureLibrary, Due
from guardrails.rights import RightSignal
from guardrails.verify import RailName
from tools.catalogue import BORROWER
from tools.guard import CallPolicy, Decision, Known
from tools.tool import Catalogue

Amend = Callable[[Services], Services]


class _Deaf:
    """Hears no right."""

    def detect(self, text: str) -> tuple[RightSignal, ...]:
        """Return nothing."""
        return ()

    def may_invoke(self, text: str, kind: Any) -> bool:
        """Believe nothing."""
        return False


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


@dataclass
class _Repeating:
    """Books that carry out a quote again each time its button is pressed."""

    inner: Any
    requests: dict[str, Any]
    pressed: set[str]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    async def quote(self, request: Any, conversation: Any) -> Any:
        """Quote, and remember what was asked."""
        quoted = await self.inner.quote(request, conversation)
        if hasattr(quoted, "token"):
            self.requests[quoted.token] = request
        return quoted

    async def confirm(self, token: str, conversation: Any) -> Any:
        """Quote again what was carried out before, and carry that out."""
        used = token
        if token in self.pressed and token in self.requests:
            used = (await self.inner.quote(self.requests[token], conversation)).token
        self.pressed.add(token)
        return await self.inner.confirm(used, conversation)


@dataclass
class _Eager:
    """Books that carry a quote out as soon as it is made."""

    inner: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    async def quote(self, request: Any, conversation: Any) -> Any:
        """Quote, and press the button."""
        quoted = await self.inner.quote(request, conversation)
        if hasattr(quoted, "token"):
            await self.inner.confirm(quoted.token, conversation)
        return quoted


def _allow(arguments: Any, policy: CallPolicy, known: Known) -> Decision:
    return Decision("allow")


def _without(rail: RailName) -> Amend:
    return lambda made: replace(made, rails=replace(made.rails, skip=frozenset({rail})))


def _repeating(made: Services) -> Services:
    requests: dict[str, Any] = {}
    pressed: set[str] = set()
    return replace(
        made, books_of=lambda borrower: _Repeating(made.books_of(borrower), requests, pressed)
    )


def _eager(made: Services) -> Services:
    return replace(made, books_of=lambda borrower: _Eager(made.books_of(borrower)))


GUARDS: Mapping[str, Amend] = {
    "figures": _without("figures"),
    "claims": _without("claims"),
    "citations": _without("citations"),
    "privacy": _without("privacy"),
    "disclosures": lambda made: replace(made, disclosures=_Silent(made.disclosures.disclosures)),
    "rights": lambda made: replace(made, rights=cast(Any, _Deaf())),
    "provenance": lambda made: replace(made, guard=_allow),
    "confirmation": _eager,
    "single-use": _repeating,
}
"""Guards by the name that cases are tagged with."""
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


def cases_of(guard: str, suites: Iterable[Suite]) -> tuple[Suite, ...]:
    """Return the suites with only the cases that say they test a guard."""
    return _only(suites, lambda case: f"{GUARD}{guard}" in case.tags)


def cases_calling(tool: str, suites: Iterable[Suite]) -> tuple[Suite, ...]:
    """Return the suites with only the cases that demand a tool's call or its card."""

    def calls(case: Case) -> bool:
        return any(tool in e.calls or e.card == tool for e in expectations(case.user))

    return _only(suites, calls)


def _only(suites: Iterable[Suite], wanted: Callable[[Case], bool]) -> tuple[Suite, ...]:
    kept = (
        Suite(name=suite.name, cases=tuple(case for case in suite.cases if wanted(case)))
        for suite in suites
    )
    return tuple(suite for suite in kept if suite.cases)
