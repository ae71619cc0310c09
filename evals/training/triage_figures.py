"""What triage is worth on labelled narratives that it hasn't seen, as figures beside a baseline."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from agents.triage.learnt import RIGHTS_LEARNT
from agents.triage.model import MATTERS

_ROWS_MIN = 5
_BINS = (0.0, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class Judged:
    """One narrative's labels, and what was found without having seen it."""

    primary: str
    rights: frozenset[str]
    found: tuple[str, ...]
    found_rights: frozenset[str]
    confidence: float


def lines(judged: Sequence[Judged]) -> Iterator[str]:
    """Yield the figures of issue 6: accuracy, macro-F1, calibration, and rights.

    "Primary or secondary" asks whether the labelled matter is among those found, three at most.
    """
    first = [one.found[0] for one in judged]
    truth = [one.primary for one in judged]
    near = np.mean([one.primary in one.found for one in judged])
    yield (
        f"primary {accuracy(truth, first):.3f}, primary or secondary {near:.3f}, "
        f"macro-F1 {macro_f1(truth, first):.3f}"
    )
    for low, high in zip(_BINS, _BINS[1:], strict=False):
        within = [one for one in judged if low < one.confidence <= high]
        if within:
            said = np.mean([one.confidence for one in within])
            right = np.mean([one.found[0] == one.primary for one in within])
            yield f"sure to {low:.1f}-{high:.1f}: {len(within)}, said {said:.2f}, right {right:.2f}"
    for right_name in RIGHTS_LEARNT:
        invoked = sum(right_name in one.rights for one in judged)
        flagged = sum(right_name in one.found_rights for one in judged)
        both = sum(right_name in one.rights & one.found_rights for one in judged)
        yield f"{right_name}: {both} of {invoked} found, {flagged} flagged"


def baseline(
    texts: Sequence[str], truth: Sequence[str], folds: int, also: Sequence[tuple[str, str]] = ()
) -> list[str]:
    """Return what TF-IDF and a logistic regression find, each fold by the rest and `also`."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    found = [""] * len(texts)
    for fold in range(folds):
        held = range(fold, len(texts), folds)
        seen = [i for i in range(len(texts)) if i % folds != fold]
        vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        matrix = vectorizer.fit_transform([*(texts[i] for i in seen), *(text for text, _ in also)])
        model = LogisticRegression(C=10.0, max_iter=300)
        model.fit(matrix, [*(truth[i] for i in seen), *(label for _, label in also)])
        for i, label in zip(
            held, model.predict(vectorizer.transform([texts[i] for i in held])), strict=True
        ):
            found[i] = str(label)
    return found


def accuracy(truth: Sequence[str], found: Sequence[str]) -> float:
    """Return the share that is right."""
    return float(np.mean([one == other for one, other in zip(truth, found, strict=True)]))


def macro_f1(truth: Sequence[str], found: Sequence[str]) -> float:
    """Return the mean F1 of the matters that five or more rows have."""
    scores = []
    for matter in MATTERS:
        count = sum(label == matter for label in truth)
        if count >= _ROWS_MIN:
            both = sum(one == other == matter for one, other in zip(truth, found, strict=True))
            scores.append(2 * both / (count + sum(other == matter for other in found)))
    return float(np.mean(scores)) if scores else 0.0
