"""What a skill is: it plans reads for a request, and words the answer from their results."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from agents.brief import Brief
from agents.embedded.phrases import phrase
from agents.embedded.wording import refused
from agents.understanding import Request
from tools.views import Refusal

V = TypeVar("V", bound=BaseModel)
SNAPSHOT = "account_snapshot"


@dataclass(frozen=True)
class Call:
    """A tool to run."""

    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What a call returned; `key` is how marks name it ("payoff~2")."""

    key: str
    tool: str
    status: str
    value: Mapping[str, Any]

    def view(self, model: type[V]) -> V | None:
        """Return the result as its model, or None if the call was refused."""
        return model.model_validate(self.value) if self.status == "ok" else None

    def mark(self, path: str, filter_: str = "") -> str:
        """Return the mark of a figure in this result."""
        return mark(self.key, path, filter_)


@dataclass(frozen=True)
class Say:
    """A piece of a reply. `rank` orders the pieces: deadlines, then money, then questions."""

    text: str
    rank: int = 50
    quick_replies: tuple[str, ...] = ()
    handoff: str | None = None


MONEY, ANSWER, QUESTION, SOCIAL = 20, 50, 80, 90

Plan = Callable[[Brief, Request], Sequence[Call]]
Word = Callable[[Brief, Request, Sequence[Result]], Say]


@dataclass(frozen=True)
class Skill:
    """How a kind of request is served."""

    plan: Plan
    word: Word


def mark(key: str, path: str, filter_: str = "") -> str:
    """Return a figure mark: `{{key.path|filter}}`."""
    return "{{" + f"{key}.{path}" + (f"|{filter_}" if filter_ else "") + "}}"


def snap(path: str, filter_: str = "") -> str:
    """Return a mark into the account snapshot, which every turn holds."""
    return mark(SNAPSHOT, path, filter_)


def says(brief: Brief, *parts: tuple[str, dict[str, str]] | str) -> str:
    """Word several phrases as one run of sentences."""
    worded = []
    for part in parts:
        key, values = (part, {}) if isinstance(part, str) else part
        worded.append(phrase(key, brief.language, **values))
    return " ".join(worded)


def listing(brief: Brief, items: Sequence[str]) -> str:
    """Join items as a person would: "a, b and c"."""
    if len(items) <= 1:
        return "".join(items)
    last = " and " if brief.language == "en" else " y "
    return ", ".join(items[:-1]) + last + items[-1]


def no_calls(brief: Brief, request: Request) -> Sequence[Call]:
    """Plan nothing: the snapshot is enough."""
    return ()


def fixed(key: str, rank: int = SOCIAL, quick: tuple[str, ...] = ()) -> Skill:
    """Return a skill that says one phrase."""

    def word(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
        return Say(phrase(key, brief.language), rank, quick)

    return Skill(no_calls, word)


def refusal(brief: Brief, result: Result) -> Say:
    """Word a refused call: why not, in the borrower's language."""
    return Say(refused(result.key, Refusal.model_validate(result.value), brief.language))
