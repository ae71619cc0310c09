"""The privacy rail: what a reply must not carry, whoever asked for it.

No social security, card or full account number; no phone or e-mail that the evidence doesn't
hold; nothing of another borrower; nothing of the instructions; no raw tool output.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

PrivacyKind = Literal[
    "ssn",
    "card",
    "account_number",
    "email",
    "phone",
    "foreign_id",
    "foreign_name",
    "prompt_leak",
    "raw_output",
]

_SSN = re.compile(r"(?<!\d)\d{3}[- ]\d{2}[- ]\d{4}(?!\d)")
_LONG_NUMBER = re.compile(r"(?<![\d.$,-])\d(?:[ -]?\d){11,18}(?![\d])")
_ACCOUNT = re.compile(r"(?<![\d.$,-])\d{8,17}(?![\d.,]\d|\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_PHONE = re.compile(
    r"(?<![\d$.,-])(?:\+?1[ .-]?)?(?:\(\d{3}\)[ ]?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\d-])"
)
_RAW = re.compile(
    r"\{\{|\}\}|\{\s*[\"']\w+[\"']\s*:|[\"']\w+[\"']\s*:\s*[\[{\"']|```|<\|?/?(?:tool|system|im_|function)"
    r"|\b(?:tool_calls?|function_call)\b|\bDecimal\(|\bNone\b(?=[,}\]])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-záéíóúñü0-9']+")
_GRAM = 8


@dataclass(frozen=True)
class PrivacyContext:
    """Who is spoken to: ids and contact points that may be shown, names that may not."""

    own_ids: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    foreign_names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PrivacyFinding:
    """A span that mustn't be shown. It never carries the words themselves."""

    kind: PrivacyKind
    start: int
    end: int


@dataclass(frozen=True)
class PrivacyRail:
    """The rail with this release's secrets: prompts' 8-grams, canary, id patterns."""

    canary: str
    grams: frozenset[tuple[str, ...]]
    id_patterns: tuple[re.Pattern[str], ...]

    @classmethod
    def load(
        cls, prompts: Iterable[str] = (), canary: str = "", id_patterns: Iterable[str] = ()
    ) -> "PrivacyRail":
        """Index the prompts; `id_patterns` are regular expressions of the lender's own ids."""
        grams = frozenset(gram for prompt in prompts for gram, _, _ in _grams(prompt))
        return cls(canary, grams, tuple(re.compile(p) for p in id_patterns))

    def check(self, text: str, context: PrivacyContext) -> tuple[PrivacyFinding, ...]:
        """Return everything in a text that mustn't be shown, in no particular order."""
        found = [
            *_all(_SSN, "ssn", text),
            *(f for f in _all(_LONG_NUMBER, "card", text) if _luhn(text[f.start : f.end])),
            *_all(_RAW, "raw_output", text),
            *self._leaks(text),
        ]
        found += [f for f in _all(_ACCOUNT, "account_number", text) if _clear(f, found)]
        found += _contacts(text, context)
        for pattern in self.id_patterns:
            hits = _all(pattern, "foreign_id", text)
            found += [f for f in hits if text[f.start : f.end] not in context.own_ids]
        for name in context.foreign_names:
            whole = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
            found += _all(whole, "foreign_name", text)
        return tuple(found)

    def _leaks(self, text: str) -> list[PrivacyFinding]:
        if self.canary and self.canary in text:
            at = text.index(self.canary)
            return [PrivacyFinding("prompt_leak", at, at + len(self.canary))]
        if not self.grams:
            return []
        return [
            PrivacyFinding("prompt_leak", start, end)
            for gram, start, end in _grams(text)
            if gram in self.grams
        ][:1]


def _all(pattern: re.Pattern[str], kind: PrivacyKind, text: str) -> list[PrivacyFinding]:
    return [PrivacyFinding(kind, m.start(), m.end()) for m in pattern.finditer(text)]


def _clear(finding: PrivacyFinding, others: list[PrivacyFinding]) -> bool:
    return all(finding.end <= o.start or finding.start >= o.end for o in others)


def _contacts(text: str, context: PrivacyContext) -> list[PrivacyFinding]:
    emails = frozenset(c.lower() for c in context.contacts)
    phones = frozenset(_digits(c) for c in context.contacts)
    found = [f for f in _all(_EMAIL, "email", text) if text[f.start : f.end].lower() not in emails]
    found += [
        f for f in _all(_PHONE, "phone", text) if _digits(text[f.start : f.end]) not in phones
    ]
    return found


def _digits(text: str) -> str:
    digits = "".join(c for c in text if c.isdigit())
    return digits[-10:]


def _luhn(text: str) -> bool:
    digits = [int(c) for c in text if c.isdigit()]
    doubled = [d * 2 - 9 if d > 4 else d * 2 for d in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _grams(text: str) -> list[tuple[tuple[str, ...], int, int]]:
    words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text.lower())]
    return [
        (tuple(w for w, _, _ in words[i : i + _GRAM]), words[i][1], words[i + _GRAM - 1][2])
        for i in range(len(words) - _GRAM + 1)
    ]
