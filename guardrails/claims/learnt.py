"""A linear reading of one sentence: what prohibited claim it makes in words that no rule has.

`weights.npz` holds numbers only. evals/training/claims.py made it from the sentences beside this
file, the assistant's phrases and the borrowers' policies. It is for a model's own words. Of sound
sentences in words that it never saw it takes one in seven for a claim, which costs a reply that
sentence, or the model another try.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from guardrails.claims.model import Rule
from guardrails.linear import Cascade, Embed, Example, Floats, LinearModel

LABELS: tuple[Rule, ...] = (
    "outcome_promise",
    "approval_prediction",
    "threat",
    "professional_advice",
    "right_discouraged",
    "urgency",
    "credit_score",
    "undone_action",
    "human_identity",
)
ANY = "any"
"""A label of its own: some prohibited claim other than a feigned act."""
CLAIMED_FROM = 0.50
# Below this chance by letters alone a sentence isn't embedded.
DOUBT_FROM = 0.10
_FEWEST_WORDS = 2
_IGNORANCE = re.compile(
    r"\b(?:(?:can't|cannot|can not|couldn't|won't) (?:\w+ )?(?:say|tell|promise|predict|know|guess|"
    r"advise|recommend)|(?:don't|doesn't|do not) (?:\w+ )?know|depends|"
    r"no (?:le |lo )?(?:s[eé]|sabemos|se sabe)\b|"
    r"no (?:puedo|podemos) (?:decir|prometer|saber|aconsejar|recomendar)|depende)",
    re.IGNORECASE,
)
# What the books date is checked as a figure: "the payment of November 3 was returned".
_DATED = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|march|april|may \d|june|july|aug(?:ust)?|sept(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|(?:de |en )?(?:enero|febrero|marzo|abril|mayo|"
    r"junio|julio|agosto|septiembre|octubre|noviembre|diciembre))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ClaimsReader:
    """Reads sentences one by one. Deterministic."""

    model: Cascade
    embed: Embed

    @classmethod
    def load(cls, embed: Embed) -> "ClaimsReader":
        """Load the weights that ship with this package."""
        return cls(_shipped(), embed)

    def read(self, sentence: str, *, acted: bool = False) -> Rule | None:
        """Return the rule that a sentence breaks, None where none is likely enough.

        `acted` says that the turn did something: then an act that is told counts for nothing.
        """
        text = sentence.replace("’", "'").replace("‘", "'").strip()
        if len(text.split()) < _FEWEST_WORDS or _IGNORANCE.search(text):
            return None
        chances = self.model.probabilities(text, self.embed, DOUBT_FROM)
        if acted or _DATED.search(text):
            chances = {**chances, "undone_action": 0.0}
        if max(chances.values()) < CLAIMED_FROM:
            return None
        return max(LABELS, key=lambda label: chances.get(label, 0.0))


def labelled(text: str, rule: Rule | None) -> Example:
    """Return a sentence to learn from; no rule means that it is sound."""
    if rule is None:
        return Example(text, frozenset())
    return Example(text, frozenset({rule} if rule == "undone_action" else {rule, ANY}))


@cache
def examples() -> tuple[tuple[Example, str], ...]:
    """Return our own sentences, each with the family that it belongs to."""
    known = _yaml("known")
    found = [(labelled(s, None), "known/sound") for s in _yaml("known_sound") if isinstance(s, str)]
    for rule in LABELS:
        found += [(labelled(s, rule), f"{rule}/known") for s in known[rule] if isinstance(s, str)]
        for part, label in (("breaks", rule), ("sound", None)):
            for family, lines in _yaml(rule)[part].items():
                found += [(labelled(line, label), f"{rule}/{part}/{family}") for line in lines]
    return tuple(found)


def _yaml(name: str) -> Any:
    place = files("guardrails.claims").joinpath("sentences", f"{name}.yaml")
    return yaml.safe_load(place.read_text("utf-8"))


def pack(model: Cascade) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of `weights.npz`: bytes with a scale a label."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    for stage, part in (("letters", model.letters), ("full", model.full)):
        scale = np.abs(part.weights).max(axis=1) / 127.0
        arrays[f"{stage}_weights"] = np.round(part.weights / scale[:, None]).astype(np.int8)
        arrays[f"{stage}_scale"] = scale.astype(np.float32)
        arrays[f"{stage}_bias"] = part.bias
        arrays[f"{stage}_labels"] = np.array(part.labels)
    return arrays


@cache
def _shipped() -> Cascade:
    with as_file(files("guardrails.claims").joinpath("weights.npz")) as path:
        with np.load(path) as stored:
            letters, full = (_unpacked(stored, stage) for stage in ("letters", "full"))
            return Cascade(letters, full)


def _unpacked(stored: Any, stage: str) -> LinearModel:
    scale: Floats = stored[f"{stage}_scale"]
    weights = stored[f"{stage}_weights"].astype(np.float32) * scale[:, None]
    return LinearModel(tuple(map(str, stored[f"{stage}_labels"])), weights, stored[f"{stage}_bias"])
