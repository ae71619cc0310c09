"""What the guard is told, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from tools.values import Origin

UNTRUSTED: frozenset[Origin] = frozenset({"document", "merchant", "attachment", "model"})
"""Origins that can't speak for the borrower. What nobody is known to have said is the model's."""

Verdict = Literal["allow", "confirm", "refuse"]


@dataclass(frozen=True)
class CallPolicy:
    """What a tool declares of itself.

    Every argument of what isn't a read is sensitive unless it is named in `plain`.
    `untrusted` says what becomes of a call with a sensitive value of untrusted origin.
    """

    reads: bool = False
    plain: frozenset[str] = frozenset()
    untrusted: Literal["confirm", "refuse"] = "refuse"


@dataclass(frozen=True)
class Typed:
    """A value of an argument's own that is known already: understood, or read from the books."""

    name: str
    value: Any
    origin: Origin


@dataclass(frozen=True)
class Text:
    """Words that a value may have come from; `where` names their source for a person."""

    words: str
    origin: Origin
    where: str = ""


@dataclass(frozen=True)
class Known:
    """All that was said and read before the call."""

    values: tuple[Typed, ...] = ()
    texts: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Traced:
    """An argument and where its value came from."""

    name: str
    value: Any
    origin: Origin
    where: str = ""


@dataclass(frozen=True)
class Decision:
    """The verdict, with every sensitive argument's origin.

    "allow" means no more than the tool asks of every call: a quote still needs its button.
    "confirm" means that the borrower must be shown `foreign` values and their origins first.
    """

    verdict: Verdict
    traced: tuple[Traced, ...] = ()

    @property
    def foreign(self) -> tuple[Traced, ...]:
        """The arguments that came from untrusted text, or from nobody but the model."""
        return tuple(one for one in self.traced if one.origin in UNTRUSTED)


class Guard(Protocol):
    """Decides about a call."""

    def __call__(self, arguments: Mapping[str, Any], policy: CallPolicy, known: Known) -> Decision:
        """Return the verdict on a call with these arguments; see `decide`."""
        ...
