"""Rights in free text: rules first, then letters, then sentence embeddings where in doubt.

A rule's match stands unless the rule is weak and the classifier disagrees, or the right is of a
kind told in words that people use for much else and the classifier hears no trace of it. The
classifier alone is believed only when it is sure, and less beside what a rule settled or where
the wording is a question, a supposition or somebody else's story. The model behind the
conversation has no say here.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from guardrails.linear import Cascade, Embed, Example, load_or_train
from guardrails.rights.model import KINDS, RightKind, RightSignal
from guardrails.rights.reading import Reading, read
from guardrails.rights.rules import Hit, KindRules, RuleBook
from guardrails.rights.settle import settle
from guardrails.text import sentences

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WEAK_NEEDS = 0.35
_ALONE_NEEDS = 0.36
_BESIDE_NEEDS = 0.55  # a right invoked sounds a little like others, above all like a complaint
_ALONE_IN_DOUBT_NEEDS = 0.97
_UNNAMED_NEEDS = 0.80
_PIECE_FROM = 0.10
_PIECE_NEEDS = 0.60
_RULE_CONFIDENCE = 0.95
_TRACE = 0.02
_CLEAR_TRACE = 0.20
_PIECE_WORDS_MIN = 3
_PIECES_MAX = 24
_READ_CHARS = 4_000
# Holding back the embedding below this chance by letters alone spares it for three in five of 477
# messages that invoke nothing; a lower chance, 0.05, would hear one more of 260 rights.
_DOUBT_FROM = 0.08
# "Out of work last year", "my aunt won't stop calling": their rules meet much that is neither.
_LOOSE: frozenset[RightKind] = frozenset({"hardship", "opt_out_channel"})
# Who somebody is, said in a sentence of its own, tells nothing of how they were treated.
_OF_THE_WHOLE: frozenset[RightKind] = frozenset({"discrimination"})
# Asked for whatever the matter is.
_OF_ANYTHING: frozenset[RightKind] = frozenset({"wants_human"})


@dataclass(frozen=True)
class RightsDetector:
    """Recognises the rights that a message invokes. Deterministic; no network, no clock."""

    rules: RuleBook
    model: Cascade
    embed: Embed

    @classmethod
    def load(
        cls,
        embed: Embed,
        cache_dir: Path,
        line: Sequence[str] = (),
        taught: Sequence[Example] | None = None,
    ) -> "RightsDetector":
        """Load the rules, and the classifier from the cache (trained on a first call).

        `line` are further utterances of everyday business; one in which a rule hears a right
        is left out. `taught` are other examples than our own to train on.
        """
        rules = RuleBook.load()
        everyday = [Example(text, frozenset()) for text in line if not rules.hears(text)]
        lessons = [*(examples() if taught is None else taught), *everyday]
        return cls(rules, load_or_train(lessons, KINDS, embed, cache_dir, "rights"), embed)

    def detect(self, text: str) -> tuple[RightSignal, ...]:
        """Return the rights that a message invokes, in the order of its text, one a kind.

        Two spans of different kinds may overlap. An empty message invokes nothing.
        """
        if not text.strip():
            return ()
        reading = read(text, self.rules.speller)
        hits_of = self.rules.hits(reading)
        settled = {kind for kind, hits in hits_of.items() if any(not hit.weak for hit in hits)}
        chances = self._chances(text, settled, 0.0 if settled & _LOOSE else _DOUBT_FROM)
        unheard = {kind for kind in settled & _LOOSE if chances[kind] < _TRACE}
        needs = _BESIDE_NEEDS if settled - unheard - _OF_ANYTHING else _ALONE_NEEDS
        signals = []
        for kind in self.rules.kinds:
            hits = () if kind.kind in unheard else hits_of[kind.kind]
            chance = chances[kind.kind]
            signal = _decide(kind.kind, hits, chance, text, reading)
            if signal is None and chance >= needs and self._believed(kind, chance, reading):
                signal = _whole(kind.kind, text, chance)
            if signal is not None:
                signals.append(signal)
        return settle(signals)

    def may_invoke(self, text: str, kind: RightKind) -> bool:
        """Say whether a message may invoke a right that `detect` didn't hear in it.

        For what somebody else claims to have heard: a trace of it is enough, a clear one where
        the message asks or supposes.
        """
        rules = next(rules for rules in self.rules.kinds if rules.kind == kind)
        reading = read(text, self.rules.speller)
        if not text.strip() or rules.excluded(reading):
            return False
        chance = self._chances(text, frozenset(), doubt_from=0.0)[kind]
        return chance >= (_CLEAR_TRACE if rules.doubtful(reading) else _TRACE)

    def _chances(self, text: str, settled: Set[str], doubt_from: float) -> dict[str, float]:
        """Return each kind's probability, that of a sentence where it says it clearer.

        A sentence is heard only for a kind that no rule has settled and that the message as a
        whole makes likely enough: by itself it may sound like what the rest takes back.
        """
        found = self.model.probabilities(text, self.embed, doubt_from, settled)
        open_kinds = [
            kind
            for kind, chance in found.items()
            if _PIECE_FROM <= chance < _ALONE_NEEDS and kind not in settled | _OF_THE_WHOLE
        ]
        pieces = _pieces(text) if open_kinds else []
        if pieces:
            for piece, row in zip(pieces, self.embed(pieces), strict=True):
                chances = self.model.full.probabilities(row, piece)
                for kind in open_kinds:
                    if chances[kind] >= _PIECE_NEEDS:
                        found[kind] = max(found[kind], chances[kind])
        return found

    def _believed(self, kind: KindRules, chance: float, reading: Reading) -> bool:
        """Say whether the classifier is believed where no rule agrees with it."""
        if kind.excluded(reading):
            return False
        if kind.names and chance < _UNNAMED_NEEDS and not kind.names.search(reading.text):
            return False
        return chance >= _ALONE_IN_DOUBT_NEEDS or not kind.doubtful(reading)


def examples() -> list[Example]:
    """Return our own utterances: what invokes each right, what only looks like it, and chatter."""
    folder = files("guardrails.rights").joinpath("utterances", "more_voices")
    pages = sorted(folder.iterdir(), key=lambda page: page.name)
    return [*first_examples(), *(example for page in pages for example in _by_kinds(page))]


def first_examples() -> list[Example]:
    """Return those of our utterances that others learn their border to rights by."""
    folder = files("guardrails.rights").joinpath("utterances")
    found = [
        Example(text, frozenset({kind}))
        for kind in KINDS
        for text in _yaml(folder.joinpath(f"{kind}.yaml").read_text("utf-8"))
    ]
    several = _yaml(folder.joinpath("several.yaml").read_text("utf-8"))
    found += [Example(item["text"], frozenset(item["kinds"])) for item in several]
    for name in ("voices.yaml", "voices_look_alikes.yaml"):
        found += _by_kinds(folder.joinpath(name))
    for name in ("look_alikes.yaml", "ordinary.yaml", "servicing.yaml"):
        texts = _yaml(folder.joinpath(name).read_text("utf-8"))
        found += [Example(text, frozenset()) for text in texts]
    return found


def _by_kinds(page: Traversable) -> Iterator[Example]:
    for kinds, texts in _yaml(page.read_text("utf-8")).items():
        labels = frozenset(kinds.split()) - {"none"}
        yield from (Example(text, labels) for text in texts)


def _pieces(text: str) -> list[str]:
    """Return the sentences of a message of several, so that a second matter isn't drowned."""
    found = [s.text.strip() for s in sentences(text[:_READ_CHARS])]
    found = [piece for piece in found if len(piece.split()) >= _PIECE_WORDS_MIN]
    return found[:_PIECES_MAX] if len(found) > 1 else []


def _decide(
    kind: RightKind, hits: Sequence[Hit], chance: float, text: str, reading: Reading
) -> RightSignal | None:
    """Take the narrowest of the matches that stand, so that two events keep apart."""
    standing = [hit for hit in hits if not hit.weak or chance >= _WEAK_NEEDS]
    if not standing:
        return None
    best = min(standing, key=lambda hit: (hit.weak, hit.end - hit.start, hit.start))
    start, end = reading.origin(best.start, best.end)
    confidence = chance if best.weak else max(chance, _RULE_CONFIDENCE)
    return RightSignal(kind, (start, end), text[start:end], "rule", confidence)


def _whole(kind: RightKind, text: str, chance: float) -> RightSignal:
    stripped = text.strip()
    start = text.index(stripped)
    return RightSignal(kind, (start, start + len(stripped)), stripped, "classifier", chance)


def _yaml(text: str) -> Any:
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 (a safe loader, in C where it can be)
