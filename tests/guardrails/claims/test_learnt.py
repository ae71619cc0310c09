"""The learnt reader of claims on sentences that nobody taught it, and on the product's own."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import yaml

from agents.embedded.phrases import keys, phrase, slots
from evals.training import claims as training
from guardrails.claims import ClaimContext, ClaimsRail, ClaimsReader
from guardrails.claims.learnt import LABELS, examples, pack
from guardrails.text import sentences

if TYPE_CHECKING:
    from api.ears import Ears

UNSEEN = yaml.safe_load((Path(__file__).parent / "unseen.yaml").read_text("utf-8"))
Stopped = Callable[[str], bool]


@pytest.fixture
def rail(ears: "Ears") -> ClaimsRail:
    return replace(ClaimsRail.load(), learnt=ears.claims)


def test_claims_in_words_nobody_taught(rail: ClaimsRail) -> None:
    """Hold what was measured; the rules alone catch 5 of these 122."""
    bad = [line for lines in UNSEEN["bad"].values() for line in lines]
    caught = [line for line in bad if rail.check(line, ClaimContext())]
    assert len(caught) >= 0.80 * len(bad), set(bad) - set(caught)


def test_sound_sentences_in_words_nobody_taught(rail: ClaimsRail) -> None:
    """Hold what was measured: a seventh of them is stopped, which is what such recall costs."""
    stopped = [line for line in UNSEEN["good"] if rail.check(line, ClaimContext())]
    assert len(stopped) <= 0.17 * len(UNSEEN["good"]), stopped


def test_nothing_that_was_kept_apart_was_taught() -> None:
    taught = {example.text for example, _ in examples()}
    kept = {*UNSEEN["good"], *(s for lines in UNSEEN["bad"].values() for s in lines)}
    assert len(taught) > 1_500
    assert not taught & kept


def test_what_the_assistant_says_itself_passes(ears: "Ears") -> None:
    said = [
        sentence.text
        for key in keys()
        for language in ("en", "es")
        for sentence in sentences(
            re.sub(r"<\w+>", "$25.00", phrase(key, language, **dict.fromkeys(slots(key), "$25.00")))
        )
    ]
    stopped = [text for text in said if ears.claims.read(text, acted=True)]
    assert len(stopped) <= 0.01 * len(said), stopped


def test_words_that_code_chose_are_left_to_the_rules(rail: ClaimsRail) -> None:
    text = "Come the next statement you won't see that late charge anymore."
    (found,) = rail.check(text, ClaimContext())
    assert (found.rule, found.learnt, found.severity) == ("outcome_promise", True, "repair")
    assert text[found.start : found.end] == found.text == text
    assert rail.check(text, ClaimContext(own_words=True)) == ()


def test_an_act_that_was_done_may_be_told_in_any_words(ears: "Ears") -> None:
    text = "I went into the system and knocked your rate down to 9%."
    assert ears.claims.read(text) == "undone_action"
    assert ears.claims.read(text, acted=True) != "undone_action"


def test_the_weights_can_be_learnt_again(embedder: object, tmp_path: Path) -> None:
    rows = training.rows()[::12]

    def blank(texts: object) -> np.ndarray:
        return np.zeros((len(list(texts)), 384), np.float32)  # type: ignore[call-overload]

    arrays = pack(training.learn(rows, blank))
    assert list(arrays["full_labels"]) == [*LABELS, "any"]
    assert arrays["full_weights"].dtype == np.int8
    assert arrays["full_weights"].shape[1] - arrays["letters_weights"].shape[1] == 384


def test_the_reader_needs_no_training(ears: "Ears") -> None:
    reader = ClaimsReader.load(ears.claims.embed)
    assert reader.model.full.labels == (*LABELS, "any")
