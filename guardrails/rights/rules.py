"""Rules for rights, as data: readable patterns, and what takes a match back.

A pattern is a line of words as `reading` writes them. `..` stands for up to six words of the
same sentence, `...` for up to fourteen, `word*` for any ending, `(a|b)` for a choice, `(a )?`
for an option, `<name>` for a list of `vocabulary.yaml`. A rule may need another pattern `with`
it anywhere in the message, or ask the classifier to agree (`weak`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from guardrails.anchors import Sieve, anchors
from guardrails.rights.model import KINDS, RightKind
from guardrails.rights.reading import Reading, Speller, read

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SPACED = r" [^ .?!]+"
_DEPTH = 6
_NOTATION = (
    (re.compile(r"(?<![^ (|])\.(?![^ )|])"), r"(:[.!?]|$)"),  # a sentence's end
    (re.compile(r"(?<![^ (|])\?(?![^ )|])"), r"\\?"),  # a question's end
    (re.compile(r" \??\.\.\. "), rf"(:{_SPACED}){{0,14}}? "),
    (re.compile(r" \??\.\. "), rf"(:{_SPACED}){{0,6}}? "),
    (re.compile(r"\)\*"), "){0,5}"),
    (re.compile(r"(?<=[a-z0-9\]])\*"), "[^ .?!]*"),
    (re.compile(r"\(:?"), "(?:"),
)


# A question that nobody in particular is in asks about the rule: "who looks at complaints".
_ASKS = re.compile(
    r"^ (?:(?:and|so|ok|okay|hey|hi|hello|also|but|then|y|oye|hola) )*(?:, )?(?:(?:a|con|de) )?"
    r"(?:what|whats|which|how|hows|when|whens|where|wheres|who|whos|do|does|are|is|can|could|will|"
    r"would|should|que|cual|cuales|como|cuando|cuanto|cuanta|donde|quien|quienes) "
)
_SOMEBODY = re.compile(
    r" (?:i|im|ive|id|ill|my|mine|me|myself|we|our|ours|us|he|hes|she|shes|his|her|him|this|these|"
    r"those|it|its|yo|mi|mis|me|nos|nuestro|nuestra|el|ella|su|sus|este|esta|estos|estas|eso|"
    r"husband|wife|mom|mother|dad|father|son|daughter|brother|sister|mama|papa|esposo|esposa) "
)


def _general(sentence: str) -> bool:
    """Say whether a sentence of a reading asks about a rule, and about nobody."""
    return bool(_ASKS.search(sentence)) and not _SOMEBODY.search(sentence)


@dataclass(frozen=True)
class Hit:
    """A rule's match, as a range of the reading."""

    kind: RightKind
    start: int
    end: int
    weak: bool


@dataclass(frozen=True)
class _Rule:
    pattern: re.Pattern[str]
    needs: re.Pattern[str] | None
    weak: bool


@dataclass(frozen=True)
class KindRules:
    """The rules of one kind.

    `seldom_general` is false for a kind that is invoked in a general question too.
    `unless_sentence` takes back a match in its own sentence, `unless_message` anywhere; `asks`
    tells a question from a notice, where the kind is seldom invoked by asking. Without any of
    `names`, where a kind has them, the classifier alone has to be surer.
    """

    kind: RightKind
    rules: tuple[_Rule, ...]
    unless_sentence: re.Pattern[str] | None
    unless_message: re.Pattern[str] | None
    asks: re.Pattern[str] | None
    seldom_general: bool = True
    names: re.Pattern[str] | None = None

    def hits(self, reading: Reading, rules: Iterable[_Rule]) -> Iterator[Hit]:
        """Yield the matches of some of its rules that nothing takes back, in their order."""
        if self.excluded(reading):
            return
        for rule in rules:
            if rule.needs and not rule.needs.search(reading.text):
                continue
            for match in rule.pattern.finditer(reading.text):
                if not self._taken_back(reading, match):
                    yield Hit(self.kind, match.start(), match.end(), rule.weak)
                    break

    def excluded(self, reading: Reading) -> bool:
        """Say whether the message as a whole can't invoke the right."""
        return bool(self.unless_message and self.unless_message.search(reading.text))

    def doubtful(self, reading: Reading) -> bool:
        """Say whether the message asks, or has a wording that takes a match back."""
        if self.seldom_general and _general(reading.text):
            return True
        return any(
            pattern is not None and pattern.search(reading.text)
            for pattern in (self.unless_sentence, self.asks)
        )

    def _taken_back(self, reading: Reading, match: re.Match[str]) -> bool:
        start, end = reading.sentence(match.start(), match.end())
        sentence = " " + reading.text[start:end].strip() + " "
        if self.seldom_general and _general(sentence):
            return True
        return bool(self.unless_sentence and self.unless_sentence.search(sentence))


