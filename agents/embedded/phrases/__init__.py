"""The engine's wording, as data: one YAML file a topic, every phrase in English and Spanish.

`<name>` stands for a value; the caller fills it with a figure mark or a word from the books.
"""

import re
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

Language = Literal["en", "es"]
_SLOT = re.compile(r"<([a-z_0-9]+)>")


class PhraseError(LookupError):
    """A phrase, or a value for it, is missing: a defect of ours, never of the borrower's."""


@cache
def _library() -> dict[str, dict[str, str]]:
    phrases: dict[str, dict[str, str]] = {}
    for path in sorted(Path(__file__).parent.glob("*.yaml")):
        for key, wording in yaml.safe_load(path.read_text()).items():
            if key in phrases:
                raise PhraseError(f"{key} is worded twice")
            phrases[key] = {language: " ".join(text.split()) for language, text in wording.items()}
    return phrases


def phrase(key: str, language: Language, **values: str) -> str:
    """Return a phrase with its values filled in.

    Raises `PhraseError` for an unknown key, a missing value or one too many.
    """
    wording = _library().get(key)
    if wording is None:
        raise PhraseError(f"no phrase {key!r}")
    text = wording[language]
    used = set(_SLOT.findall(text))
    if used != set(values):
        raise PhraseError(f"{key!r} takes {sorted(used)}, got {sorted(values)}")
    return _SLOT.sub(lambda found: values[found[1]], text)


def slots(key: str) -> frozenset[str]:
    """Return the names of the values a phrase takes."""
    return frozenset(_SLOT.findall(_library()[key]["en"]))


def keys() -> frozenset[str]:
    """Return every phrase's key."""
    return frozenset(_library())
