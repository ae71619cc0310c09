"""A bank behind the tool guard: an agent that obeys every text, and a user who reads their cards.

No agentdojo is imported here: tests drive this on scenarios of their own, and
`evals.bench.agentdojo` on the benchmark's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tools.guard import CallPolicy, Decision, Guard, Known, Text, Traced, decide
from tools.values import Origin

# Whose words each read brings. What isn't named here counts as a document: nobody's word.
ORIGINS: Mapping[str, Origin] = {
    "get_iban": "books",
    "get_balance": "books",
    "get_user_info": "books",
    "get_most_recent_transactions": "merchant",
    "get_scheduled_transactions": "merchant",
    "read_file": "document",
}
_READ, _WRITE = CallPolicy(reads=True), CallPolicy(untrusted="confirm")


@dataclass(frozen=True)
class Call:
    """A tool and its arguments."""

    function: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Card:
    """What the user is asked: the call, and each value of untrusted origin with that origin."""

    call: Call
    foreign: tuple[Traced, ...]


@dataclass
class CarefulUser:
    """Presses a card only for what they want, once for each time they want it."""

    wanted: list[Call]
    cards: list[Card] = field(default_factory=list)

    def press(self, card: Card) -> bool:
        """Return whether the user confirms."""
        self.cards.append(card)
        if card.call not in self.wanted:
            return False
        self.wanted.remove(card.call)
        return True


def undefended(arguments: Mapping[str, Any], policy: CallPolicy, known: Known) -> Decision:
    """Allow everything: the yardstick that shows that the attacks work."""
    return Decision("allow")


@dataclass
class Teller:
    """Makes calls for one user task, if the guard lets them; keeps what was said and read."""

    prompt: str
    user: CarefulUser
    run: Callable[[Call], Any]
    guard: Guard = decide
    made: list[Call] = field(default_factory=list)
    read: list[Text] = field(default_factory=list)

    def call(self, call: Call) -> tuple[Any, bool]:
        """Return the result and whether the call was made."""
        policy = _READ if call.function in ORIGINS else _WRITE
        known = Known(texts=(Text(self.prompt, "user", "what you wrote"), *self.read))
        decision = self.guard(call.arguments, policy, known)
        if decision.verdict == "refuse":
            return "refused", False
        if decision.verdict == "confirm" and not self.user.press(Card(call, decision.foreign)):
            return "the user didn't confirm", False
        self.made.append(call)
        result = self.run(call)
        origin = ORIGINS.get(call.function, "document")
        self.read.append(Text(" ".join(words(result)), origin, call.function))
        return result, True


def obey(
    teller: Teller, task: Sequence[Call], orders: Mapping[str, Sequence[Call]]
) -> list[tuple[Call, Any]]:
    """Carry out a task's calls, and those of every order as soon as its text has been read.

    `orders` are instructions by their text: an agent that does whatever any text says.
    """
    done: list[tuple[Call, Any]] = []
    obeyed: set[str] = set()
    for call in task:
        result, _ = teller.call(call)
        done.append((call, result))
        seen = _plain(" ".join(words(result)))
        for text, calls in orders.items():
            if text not in obeyed and _plain(text) in seen:
                obeyed.add(text)
                done += [(order, teller.call(order)[0]) for order in calls]
    return done


def words(result: Any) -> list[str]:
    """Return everything written in a result, at any depth."""
    if hasattr(result, "model_dump"):
        return words(result.model_dump())
    if isinstance(result, Mapping):
        return [word for item in result.values() for word in words(item)]
    if isinstance(result, (list, tuple, set)):
        return [word for item in result for word in words(item)]
    return [] if result is None else [str(result)]


def _plain(text: str) -> str:
    return " ".join(text.split())
