"""The end state of the books: what differs from the beginning, and whether it may."""

from collections.abc import Iterator, Mapping
from typing import Any

from evals.cases.model import Books
from evals.scorers.check import Check

# What a conversation's words alone may add, since a right invoked is recorded at once (P3);
# each is checked at its turn.
RECORDED = frozenset({"rights", "claims", "flags", "contact_preferences"})
# Views that follow from other entries, or from the passing of days.
FOLLOWING = frozenset(
    {
        "as_of",
        "balances",
        "standing",
        "statement",
        "terms.autopay.next_amount",
        "terms.autopay.next_date",
    }
)
LISTS = frozenset(
    {
        "payments",
        "pending_transactions",
        "pending_draws",
        "contact_preferences",
        "requests",
        "claims",
        "plans",
        "flags",
        "rights",
    }
)
NAMELESS = frozenset({"id", "received_at", "clocks"})

Item = Mapping[str, Any]


class Difference:
    """What differs between two views of a line: items by list, values by path."""

    def __init__(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        self.added: dict[str, list[Item]] = {}
        self.dropped: dict[str, list[Item]] = {}
        for name in sorted(LISTS):
            then, now = list(before.get(name) or ()), list(after.get(name) or ())
            self._note(self.added, name, [item for item in now if item not in then])
            self._note(self.dropped, name, [item for item in then if item not in now])
        self.changed: dict[str, Any] = dict(_changes("", _scalars(before), _scalars(after)))

    @staticmethod
    def _note(into: dict[str, list[Item]], name: str, items: list[Item]) -> None:
        if items:
            into[name] = items

    def unexplained(self) -> list[str]:
        """Name what changed beyond records of rights and what follows by itself."""
        return [
            *(f"{name} added" for name in self.added if name not in RECORDED),
            *(f"{name} dropped" for name in self.dropped if name not in RECORDED),
            *(path for path in self.changed if not _follows(path, FOLLOWING)),
        ]


def end_state(
    before: Mapping[str, Any], after: Mapping[str, Any], allowed: tuple[Books, ...]
) -> Check:
    """Judge the end state: one of the equivalent ones must match, and nothing else differ."""
    difference = Difference(before, after)
    reasons = []
    for books in allowed:
        why = list(_wrong(difference, books))
        if not why:
            return Check(name="end state", passed=True)
        reasons.append("; ".join(why))
    return Check(name="end state", passed=False, why=" | ".join(reasons))


def _wrong(difference: Difference, books: Books) -> Iterator[str]:
    follows = frozenset(books.follows)
    yield from _items("adds", difference.added, books.adds, follows)
    yield from _items("drops", difference.dropped, books.drops, follows)
    for path, value in books.changes.items():
        if path not in difference.changed:
            yield f"{path} didn't change"
        elif not _same(difference.changed[path], value):
            yield f"{path} is {difference.changed[path]}, not {value}"
    for path in difference.changed:
        if path not in books.changes and not _follows(path, FOLLOWING | set(books.follows)):
            yield f"{path} became {difference.changed[path]}"


def _items(
    what: str,
    found: Mapping[str, list[Item]],
    wanted: Mapping[str, tuple[Item, ...]],
    follows: frozenset[str],
) -> Iterator[str]:
    for name in sorted({*found, *wanted}):
        left = list(found.get(name, ()))
        for item in wanted.get(name, ()):
            match = next((one for one in left if _fits(one, item)), None)
            if match is None:
                yield f"{what} no {name} like {dict(item)}"
            else:
                left.remove(match)
        if left and name not in follows and not (name in RECORDED and name not in wanted):
            yield f"{what} {name} beyond what may be: {[_bare(item) for item in left]}"


def _fits(item: Item, wanted: Item) -> bool:
    return all(_same(item.get(name), value) for name, value in wanted.items())


def _same(found: Any, wanted: Any) -> bool:
    return found == wanted or (found is not None and str(found) == str(wanted))


def _bare(item: Item) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in NAMELESS}


def _follows(path: str, following: frozenset[str] | set[str]) -> bool:
    return any(path == part or path.startswith(f"{part}.") for part in following)


def _scalars(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name not in LISTS}


def _changes(prefix: str, before: Any, after: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted({*before, *after}):
            yield from _changes(f"{prefix}{name}.", before.get(name), after.get(name))
    elif before != after:
        yield prefix.rstrip("."), after
