"""Reads wishes for advice and plain questions in languages that the classifier doesn't know.

Each language has a page in `languages/`, of words and short frames set apart by commas:

    marks       small words by which the language is known, or beginnings of two to four letters
    letters     letters by which it is known, as a regular expression's class; optional
    script      the letters of a script of its own, likewise; optional
    initials    how words change at their beginning ("c ch gc"); optional
    spaceless   true where words aren't parted by spaces; optional
    money       what is invested in, markets, retirement, taxes, courts
    wishes      how personal advice is asked for
    plain       what is asked in general though it sounds like a wish; optional
    questions   how something is asked in general
    line        the matters of a credit line

A word on a page is a whole word; `invest-` begins a word, `-aktie` ends one, `-aktie-` stands
anywhere in one, and `…` is up to eight words of any kind. Accents and case count nowhere. A page
of marks alone, as of English, says that the classifier knows the language; `everywhere` has what
is called the same in most.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any, Literal

import yaml

Heard = Literal["personal", "general", "line"]

_WORDS_BETWEEN = 8
_LETTERS_BETWEEN = 24
# A page is asked together with the likeliest one when it has at least this share of its marks;
# the others with some are asked when these can't say.
_NEAR = 0.6
# Two letters of a script say as much as one small word.
_LETTERS_A_MARK = 2
_BEGINNINGS = (2, 3, 4)
_NEVER = re.compile(r"(?!)")

# What is dropped after decomposing: accents, Hebrew points, Arabic vowels, Indic nuktas, joiners.
_DROPPED = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0640\u064b-\u065f\u0670\u093c\u09bc\u0a3c\u200d]"
)
_ASCII = re.compile("[\x00-\x7f]+")
# What isn't part of a word. Vowel signs of Indic scripts and Thai aren't letters to `\w`.
_GAP = re.compile("[^\\w\u0900-\u0963\u0966-\u0dff\u0e00-\u0e7f]+|_+")
_ONE_LETTER = str.maketrans(
    {
        **dict(zip("đłøıəɓɗƙƴŋðɛɔ", "dloiebdkyndeo", strict=True)),
        **dict(zip("يىكةۀہھ", "ییکهههه", strict=True)),
        **dict.fromkeys("ʼʻʔ‘’", " "),
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)


@dataclass(frozen=True)
class Page:
    """A language's page; what it looks for is compiled when the language is first met."""

    name: str
    raw: Mapping[str, Any]
    everywhere: str

    def read(self, folded: str) -> Heard | None:
        """Return what a folded text of this language wants; None where the page can't say.

        A text that names more of the line than of money is about the line.
        """
        if self.raw.get("spaceless"):
            folded = folded.replace(" ", "")
        money, line = len(self.money.findall(folded)), len(self.line.findall(folded))
        if line > money:
            return "line"
        if not money:
            return None
        if self.plain.search(folded):
            return "general"
        if self.wishes.search(folded):
            return "personal"
        return "general" if self.questions.search(folded) else None

    @cached_property
    def letters(self) -> re.Pattern[str]:
        """Letters that few other languages of the script have."""
        return _letters(self.raw.get("letters", ""))

    @cached_property
    def script(self) -> re.Pattern[str]:
        """Letters of a script that isn't the Latin one."""
        return _letters(self.raw.get("script", ""))

    @cached_property
    def money(self) -> re.Pattern[str]:
        """What is invested in, in this language and in all."""
        return self._pattern(self.raw["money"], self.everywhere)

    @cached_property
    def wishes(self) -> re.Pattern[str]:
        """How personal advice is asked for."""
        return self._pattern(self.raw["wishes"])

    @cached_property
    def plain(self) -> re.Pattern[str]:
        """What sounds like a wish and isn't."""
        return self._pattern(self.raw.get("plain", ""))

    @cached_property
    def questions(self) -> re.Pattern[str]:
        """How something is asked in general."""
        return self._pattern(self.raw["questions"])

    @cached_property
    def line(self) -> re.Pattern[str]:
        """The matters of a credit line."""
        return self._pattern(self.raw["line"])

    def _pattern(self, *listed: str) -> re.Pattern[str]:
        initials = dict(_initials(self.raw.get("initials", "")))
        spaceless = bool(self.raw.get("spaceless"))
        found = [
            _expression(entry, initials, spaceless) for some in listed for entry in _entries(some)
        ]
        return re.compile("|".join(found)) if found else _NEVER


