"""The bench of triage measures what it says."""

import pytest

from evals.bench.measure import Timing
from evals.bench.triage import a_second, narratives


def test_narratives_are_as_long_as_complaints_and_always_the_same() -> None:
    texts = narratives()
    assert texts == narratives()
    assert len(texts) >= 70
    assert sum(map(len, texts)) / len(texts) > 700


@pytest.mark.parametrize(("p50_ms", "cores", "rate"), [(20.0, 1, 50.0), (20.0, 2, 100.0)])
def test_a_rate(p50_ms: float, cores: int, rate: float) -> None:
    assert a_second(Timing("x", 1, p50_ms, p50_ms), cores) == pytest.approx(rate)
