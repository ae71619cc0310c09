"""What every action is: how it is quoted, what its card says, how it is carried out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar

import psycopg
from pydantic import BaseModel, ConfigDict, TypeAdapter

from servicing.accounts.model import Line
from servicing.calendar import BusinessDays, lender_date
from servicing.quotes.model import Arguments, Done, Terms
from servicing.refusal import Refusal

Needs = Literal["borrower", "borrower+step_up"]


class Request(BaseModel):
    """What is asked for, as it comes in from outside; anything not declared is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


@dataclass(frozen=True, slots=True)
class Situation:
    """What an action works on: the line as it stands now, and the books beside it.

    To quote, `connection` is only read from. To carry out, the line is locked, and whatever the
    action writes commits or vanishes together with the quote's outcome.
    """

    connection: psycopg.Connection[Any]
    line: Line
    now: datetime
    days: BusinessDays

    @property
    def today(self) -> date:
        """The lender's date."""
        return lender_date(self.now)


R = TypeVar("R", bound=Request)
A = TypeVar("A", bound=Arguments)


@dataclass(frozen=True, slots=True)
class Action(Generic[R, A]):
    """One thing that a borrower can have done.

    `build` works out what exactly would happen, or says why not; it is asked again at confirm,
    and only equal arguments are carried out. `terms` are the card's fields in order, and
    `disclosures` what the card must show for the quote to be offered: all of them, or those that
    `binds` picks. `act` changes the line (and writes beside it); it is called once, after `build`
    agreed.
    """

    name: str
    request: type[R]
    arguments: type[A]
    build: Callable[[Situation, R], A | Refusal]
    terms: Callable[[A], Terms]
    act: Callable[[Situation, A], Done]
    disclosures: tuple[str, ...] = ()
    binds: Callable[[A], tuple[str, ...]] | None = None
    needs: Needs = "borrower"

    def bound(self, arguments: A) -> tuple[str, ...]:
        """Return the disclosures that a quote of these arguments binds."""
        return self.disclosures if self.binds is None else self.binds(arguments)


class Registry:
    """The actions there are, by name."""

    def __init__(self, actions: Iterable[Action[Any, Any]]) -> None:
        self._actions: dict[str, Action[Any, Any]] = {}
        for action in actions:
            if action.name in self._actions:
                raise ValueError(f"two actions are called {action.name}")
            self._actions[action.name] = action
        self._codecs: dict[str, TypeAdapter[Any]] = {
            name: TypeAdapter(action.arguments) for name, action in self._actions.items()
        }

    def __getitem__(self, name: str) -> Action[Any, Any]:
        """Return an action; raises `KeyError`."""
        return self._actions[name]

    def get(self, name: str) -> Action[Any, Any] | None:
        """Return an action, or None."""
        return self._actions.get(name)

    def codec(self, name: str) -> TypeAdapter[Any]:
        """Return what writes and reads an action's arguments; raises `KeyError`."""
        return self._codecs[name]

    def names(self) -> frozenset[str]:
        """Return every action's name."""
        return frozenset(self._actions)
