"""The decision: trace every sensitive argument, and let the least trusted of them count."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from tools.guard.model import UNTRUSTED, CallPolicy, Decision, Known, Text, Traced
from tools.values import Origin

# Who is believed first where several said the same thing.
_ORDER: tuple[Origin, ...] = (
    "user",
    "books",
    "policy",
    "attachment",
    "document",
    "merchant",
    "model",
)
_NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?(?![\w])")
_SPACE = re.compile(r"\s+")


def decide(arguments: Mapping[str, Any], policy: CallPolicy, known: Known) -> Decision:
    """Decide about a call of a tool with this policy. Pure; the words of a text decide nothing.

    A read is allowed. So is a write whose every sensitive value the user said or the books
    hold. Anything else is what the policy says of untrusted values.
    """
    if policy.reads:
        return Decision("allow")
    traced = tuple(
        trace(name, value, known)
        for name, value in arguments.items()
        if value is not None and name not in policy.plain
    )
    if any(one.origin in UNTRUSTED for one in traced):
        return Decision(policy.untrusted, traced)
    return Decision("allow", traced)


def trace(name: str, value: Any, known: Known) -> Traced:
    """Return where an argument's value came from; from the model, where nobody else had it.

    A typed value counts for the argument of its own name only. A text counts if the value
    stands in it as a whole word or number.
    """
    found = [
        Traced(name, value, one.origin)
        for one in known.values
        if one.name == name and _same(one.value, value)
    ]
    found += [
        Traced(name, value, text.origin, text.where)
        for text in known.texts
        if _stands_in(value, text)
    ]
    nobody = Traced(name, value, "model")
    return min(found, key=lambda one: _ORDER.index(one.origin), default=nobody)


def _same(one: Any, other: Any) -> bool:
    return str(one) == str(other)


def _stands_in(value: Any, text: Text) -> bool:
    if isinstance(value, bool):
        return False  # "true" in a text says nothing of this argument
    if isinstance(value, (list, tuple)):
        return bool(value) and all(_stands_in(item, text) for item in value)
    if isinstance(value, (int, float, Decimal)):
        return Decimal(str(value)) in set(_numbers(text.words))
    words, wanted = _plain(text.words), _plain(str(value))
    return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", words) is not None


def _numbers(words: str) -> Iterator[Decimal]:
    for found in _NUMBER.findall(words):
        try:
            yield Decimal(found.replace(",", ""))
        except InvalidOperation:
            continue


def _plain(words: str) -> str:
    return _SPACE.sub(" ", words).strip().casefold()
