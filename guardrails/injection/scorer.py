"""How much a text looks like an instruction to the assistant rather than for it.

A linear classifier on embeddings and character n-grams over our own examples, with a floor for
structures that no borrower writes (chat-template tags, role prefixes, comments with orders).
In documents and tool results any order to a writer counts, in a user's message it doesn't.
"""

import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from guardrails.injection.model import Channel, Score
from guardrails.intake import plain_letters
from guardrails.linear import Cascade, Embed, Example, load_or_train
from guardrails.rights.detector import examples as rights_examples

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LABELS = ("attack", "off_task")
_FLAG_USER = 0.50
_FLAG_UNTRUSTED = 0.50
_STRUCTURE_SCORE = 0.95
# Below this chance by letters alone nobody's text was flagged by its embedding either.
_DOUBT_FROM = 0.03
_READ_CHARS = 2_000
_STRUCTURES = re.compile(
    r"<\|?/?(?:im_start|im_end|system|assistant|user|instructions?|system_message|system_prompt)\b"
    r"|\[/?(?:system|inst|admin)\]|\(system_message\)"
    r"|^\s*#{2,}\s*(?:instruction|system|admin)"
    r"|^\s*[\"{]*(?:role|system|assistant|developer)\"?\s*:"
    r"|<!--[^>]*\b(?:assistant|ai|agent|model)\b"
    r"|\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:previous|prior|above|earlier|all|"
    r"your|any)\b.{0,25}"
    r"\b(?:instruct\w*|rules?|guidelines?|polic\w+|prompts?|programming|directions)\b"
    r"|\b(?:system prompt|developer mode|jailbreak|do anything now|dan mode)\b"
    r"|\b(?:repeat|print|output|reveal|show|display|leak|share|paste|copy)\b.{0,40}"
    r"\b(?:your|the|hidden|initial|system|secret)\b.{0,20}\b(?:prompt|instructions|"
    r"setup notes|system message|configuration)\b"
    r"|!\[[^\]]*\]\(https?://",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True)
class InjectionScorer:
    """Scores texts by channel. Deterministic."""

    model: Cascade
    embed: Embed

    @classmethod
    def load(cls, embed: Embed, cache_dir: Path) -> "InjectionScorer":
        """Load the classifier from the cache (trained on a first call)."""
        return cls(load_or_train(examples(), _LABELS, embed, cache_dir, "injection"), embed)

    def score(self, text: str, channel: Channel) -> Score:
        """Score a text; of a long one its beginning and its end are read."""
        plain = plain_letters(text).strip()
        if not plain:
            return Score(flag=False, score=0.0)
        if len(plain) > _READ_CHARS:
            plain = f"{plain[: _READ_CHARS // 2]}\n{plain[-_READ_CHARS // 2 :]}"
        settled = {"off_task"} if channel == "user" else frozenset[str]()
        chances = self.model.probabilities(plain, self.embed, _DOUBT_FROM, settled)
        chance = chances["attack"] if channel == "user" else max(chances.values())
        if _STRUCTURES.search(plain):
            chance = max(chance, _STRUCTURE_SCORE)
        return Score(chance >= (_FLAG_USER if channel == "user" else _FLAG_UNTRUSTED), chance)


def examples() -> list[Example]:
    """Return our own attacks, off-task orders and harmless texts."""
    folder = files("guardrails.injection").joinpath("examples")
    found = [
        Example(text, frozenset(labels))
        for name, labels in (
            ("attacks", ("attack",)),
            ("off_task", ("off_task",)),
            ("harmless", ()),
        )
        for text in _yaml(folder.joinpath(f"{name}.yaml").read_text("utf-8"))
    ]
    return found + [Example(example.text, frozenset()) for example in rights_examples()]


def _yaml(text: str) -> Any:
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 (a safe loader, in C where it can be)
