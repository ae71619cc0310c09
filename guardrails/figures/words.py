"""Many words as one pattern."""

from collections.abc import Iterable


def one_of(words: Iterable[str]) -> str:
    """Return a pattern that matches any of the words, the longest that stands at a place.

    It matches what "a|b|c", longest first, does, but reads each letter once: beginnings are
    shared ("t(?:en|hree|wo)"), so that a place where none of fifty words stands costs little.
    Words are of letters, spaces and hyphens.
    """
    return _after(sorted(set(words)))


def _after(words: list[str]) -> str:
    """Return the pattern of sorted words, which may be empty where a longer one goes on."""
    rests: dict[str, list[str]] = {}
    for word in filter(None, words):
        rests.setdefault(word[0], []).append(word[1:])
    branches = [first + _after(rest) for first, rest in rests.items()]
    if not branches:
        return ""
    optional = "?" if "" in words else ""
    if len(branches) == 1 and not optional:
        return branches[0]
    return f"(?:{'|'.join(branches)}){optional}"
