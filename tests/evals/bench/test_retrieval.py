"""The bench of retrieval counts what it says, and asks questions that the library can answer."""

import pytest

from evals.bench.retrieval import quality, questions, rank


def test_questions_are_many_and_always_the_same() -> None:
    asked = questions()
    assert asked == questions()
    assert len(asked) >= 25
    assert all(question.documents for question in asked)


@pytest.mark.parametrize(
    ("found", "place"), [(("a", "b"), 1), (("c", "b", "a"), 2), (("c",), None), ((), None)]
)
def test_the_first_right_document_counts(found: tuple[str, ...], place: int | None) -> None:
    assert rank(found, frozenset({"a", "b"})) == place


def test_shares_and_mean_reciprocal_rank() -> None:
    one = quality("x", [1, 2, 4, None])
    assert (one.hit_at_1, one.hit_at_3, one.hit_at_10) == (0.25, 0.5, 0.75)
    assert one.mean_reciprocal_rank == pytest.approx((1 + 0.5 + 0.25) / 4)
    with pytest.raises(ValueError, match="no question"):
        quality("x", [])
