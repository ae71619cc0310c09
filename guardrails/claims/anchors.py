"""Words that a pattern can't match without: a cheap test before a costly one.

A reply is a few hundred characters and the rules are some hundred and sixty patterns; looking
for a pattern's words first makes the rail several times faster and changes no answer.
"""

from collections.abc import Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_SHORTEST = 3


def anchors(pattern: str) -> frozenset[str]:
    """Return case-folded strings of which every match holds at least one; none if unknown."""
    return _of_sequence(_parser.parse(pattern)) or frozenset()


def _of_sequence(items: Sequence[tuple[Any, Any]]) -> frozenset[str] | None:
    candidates: list[frozenset[str]] = []
    run = ""
    for code, value in items:
        if code is op.LITERAL:
            run += chr(value)
            continue
        candidates.append(frozenset((run.casefold(),)))
        run = ""
        found = _of_item(code, value)
        if found:
            candidates.append(found)
    candidates.append(frozenset((run.casefold(),)))
    useful = [c for c in candidates if min(len(word) for word in c) >= _SHORTEST]
    return max(useful, key=lambda c: (min(len(w) for w in c), -len(c)), default=None)


def _of_item(code: Any, value: Any) -> frozenset[str] | None:
    if code is op.SUBPATTERN:
        return _of_sequence(value[3])
    if code in (op.MAX_REPEAT, op.MIN_REPEAT) and value[0] >= 1:
        return _of_sequence(value[2])
    if code is op.BRANCH:
        parts = [_of_sequence(branch) for branch in value[1]]
        known = [part for part in parts if part]
        return frozenset().union(*known) if len(known) == len(parts) else None
    return None
