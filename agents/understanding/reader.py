"""From one borrower message to typed requests. Deterministic: the same message reads the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from agents.understanding import rules
from agents.understanding.asking import asks_rule
from agents.understanding.catalogue import FROM_PLACE, TALK, Catalogue, load_catalogue
from agents.understanding.classifier import (
    Classifier,
    Embed,
    Plain,
    Vector,
    features,
    load_or_train,
)
from agents.understanding.clauses import clause_spans
from agents.understanding.followups import follow_up
from agents.understanding.orders import order_act
from agents.understanding.reading import Hints, Reading, Request, Slots, Span
from agents.understanding.slots import adopt, gather, within
from agents.understanding.text import flat, language, trimmed
from agents.understanding.wording import load_wording

MAX_READ_CHARS = 2000
SURE_FROM = 0.34
_CLAUSE_FROM = 0.5
_CLAUSE_SHARE = 0.6
_CLEAR_FROM = 0.6
_OPENINGS = frozenset({"greeting", "thanks", "goodbye"})
_SECOND_FROM = 0.45
_RULE_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class _Guess:
    """What one clause, or the whole message, was taken for."""

    span: Span
    act: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...]


class Reader:
    """Reads messages. Holds the trained classifier; keeps nothing between messages."""

    def __init__(
        self, embed: Embed, classifier: Classifier, catalogue: Catalogue, plain: Plain
    ) -> None:
        self._embed = embed
        self._classifier = classifier
        self._plain = plain
        self._intents = {**catalogue.intents, **FROM_PLACE}

    @classmethod
    def load(cls, embed: Embed, cache_dir: Path) -> "Reader":
        """Take the classifier from `cache_dir`, or train it there once (some seconds).

        `embed` maps texts to rows of a fixed width, e.g. `MiniLM.embed`.
        """
        catalogue = load_catalogue()
        plain = load_wording().plain
        classifier = load_or_train(catalogue.examples, embed, plain, cache_dir)
        return cls(embed, classifier, catalogue, plain)

    def read(self, text: str, *, today: date, hints: Hints | None = None) -> Reading:
        """Every request of the message, in its order, each act once.

        Only the first 2,000 characters are read. An empty message, or a command ("/confirm"),
        has no request. Dates resolve against `today`, the lender's calendar day.
        """
        hints = hints or Hints()
        text = text[:MAX_READ_CHARS]
        slots = gather(text, today, hints)
        requests: tuple[Request, ...] = ()
        if text.strip() and not text.lstrip().startswith("/") and any(map(str.isalnum, text)):
            requests = self._requests(text, slots, today, hints)
        return Reading(language(text, hints.language), requests, slots, SURE_FROM)

    def _requests(self, text: str, slots: Slots, today: date, hints: Hints) -> tuple[Request, ...]:
        whole = trimmed(text, (0, len(text)))
        folded = flat(text)
        certain = rules.whole_message(folded, slots, hints) or follow_up(folded, slots, hints)
        if certain is not None:
            act = rules.settle(certain, slots, today)
            return (self._request(_sure(whole, act), text, slots),)
        groups = clause_spans(text)
        overall, guesses = self._guess(text, whole, groups, slots, hints)
        if rules.is_answer(folded, slots, hints, max(g.confidence for g in (overall, *guesses))):
            return (self._request(_sure(whole, "answer"), text, slots),)
        chosen = _choose(overall, guesses)
        requests = []
        for guess in chosen:
            own = within(slots, text, guess.span, hints)
            if len(chosen) == 1:
                own = adopt(own, slots)
            settled = replace(guess, act=rules.settle(guess.act, own, today))
            requests.append(self._request(settled, text, own))
        return tuple(requests)

    def _guess(
        self,
        text: str,
        whole: Span,
        groups: Sequence[Sequence[Span]],
        slots: Slots,
        hints: Hints,
    ) -> tuple[_Guess, tuple[_Guess, ...]]:
        """Give the whole message's act, and one guess a clause, from one batch of embeddings."""
        pieces = [span for group in groups for span in group]
        wholes = [(group[0][0], group[-1][1]) for group in groups]
        spans = list(dict.fromkeys([whole, *wholes, *pieces]))
        rows = features([text[start:end] for start, end in spans], self._embed, self._plain)
        table = dict(zip(spans, self._classifier.probabilities(rows), strict=True))
        found = {
            span: self._best(span, table[span], flat(text[span[0] : span[1]]), slots, text, hints)
            for span in spans
        }
        guesses: list[_Guess] = []
        for group, sentence in zip(groups, wholes, strict=True):
            guesses += _cut_or_whole(found[sentence], [found[span] for span in group])
        return found[whole], tuple(guesses)

    def _best(
        self, span: Span, row: Vector, folded: str, slots: Slots, text: str, hints: Hints
    ) -> _Guess:
        order = np.argsort(-row, kind="stable")[:3]
        alternatives = tuple((self._classifier.labels[i], round(float(row[i]), 4)) for i in order)
        act, confidence = alternatives[0]
        ruled = rules.clause_act(folded) or order_act(folded, within(slots, text, span, hints))
        if ruled is None and rules.is_payment_order(folded, within(slots, text, span, hints)):
            ruled = act if act in {"make_payment", "schedule_payment"} else "make_payment"
        said = act if ruled is None else ruled
        if asks_rule(folded, said, ruled is not None or confidence >= SURE_FROM):
            return _Guess(span, "policy_question", _RULE_CONFIDENCE, alternatives)
        if ruled is not None:
            return _Guess(span, ruled, max(_RULE_CONFIDENCE, confidence), alternatives)
        return _Guess(span, act, confidence, alternatives)

    def _request(self, guess: _Guess, text: str, slots: Slots) -> Request:
        return Request(
            act=guess.act,
            intent=self._intents.get(guess.act) or self._intents[guess.alternatives[0][0]],
            confidence=guess.confidence,
            span=guess.span,
            text=text[guess.span[0] : guess.span[1]],
            slots=slots,
            alternatives=guess.alternatives,
        )


