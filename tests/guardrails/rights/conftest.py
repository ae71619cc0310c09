from pathlib import Path

import pytest

from guardrails.rights import RightsDetector
from knowledge.embeddings import MiniLM


@pytest.fixture(scope="session")
def detector(embedder: MiniLM, data_dir: Path) -> RightsDetector:
    return RightsDetector.load(embedder.embed, data_dir / "classifiers")
