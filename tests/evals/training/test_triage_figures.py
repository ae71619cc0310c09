"""The figures of triage count what they say."""

import pytest

from evals.training.triage_figures import Judged, accuracy, baseline, lines, macro_f1


def judged(primary: str, *found: str, confidence: float = 0.9) -> Judged:
    return Judged(
        primary, frozenset({"cease_contact"}), found, frozenset({"cease_contact"}), confidence
    )


def test_shares_macro_f1_and_rights_are_counted() -> None:
    rows = [
        *[judged("service", "service") for _ in range(4)],
        judged("service", "other", "service"),
        judged("hardship", "service", confidence=0.3),
    ]
    text = list(lines(rows))
    # hardship has one row only, so that service alone counts: 2 * 4 / (5 + 5).
    assert text[0] == "primary 0.667, primary or secondary 0.833, macro-F1 0.800"
    assert "sure to 0.0-0.4: 1, said 0.30, right 0.00" in text
    assert "sure to 0.8-1.0: 5, said 0.90, right 0.80" in text
    assert "cease_contact: 6 of 6 found, 6 flagged" in text


def test_nothing_of_five_rows_has_no_f1() -> None:
    assert macro_f1(["service"], ["service"]) == 0.0
    assert accuracy(["service", "other"], ["service", "service"]) == pytest.approx(0.5)


def test_the_baseline_learns_from_other_folds() -> None:
    texts = [f"late fee interest rate {n}" if n % 2 else f"stop calling me {n}" for n in range(20)]
    truth = ["fee_or_interest" if n % 2 else "collections_contact" for n in range(20)]
    assert accuracy(truth, baseline(texts, truth, 5)) == 1.0