def _sure(span: Span, act: str) -> _Guess:
    return _Guess(span, act, _RULE_CONFIDENCE, ((act, _RULE_CONFIDENCE),))


def _cut_or_whole(sentence: _Guess, pieces: Sequence[_Guess]) -> list[_Guess]:
    """Cut a sentence at its joints only where two pieces say different things clearly."""
    clear = [piece for piece in pieces if piece.confidence >= _SECOND_FROM]
    acts = {piece.act for piece in clear if piece.act not in TALK}
    if len(acts) < 2:
        return [sentence]
    return clear


def _choose(overall: _Guess, guesses: Sequence[_Guess]) -> tuple[_Guess, ...]:
    """Give the clear clauses, each act once; small talk only where nothing else is said.

    Where the clauses are many, what the message as a whole says weighs as much as each of them.
    Where none is clear, the likeliest reading of the whole or a part is given, unsure.
    """
    pooled = [_pooled(guess, overall) if len(guesses) > 1 else guess for guess in guesses]
    kept: dict[str, _Guess] = {}
    for guess in pooled:
        if guess.confidence >= _CLAUSE_FROM and guess.act not in kept:
            kept[guess.act] = guess
    matter = tuple(guess for guess in kept.values() if guess.act not in TALK)
    if matter:
        return matter
    open_guesses = [guess for guess in (overall, *guesses) if guess.act not in TALK]
    talk = [guess for guess in guesses if guess.act in TALK]
    if open_guesses and (not talk or overall.act in _OPENINGS or overall.act not in TALK):
        return (max(open_guesses, key=lambda guess: guess.confidence),)
    return tuple(kept.values()) or (overall,)


def _pooled(guess: _Guess, overall: _Guess) -> _Guess:
    """Make a clause surer that the whole message bears out."""
    if guess.confidence >= _CLEAR_FROM:
        return guess
    shared = dict(overall.alternatives).get(guess.act, 0.0)
    if overall.act == guess.act:
        shared = overall.confidence
    confidence = max(guess.confidence * _CLAUSE_SHARE + shared * (1 - _CLAUSE_SHARE), shared)
    return replace(guess, confidence=confidence)
