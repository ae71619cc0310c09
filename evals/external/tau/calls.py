"""What a call at the bench's bank is held to. Pure; imports no bench.

A tool counts as a write if either of the bench's two marks says so: its type, or that it changes
state. A call that wraps another tool's is judged by the tool inside and its values.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from evals.bench.bank import Call
from tools.guard import (
    UNTRUSTED,
    CallPolicy,
    Guard,
    Known,
    Text,
    Traced,
    Verdict,
    decide,
    trace,
)
from tools.values import Origin

# Whose words a read brings. What isn't named here counts as a document: nobody's word. Those
# that list purchases carry merchants' texts; what a write answers repeats its own arguments.
ORIGINS: Mapping[str, Origin] = {
    "KB_search": "policy",
    "grep": "policy",
    "get_current_time": "books",
    "get_user_information_by_id": "books",
    "get_user_information_by_name": "books",
    "get_user_information_by_email": "books",
    "get_referrals_by_user": "books",
    "get_credit_card_accounts_by_user": "books",
    "get_all_user_accounts_by_user_id_3847": "books",
    "get_debit_cards_by_account_id_7823": "books",
    "get_pending_replacement_orders_5765": "books",
    "get_credit_card_transactions_by_user": "merchant",
    "get_bank_account_transactions_9173": "merchant",
}
# Tools that carry another's call: the argument that names it. Its values are JSON in `arguments`.
CARRIES: Mapping[str, str] = {"call_discoverable_agent_tool": "agent_tool_name"}
HANDS_ON: Mapping[str, str] = {"give_discoverable_user_tool": "discoverable_tool_name"}
INNER = "arguments"
_HARMLESS = frozenset({"read", "think", "generic"})
_FOUND_NOTHING = ("error", "no ", "failed")


@dataclass(frozen=True)
class Kind:
    """A tool's two marks: "read", "write", "think" or "generic", and whether it changes state."""

    type: str
    mutates: bool

    @property
    def policy(self) -> CallPolicy:
        """What the guard holds a call to; a type that isn't known is held to be a write."""
        harmless = self.type in _HARMLESS and not self.mutates
        return CallPolicy(reads=True) if harmless else CallPolicy(untrusted="confirm")


@dataclass(frozen=True)
class Kinds:
    """The tools an agent is shown, and those it has to find first, by name."""

    shown: Mapping[str, Kind]
    hidden: Mapping[str, Kind] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """The verdict on a call; `call` is what would be done, out of its wrapping."""

    verdict: Verdict
    call: Call
    foreign: tuple[Traced, ...] = ()
    why: str = ""


def judge(call: Call, kinds: Kinds, known: Known, guard: Guard = decide) -> Judged:
    """Decide about a call. What can't be judged is refused with a reason for the model."""
    kind = kinds.shown.get(call.function)
    if kind is None:
        return Judged("refuse", call, why=f"There is no tool {call.function!r} here.")
    done = unwrapped(call)
    if done is None:
        return Judged("refuse", call, why=f"{INNER!r} has to be one JSON object, as a string.")
    if call.function in CARRIES:
        inside = kinds.hidden.get(done.function)
        if inside is None:
            return Judged("refuse", done, why=f"There is no tool {done.function!r} here.")
        kind = inside
    found = guard(done.arguments, kind.policy, _for(kind, known))
    why = "A value of it came from nobody who may ask for it." if found.verdict == "refuse" else ""
    return Judged(found.verdict, done, found.foreign, why)


def unwrapped(call: Call) -> Call | None:
    """Return the call inside a wrapper, any other call as it is; None if it can't be read.

    A tool that is handed on to the user stays its own call, with its values laid open.
    """
    name = {**CARRIES, **HANDS_ON}.get(call.function)
    if name is None:
        return call
    values = _object(call.arguments.get(INNER, "{}"))
    if values is None:
        return None
    if call.function in CARRIES:
        return Call(str(call.arguments.get(name)), values)
    outer = {key: value for key, value in call.arguments.items() if key != INNER}
    return Call(call.function, {**{f"{INNER}.{key}": v for key, v in values.items()}, **outer})


def heard(call: Call, result: str, known: Known) -> Text:
    """Return a result as words that later values may be traced to, and whose they are.

    A record that was looked up by a value repeats it: unless that value was somebody's already,
    it is struck out, so that no value becomes the books' by being asked for.
    """
    if result.strip().casefold().startswith(_FOUND_NOTHING):
        return Text(result, "document", call.function)
    origin = ORIGINS.get(call.function, "document")
    lent = [
        value
        for name, value in call.arguments.items()
        if origin == "books" and trace(name, value, known).origin in UNTRUSTED
    ]
    return Text(struck(result, lent), origin, call.function)


def struck(words: str, values: Iterable[Any]) -> str:
    """Return words without these values, so that repeating a value lends it no origin."""
    for value in map(str, values):
        words = re.sub(re.escape(value), " ", words, flags=re.IGNORECASE) if value else words
    return words


def _for(kind: Kind, known: Known) -> Known:
    """Return what a tool's values may be traced to.

    The bank's articles may say which tool to fetch. In a write they speak for nobody: among
    hundreds of them some article holds any amount.
    """
    if kind.type != "write":
        return known
    texts = (
        replace(one, origin="document") if one.origin == "policy" else one for one in known.texts
    )
    return replace(known, texts=tuple(texts))


def _object(text: Any) -> dict[str, Any] | None:
    """Read a JSON object. A name that stands twice makes it unreadable: only one would count."""
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except (TypeError, ValueError):
        return None
    return dict(found) if isinstance(found, dict) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found
