"""What reads a borrower's text, loaded together."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.understanding import Reader
from guardrails.injection import InjectionScorer
from guardrails.rights import RightsDetector
from knowledge.embeddings import MiniLM


@dataclass(frozen=True)
class Ears:
    """What reads a borrower's text; trained once per data directory."""

    reader: Reader
    rights: RightsDetector
    injection: InjectionScorer

    @classmethod
    def load(
        cls, embedder: MiniLM, cache_dir: Path, report: Callable[[str, int, int], None]
    ) -> "Ears":
        """Load the classifiers from the cache, or train them there (about half a minute).

        `report` hears of the training, not of the loading, which is quick.
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
        return cls(*loaded)
