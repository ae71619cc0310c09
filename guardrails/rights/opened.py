"""Whether a notice of identity theft claims the whole line, or less than that."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from guardrails.rights.reading import Speller, read
from guardrails.rights.rules import compile_lists, vocabulary


def opened_by_another(text: str) -> bool:
    """Tell whether a message says that somebody else opened the line.

    For messages that invoke identity theft. Where it isn't said outright, words of charges beside
    it, or of a wish for more credit, say less.
    """
    patterns, speller = _patterns()
    words = read(text, speller).text
    if patterns["outright"].search(words):
        return True
    return bool(patterns["opened"].search(words)) and not patterns["less"].search(words)


@cache
def _patterns() -> tuple[Mapping[str, re.Pattern[str]], Speller]:
    text = files("guardrails.rights").joinpath("opened.yaml").read_text("utf-8")
    _, speller = vocabulary()
    return compile_lists(yaml.safe_load(text), {}), speller
