"""Reading level: Flesch-Kincaid grade, for a warning only."""

import re

from guardrails.text import sentences

_WORD = re.compile(r"[a-z']+", re.IGNORECASE)
_VOWELS = re.compile(r"[aeiouy]+", re.IGNORECASE)
_SHORTEST_WORDS = 8


def grade(text: str) -> float | None:
    """Return a text's US school grade; None below eight words, where it means nothing.

    0.39 words per sentence + 11.8 syllables per word − 15.59 (Kincaid and others, 1975).
    """
    words = _WORD.findall(text)
    count = len(sentences(text))
    if len(words) < _SHORTEST_WORDS or not count:
        return None
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / count + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    silent = word.lower().endswith("e") and not word.lower().endswith("le")
    return max(1, len(_VOWELS.findall(word)) - silent)
