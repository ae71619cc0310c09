"""Puts a message into the words that the English sentence embedding knows, for it alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import yaml

from agents.understanding.text import flat, language

_WORD = re.compile(r"[a-z0-9$']+|[^\sa-z0-9$']")
_LONGEST = 4
_KEYWORDS = """account address attorney automatic autopay available balance bankruptcy borrow cancel
charge charged charges chapter complaint contact credit deceased deposit discharged dispute double
fraud identity increase interest lawyer messages military minimum monday password payment payments
pending purchase refund returned routing schedule statement stolen thursday transfer tuesday
wednesday withdraw""".split()


@dataclass(frozen=True, slots=True)
class Wording:
    """A glossary from Spanish, a list of short forms, and the field's keywords to spell by."""

    spanish: Mapping[str, str]
    short: Mapping[str, str]

    def plain(self, text: str) -> str:
        """Give the message in lower-case English words, word by word; English stays as it is."""
        words = _WORD.findall(flat(text))
        if language(text) == "es":
            return " ".join(self._glossed(words))
        return " ".join(self.short.get(word) or _spelled(word) for word in words)

    def _glossed(self, words: list[str]) -> list[str]:
        result: list[str] = []
        at = 0
        while at < len(words):
            for size in range(min(_LONGEST, len(words) - at), 0, -1):
                phrase = " ".join(words[at : at + size])
                if phrase in self.spanish or size == 1:
                    result.append(self.spanish.get(phrase, phrase))
                    at += size
                    break
        return result


def load_wording() -> Wording:
    """Read the package's word lists."""
    folder = files(__package__ or "agents.understanding")
    spanish, short = (
        yaml.safe_load(folder.joinpath(name).read_text(encoding="utf-8"))
        for name in ("spanish.yaml", "spelling.yaml")
    )
    return Wording(_strings(spanish), _strings(short))


def _strings(table: Mapping[object, object]) -> dict[str, str]:
    # YAML reads some words ("no", "y") as something else than text.
    names = {True: "yes", False: "no"}
    return {str(names.get(k, k) if isinstance(k, bool) else k): str(v) for k, v in table.items()}


def _spelled(word: str) -> str:
    """Swap in a keyword that is one slip away: a letter dropped, added, changed or two swapped."""
    if len(word) < 5 or word in _KEYWORDS:
        return word
    return next((k for k in _KEYWORDS if k[0] == word[0] and _one_slip(word, k)), word)


def _one_slip(word: str, keyword: str) -> bool:
    if abs(len(word) - len(keyword)) > 1 or word.rstrip("s") == keyword.rstrip("s"):
        return False
    start = 0
    while start < min(len(word), len(keyword)) and word[start] == keyword[start]:
        start += 1
    left, right = word[start:], keyword[start:]
    swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right or left == right[1:] or left[1:] == right[1:]
