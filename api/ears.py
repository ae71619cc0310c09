"""What reads a borrower's text, loaded together."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from agents.understanding import Reader
from api.failures import DependencyDown
from guardrails.injection import InjectionScorer
from guardrails.redaction import Names, spans_of_names
from guardrails.rights import RightsDetector
from knowledge.embeddings import MiniLM


@dataclass(frozen=True)
class Ears:
    """What reads a borrower's text; trained once per data directory."""

    reader: Reader
    rights: RightsDetector
    injection: InjectionScorer
    names: Names = spans_of_names

    @classmethod
    def load(
        cls,
        embedder: MiniLM,
        cache_dir: Path,
        report: Callable[[str, int, int], None],
        names: Literal["own", "presidio"] = "own",
    ) -> "Ears":
        """Load the classifiers from the cache, or train them there (about half a minute).

        `report` hears of the training, not of the loading, which is quick. Raises
        `DependencyDown` where Presidio is asked for and isn't installed.
        """
        embed = embedder.embed
        parts = (Reader.load, RightsDetector.load, InjectionScorer.load)
        training = len(list(cache_dir.glob("*.npz"))) < len(parts)
        loaded: list[Any] = []
        for number, load in enumerate(parts):
            if training:
                report("Training the classifiers", number, len(parts))
            loaded.append(load(embed, cache_dir))
        if training:
            report("Training the classifiers", len(parts), len(parts))
        loaded.append(_presidio() if names == "presidio" else spans_of_names)
        return cls(*loaded)


def _presidio() -> Names:
    from guardrails.redaction.presidio import NamesUnavailable, PresidioNames

    try:
        return PresidioNames.load()
    except NamesUnavailable as error:
        raise DependencyDown(str(error)) from error