@dataclass(frozen=True)
class RuleBook:
    """Every kind's rules and the speller that they read with."""

    kinds: tuple[KindRules, ...]
    speller: Speller
    sieve: Sieve[tuple[RightKind, _Rule]]

    @classmethod
    def load(cls) -> "RuleBook":
        """Load the rules of this package; raises ValueError for a malformed one."""
        compiler, speller = vocabulary()
        folder = files("guardrails.rights").joinpath("rules")
        kinds = tuple(
            compiler.kind(kind, _yaml(folder.joinpath(f"{kind}.yaml").read_text("utf-8")))
            for kind in KINDS
        )
        each = ((kind.kind, rule) for kind in kinds for rule in kind.rules)
        sieve = Sieve.of(((kind, rule), anchors(rule.pattern.pattern)) for kind, rule in each)
        return cls(kinds, speller, sieve)

    def hits(self, reading: Reading) -> dict[RightKind, tuple[Hit, ...]]:
        """Return each kind's matches that nothing takes back, in the order of its rules."""
        worth: dict[RightKind, list[_Rule]] = {kind.kind: [] for kind in self.kinds}
        for name, rule in self.sieve.worth(reading.text):
            worth[name].append(rule)
        return {
            kind.kind: tuple(kind.hits(reading, worth[kind.kind])) if worth[kind.kind] else ()
            for kind in self.kinds
        }

    def hears(self, text: str) -> bool:
        """Say whether any rule finds a right in a text."""
        return any(self.hits(read(text, self.speller)).values())


def vocabulary() -> tuple["_Compiler", Speller]:
    """Return what patterns are read with: the lists and contexts, and the speller."""
    path = files("guardrails.rights").joinpath("rules", "vocabulary.yaml")
    known = _yaml(path.read_text("utf-8"))
    speller = Speller(known["keywords"], known["known"], known["slips"])
    return _Compiler(known["words"], known["contexts"]), speller


def compile_lists(
    lists: Mapping[str, Sequence[str]], words: Mapping[str, Any]
) -> dict[str, re.Pattern[str]]:
    """Compile patterns of this notation by name, with lists of words of their own.

    Raises ValueError for a malformed pattern or an empty list.
    """
    compiler = _Compiler(words, {})
    found = {name: compiler.any_of(patterns) for name, patterns in lists.items()}
    return {name: _required(name, pattern) for name, pattern in found.items()}


def _required(name: str, pattern: re.Pattern[str] | None) -> re.Pattern[str]:
    if pattern is None:
        raise ValueError(f"no patterns for {name}")
    return pattern


class _Compiler:
    """Turns patterns into regular expressions."""

    def __init__(self, words: Mapping[str, Any], contexts: Mapping[str, list[str]]) -> None:
        self._words = {name: " ".join(str(value).split()) for name, value in words.items()}
        self._contexts = contexts

    def kind(self, kind: RightKind, data: Mapping[str, Any]) -> KindRules:
        rules = tuple(self._rule(item) for item in data["rules"])
        sentence = [p for name in data.get("contexts", ()) for p in self._contexts[name]]
        return KindRules(
            kind,
            rules,
            self.any_of([*sentence, *data.get("unless_sentence", ())]),
            self.any_of(data.get("unless_message", ())),
            self.any_of(self._contexts.get("question", ()))
            if data.get("seldom_asked", True)
            else None,
            data.get("seldom_general", True),
            self.any_of(data.get("names", ())),
        )

    def _rule(self, item: str | Mapping[str, Any]) -> _Rule:
        data = {"match": item} if isinstance(item, str) else item
        pattern = self._compile(data["match"])
        needs = self._compile(data["with"]) if "with" in data else None
        weak = bool(data.get("weak", False))
        return _Rule(pattern, needs, weak=weak)

    def _listed(self, match: re.Match[str]) -> str:
        if match.group(1) not in self._words:
            raise ValueError(f"unknown list in a pattern: {match.group()}")
        return f"({self._words[match.group(1)]})"

    def any_of(self, patterns: Sequence[str]) -> re.Pattern[str] | None:
        if not patterns:
            return None
        return re.compile("|".join(self._compile(pattern).pattern for pattern in patterns))

    def _compile(self, pattern: str) -> re.Pattern[str]:
        body = " ".join(pattern.split())
        for _ in range(_DEPTH):
            body = re.sub(r"<(\w+)>", self._listed, body)
        if "<" in body:
            raise ValueError(f"circular list in a pattern: {pattern}")
        opens, closes = body.startswith("^ "), body.endswith(" $")
        body = body.removeprefix("^ ").removesuffix(" $").removesuffix(" ..")
        for written, regular in _NOTATION:
            body = written.sub(regular, body)
        head = "^ " if opens else "(?<= )"
        tail = r" (?:[.!?] )?$" if closes else "(?= |$)"
        try:
            return re.compile(f"{head}{body}{tail}")
        except re.error as error:
            raise ValueError(f"malformed pattern: {pattern}: {error}") from error


def _yaml(text: str) -> Any:
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 (a safe loader, in C where it can be)
