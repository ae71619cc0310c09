"""Bridging vocabularies: a consumer's words to a rule's, Spanish to English.

The gap between question and rule is mostly one of words ("bill" for "periodic statement"), so a
question is searched with the rule's words beside its own. Both tables are data in this folder.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

# Function words that tell a Spanish question from an English one with a few shared words.
_SPANISH = frozenset(
    "que como cuando cuanto cuantos cual por para mi mis el la los las un una de del en no"
    " me se si es esta este mas puedo tengo hay con lo y o al su quiero".split()
)


_MARKS = re.compile(r"[¿¡ñáéíóú]")


@dataclass(frozen=True)
class Wording:
    """A question as it is searched: in English, and the rule's words that were added.

    `spanish` is a Spanish question in its own words, folded; "" of an English one.
    """

    english: str
    added: str
    spanish: str = ""


@dataclass(frozen=True)
class _Term:
    pattern: re.Pattern[str]
    means: str


class Vocabulary:
    """Both tables, compiled."""

    def __init__(self, rules: Sequence[_Term], spanish: Sequence[_Term]) -> None:
        self._rules = rules
        self._spanish = spanish

    @classmethod
    def packaged(cls) -> "Vocabulary":
        """Return the tables that ship with the package, read once a process."""
        return _packaged()

    def word(self, question: str) -> Wording:
        """Return a question in the library's words; an English one keeps its own."""
        spanish = fold(question) if is_spanish(question) else ""
        english = self._translate(spanish) if spanish else question
        folded = fold(english)
        added = [term.means for term in self._rules if term.pattern.search(folded)]
        return Wording(english, " ".join(added), spanish)

    def _translate(self, folded: str) -> str:
        """Return the English of the known terms in their order; unknown words are dropped."""
        found: list[tuple[int, str]] = []
        for term in self._spanish:
            for match in term.pattern.finditer(folded):
                found.append((match.start(), term.means))
            folded = term.pattern.sub(lambda match: "_" * len(match.group()), folded)
        return " ".join(means for _, means in sorted(found)) or folded


@cache
def _packaged() -> Vocabulary:
    folder = files(__name__)
    rules = yaml.safe_load((folder / "regulator.yaml").read_text("utf-8"))
    spanish: Mapping[str, str] = yaml.safe_load((folder / "spanish.yaml").read_text("utf-8"))
    longest_first = sorted(spanish, key=lambda says: (-len(says), says))
    return Vocabulary(
        [_Term(_pattern(entry["says"]), entry["means"]) for entry in rules],
        [_Term(_pattern([says]), spanish[says]) for says in longest_first],
    )


def is_spanish(text: str) -> bool:
    """Tell whether a text is Spanish.

    By its marks ("¿", "ñ", "í"), or by its function words: two of them and a fifth of all.
    """
    words = re.findall(r"[a-z]+", fold(text))
    if _MARKS.search(text.lower()):
        return not _english(words)
    hits = [word for word in words if word in _SPANISH]
    return len(set(hits)) >= 2 and len(hits) * 5 >= len(words) and not _english(words)


def _english(words: Sequence[str]) -> bool:
    return (
        len({"the", "my", "is", "to", "i", "do", "of", "what", "how", "and", "it"} & {*words}) > 1
    )


def fold(text: str) -> str:
    """Return a text in lower case without accents and with straight apostrophes."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def _pattern(says: Sequence[str]) -> re.Pattern[str]:
    options = "|".join(re.escape(phrase).replace(r"\*", r"\w*") for phrase in says)
    return re.compile(rf"(?<!\w)(?:{options})(?!\w)")
