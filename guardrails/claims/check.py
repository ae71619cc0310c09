"""The claims rail: finds statements that a reply must never make.

Rules first. Where a model chose the words, what no rule catches is read by a classifier too.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from guardrails.anchors import Sieve, anchors
from guardrails.claims.learnt import ClaimsReader
from guardrails.claims.model import ClaimContext, ClaimFinding, Rule, Severity
from guardrails.text import Sentence, sentences

Guard = Literal["negated", "conditional", "question"]

# A negation reaches to the next comma, a condition to the end of its sentence.
_NEGATED = re.compile(
    r"\b(?:can'?t|cannot|can not|won'?t|will not|not(?! only)|isn'?t|aren'?t|don'?t(?! worry)|"
    r"doesn'?t|didn'?t|never|no(?!,| problem| worries| doubt)|nothing|nobody|no one|neither|nor|"
    r"without|unable|wouldn'?t|nunca|nada|nadie|ni|sin)\b(?:(?!\b(?:but|however|pero)\b|[,;:.]).)*$"
    r"|\b(?:if|whether|si)\b(?:(?!\b(?:but|however|pero)\b|[;.]).)*$",
    re.IGNORECASE,
)
# Where two words may stand anywhere in a sentence, so may what clears them.
_NEGATED_ANYWHERE = re.compile(
    r"\b(?:\w+n't|cannot|can not|not(?! only)|never|nobody|no one|neither|without|unable|"
    r"if|whether|unless|once|when|after|who|nunca|nadie|no|si|cuando)\b"
    r"(?!,| problem| way| trouble)",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(
    r"\b(?:if|once|until|unless|when|whenever|before|after|as soon as|whether|not|no(?!,)|"
    r"nothing|hasn'?t|haven'?t|isn'?t|wasn'?t|never|can'?t|cannot|won'?t|didn'?t|to be|will be|"
    r"ask (?:for|to)|si|cuando|hasta que|antes de que|despu[eé]s de que|una vez que|nunca|nada|sin)"
    r"\b(?:(?!\b(?:but|pero)\b|[;.]).)*$",
    re.IGNORECASE,
)


# "Done." claims no act in particular: any act of the turn makes it true.
_ANY_ACT = "*"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: Rule
    severity: Severity
    why: str
    guard: tuple[Guard, ...] = ()
    when_flags: frozenset[str] = frozenset()
    patterns: tuple[str, ...] = ()
    both: tuple[tuple[str, str], ...] = ()
    acts: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True)
class _Pattern:
    rule: Rule
    severity: Severity
    guard: tuple[Guard, ...]
    when_flags: frozenset[str]
    act: str
    pattern: re.Pattern[str]
    beside: re.Pattern[str] | None


@dataclass(frozen=True)
class ClaimsRail:
    """The prohibited statements, compiled once; without `learnt` they are all there is."""

    patterns: Sieve[_Pattern]
    learnt: ClaimsReader | None = None

    @classmethod
    def load(cls) -> "ClaimsRail":
        """Read and compile the rules of `rules.yaml`.

        Raises:
            pydantic.ValidationError, re.error: a rule is malformed.

        """
        raw = yaml.safe_load((files("guardrails.claims") / "rules.yaml").read_text("utf-8"))
        patterns = (p for entry in raw for p in _compile(entry))
        return cls(Sieve.of((p, anchors(p.pattern.pattern)) for p in patterns))

    @cached_property
    def acts(self) -> frozenset[str]:
        """Return the names that `ClaimContext.done_acts` may hold."""
        return frozenset(p.act for p in self.patterns.items if p.act not in ("", _ANY_ACT))

    def check(self, text: str, context: ClaimContext) -> tuple[ClaimFinding, ...]:
        """Return the prohibited statements of a text, at most one a rule and sentence.

        Raises:
            ValueError: a done act isn't one this rail knows.

        """
        if unknown := context.done_acts - self.acts:
            raise ValueError(f"unknown acts: {sorted(unknown)}")
        plain = text.replace("’", "'").replace("‘", "'")
        found: list[ClaimFinding] = []
        worth = self.patterns.worth(plain)
        live = [p for p in worth if _applies(p, context) and p.pattern.search(plain)]
        learnt = None if context.own_words else self.learnt
        for sentence in sentences(plain) if live or learnt else ():
            by_rule = list(_by_rule(live, sentence))
            found += by_rule
            claimed = learnt and not by_rule and _read(learnt, sentence, context)
            if claimed:
                found.append(claimed)
        return tuple(replace(f, text=text[f.start : f.end]) for f in found)


def _by_rule(live: Sequence[_Pattern], sentence: Sentence) -> Iterator[ClaimFinding]:
    seen: set[Rule] = set()
    for entry in live:
        hit = None if entry.rule in seen else _hit(entry, sentence)
        if hit:
            seen.add(entry.rule)
            start, end = sentence.start + hit.start(), sentence.start + hit.end()
            yield ClaimFinding(entry.rule, start, end, hit[0], entry.severity)


def _read(learnt: ClaimsReader, sentence: Sentence, context: ClaimContext) -> ClaimFinding | None:
    rule = learnt.read(sentence.text, acted=bool(context.done_acts))
    if rule is None:
        return None
    end = sentence.start + len(sentence.text.rstrip())
    return ClaimFinding(rule, sentence.start, end, sentence.text.rstrip(), "repair", True)


def _compile(raw: Mapping[str, Any]) -> list[_Pattern]:
    entry = _Entry.model_validate(raw)
    listed = [("", pattern, "") for pattern in entry.patterns]
    listed += [("", pattern, beside) for pattern, beside in entry.both]
    listed += [(act, pattern, "") for act, patterns in entry.acts.items() for pattern in patterns]
    return [
        _Pattern(
            entry.rule,
            entry.severity,
            entry.guard,
            entry.when_flags,
            act,
            re.compile(pattern, re.IGNORECASE),
            re.compile(beside, re.IGNORECASE) if beside else None,
        )
        for act, pattern, beside in listed
    ]


def _applies(entry: _Pattern, context: ClaimContext) -> bool:
    if entry.act in context.done_acts or (entry.act == _ANY_ACT and context.done_acts):
        return False
    return not entry.when_flags or bool(entry.when_flags & context.flags)


def _cleared(sentence: str) -> bool:
    return bool(_NEGATED_ANYWHERE.search(sentence)) or sentence.rstrip().endswith("?")


def _hit(entry: _Pattern, sentence: Sentence) -> re.Match[str] | None:
    for hit in entry.pattern.finditer(sentence.text):
        before = sentence.text[: hit.start()]
        if entry.beside is not None:
            if not entry.beside.search(sentence.text) or _cleared(sentence.text):
                return None
        if "negated" in entry.guard and _NEGATED.search(before):
            continue
        if "conditional" in entry.guard and _CONDITIONAL.search(before):
            continue
        if "question" in entry.guard and sentence.text.rstrip().endswith("?"):
            continue
        return hit
    return None