@dataclass(frozen=True)
class Languages:
    """The pages of all languages. Deterministic."""

    pages: tuple[Page, ...]
    known: frozenset[str]
    marks: Mapping[str, tuple[str, ...]]
    beginnings: Mapping[str, tuple[str, ...]]
    accented: Mapping[str, tuple[str, ...]]

    @classmethod
    def load(cls) -> "Languages":
        """Read the pages that ship with the package."""
        folder = files("guardrails.advice") / "languages"
        raw = {
            file.name.removesuffix(".yaml"): yaml.safe_load(file.read_text("utf-8"))
            for file in sorted(folder.iterdir(), key=lambda file: file.name)
        }
        everywhere = raw.pop("everywhere")["money"]
        entries = [(entry, name) for name in raw for entry in _entries(raw[name].get("marks", ""))]
        return cls(
            pages=tuple(Page(name, page, everywhere) for name, page in raw.items()),
            known=frozenset(name for name, page in raw.items() if "wishes" not in page),
            marks=_owners((_mark(entry), name) for entry, name in entries if entry[-1] != "-"),
            beginnings=_owners((_mark(entry), name) for entry, name in entries if entry[-1] == "-"),
            accented=_owners((entry, name) for entry, name in entries if not entry.isascii()),
        )

    def read(self, text: str) -> Heard | None:
        """Return what a text wants.

        None: the text is in a language that the classifier knows, or no page can say.
        """
        folded = fold(text)
        ranked = self._ranked(text, folded)
        heard = {page.read(folded) for page, marks in ranked if marks >= _NEAR * ranked[0][1]}
        for kind in ("personal", "general", "line"):
            if kind in heard:
                return kind
        further = (page.read(folded) for page, marks in ranked if marks < _NEAR * ranked[0][1])
        return next((kind for kind in further if kind in ("personal", "general")), None)

    def spoken(self, text: str) -> tuple[str, ...]:
        """Return the languages that a text may be in, the likeliest first."""
        return tuple(page.name for page, _ in self._ranked(text, fold(text)))

    def _ranked(self, text: str, folded: str) -> list[tuple[Page, int]]:
        """Return the pages with more marks than English or Spanish, and how many they have."""
        found: Counter[str] = Counter()
        for word in folded.split():
            for name in self.marks.get(word, ()):
                found[name] += 1
            for length in _BEGINNINGS:
                for name in self.beginnings.get(word[:length], ()):
                    found[name] += 1
        if not text.isascii():
            self._count_letters(text, folded, found)
        known = max(found[name] for name in self.known)
        ranked = [(page, found[page.name]) for page in self.pages if found[page.name] > known]
        return sorted(ranked, key=lambda row: -row[1])

    def _count_letters(self, text: str, folded: str, found: "Counter[str]") -> None:
        """Count what only a text with other letters than English has; an accent may decide."""
        lower = unicodedata.normalize("NFC", text.lower())
        for word in _GAP.sub(" ", lower).split():
            found.update(self.accented.get(word, ()))
        letters, others = _ASCII.sub("", lower), _ASCII.sub("", folded)
        for page in self.pages:
            found[page.name] += len(page.letters.findall(letters))
            found[page.name] += len(page.script.findall(others)) // _LETTERS_A_MARK


def fold(text: str) -> str:
    """Return a text without case, accents and punctuation, one space around each word."""
    text = text.casefold()
    if not text.isascii():
        text = _DROPPED.sub("", unicodedata.normalize("NFKD", text)).translate(_ONE_LETTER)
        text = unicodedata.normalize("NFKC", text)
    return f" {_GAP.sub(' ', text).strip()} "


def _letters(those: str) -> re.Pattern[str]:
    return re.compile(f"[{those}]") if those else _NEVER


def _owners(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return which pages have a word."""
    found: dict[str, list[str]] = defaultdict(list)
    for word, name in dict.fromkeys(pairs):
        found[word].append(name)
    return {word: tuple(names) for word, names in found.items()}


def _mark(entry: str) -> str:
    return fold(entry).strip()


def _entries(listed: str) -> Iterator[str]:
    for entry in listed.split(","):
        if entry.strip():
            yield entry.strip()


def _initials(listed: str) -> Iterator[tuple[str, str]]:
    """Yield each beginning of a word and the choice of what it may turn into, longest first."""
    rows = [fold(entry).split() for entry in _entries(listed)]
    for first, *others in sorted(rows, key=lambda row: -len(row[0])):
        yield first, f"(?:{'|'.join((*others, first))})"


def _expression(entry: str, initials: Mapping[str, str], spaceless: bool) -> str:
    """Return the regular expression of one entry of a page, over a folded text."""
    parts = []
    gap = f".{{0,{_LETTERS_BETWEEN}}}?" if spaceless else f"(?: \\S+){{0,{_WORDS_BETWEEN}}}?"
    for word in entry.replace("…", " … ").split():
        if word == "…":
            parts.append(gap)
            continue
        inner = [_changed(piece, initials) for piece in fold(word).split()]
        if spaceless:
            parts.append("".join(inner))
            continue
        before = " \\S*" if word.startswith("-") else " "
        parts.append(before + " ".join(inner) + ("\\S*" if word.endswith("-") else ""))
    whole = "".join(parts)
    if spaceless:
        return whole
    if whole.startswith(" \\S*"):
        whole = whole.removeprefix(" \\S*")
    return whole.removesuffix("\\S*") if entry.endswith("-") else whole + "(?= )"


def _changed(piece: str, initials: Mapping[str, str]) -> str:
    for first, choice in initials.items():
        if piece.startswith(first):
            return choice + re.escape(piece.removeprefix(first))
    return re.escape(piece)
