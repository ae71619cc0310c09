"""Free text as the rules read it: plain tokens, with the way back to the text as given.

Lower case, no accents, no apostrophes, one space between tokens, sentence ends and commas as
tokens of their own, dollar amounts as `amt`, slips of the keyboard in the words that rules
turn on set right ("bankrupcy" reads "bankruptcy").
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\$\s?\d[\d,]*(?:\.\d+)?|[¿¡]|[.?!;\n]+|,|[^\W_]+(?:['’`´][^\W_]+)*", re.UNICODE
)
_APOSTROPHES = re.compile(r"['’`´]")
_ENDS = frozenset(".?!;\n")
_ONE_SLIP_LENGTH = 5
_TWO_SLIPS_LENGTH = 9
_WORD_LENGTH_MAX = 24


@dataclass(frozen=True)
class Reading:
    """The text of tokens, and where each token stands in the text as given."""

    text: str
    starts: tuple[int, ...]
    origins: tuple[tuple[int, int], ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the given text that a range of `text` was read from."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_right(self.starts, max(end - 1, start)) - 1, first)
        return self.origins[first][0], self.origins[last][1]

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of `text` of the sentence around a range, its end mark included."""
        begin = max(self.text.rfind(f" {mark} ", 0, start + 1) for mark in ".?!")
        stops = [at for mark in ".?!" if (at := self.text.find(f" {mark} ", end - 1)) >= 0]
        return (begin + 2 if begin >= 0 else 0), (min(stops) + 3 if stops else len(self.text))


class Speller:
    """Sets right one slip in a keyword (two in long ones); every other word stays."""

    def __init__(
        self, keywords: Iterable[str], known: Iterable[str], slips: dict[str, str]
    ) -> None:
        self._slips = dict(slips)
        words = {word for word in keywords if len(word) >= _ONE_SLIP_LENGTH}
        self._known = words | set(known)
        self._nearby: dict[str, str] = {}
        for word in sorted(words):
            for form in _deletions(word):
                self._nearby.setdefault(form, word)

    def correct(self, word: str) -> str:
        """Return the keyword that a word is a slip of, or the word itself."""
        if word in self._slips:
            return self._slips[word]
        if not _ONE_SLIP_LENGTH <= len(word) + 1 <= _WORD_LENGTH_MAX or not word.isalpha():
            return word
        if word in self._known:
            return word
        if word.endswith("s") and word[:-1] in self._known:
            return word
        for form in (word, *sorted(_deletions(word))):
            found = self._nearby.get(form)
            if found and found[0] == word[0] and abs(len(found) - len(word)) <= 2:
                return found
        return word


def read(text: str, speller: Speller) -> Reading:
    """Read a text into tokens; never raises, whatever the text."""
    parts: list[str] = []
    starts: list[int] = []
    origins: list[tuple[int, int]] = []
    at = 1
    for match in _TOKEN.finditer(text):
        token = _token(match.group(), text, match.start(), match.end(), speller)
        if not token:
            continue
        parts.append(token)
        starts.append(at)
        origins.append(match.span())
        at += len(token) + 1
    if not parts:
        return Reading(" ", (0,), ((0, len(text)),))
    return Reading(f" {' '.join(parts)} ", tuple(starts), tuple(origins))


def _token(raw: str, text: str, start: int, end: int, speller: Speller) -> str:
    if raw[0] == "$":
        return "amt"
    if raw[0] in "¿¡":
        return ""
    if raw[0] in _ENDS:
        inside_number = (
            raw == "." and text[start - 1 : start].isdigit() and text[end : end + 1].isdigit()
        )
        return "" if inside_number else ("?" if "?" in raw else "!" if "!" in raw else ".")
    if raw == ",":
        return ","
    word = _APOSTROPHES.sub("", unicodedata.normalize("NFKD", raw.lower()))
    return speller.correct("".join(c for c in word if not unicodedata.combining(c)))


def _deletions(word: str) -> set[str]:
    once = {word[:i] + word[i + 1 :] for i in range(len(word))}
    if len(word) < _TWO_SLIPS_LENGTH:
        return once
    return once | {form[:i] + form[i + 1 :] for form in once for i in range(len(form))}
