"""Learns agents/triage/weights.npz from labelled complaints, and says what it is worth unseen.

    python -m evals.training.triage COMPLAINTS.jsonl LABELLED.jsonl [WEIGHTS.npz]

COMPLAINTS has `complaint_id` and `narrative` of complaints that the CFPB publishes; LABELLED has
`primary`, `secondary` and `rights` as well. `triage-labels.tsv` beside this file adds labels by
the same definitions, by complaint id, without text; they were given by reading narratives
shortened to about nine hundred characters, before any prediction was seen, by one reader. A
second one, who read them whole and didn't know the first's, gave the same first matter to 85 in
100 (all but one of the easy ones, 59 in 100 of the hard), and 97 with those called defensible.
Without WEIGHTS nothing is written: the figures come from five-fold cross-validation.
"""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack  # type: ignore[import-untyped]

from agents.triage.classify import gist
from agents.triage.cues import CueBook, load_yaml, read_narrative, scores
from agents.triage.decide import choose, load_borders, settle
from agents.triage.learnt import RIGHTS_LEARNT, by_label, dense_row, pieces, width
from agents.triage.model import MATTERS
from agents.triage.rights import RightsBook
from evals.training.triage_figures import Judged, accuracy, baseline, lines, macro_f1
from guardrails.linear import Embed, embed_all

_FOLDS = 5
_STRENGTH = 6.0
_OWN_MATTER, _OWN_RIGHT = 1.5, 3.0
# A narrative is weak evidence against a matter that it names second.
_SECOND = 0.3

Features = Any
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Labelled:
    """A narrative and its labels; `rights` is None where nobody labelled them.

    `counts` is its weight: labels given from the whole text count double.
    """

    text: str
    primary: str
    secondary: tuple[str, ...] = ()
    rights: frozenset[str] | None = None
    counts: float = 1.0


def read(complaints: Path, labelled: Path) -> list[Labelled]:
    """Return every narrative that has labels; raises KeyError for an id without a narrative."""
    texts = {row["complaint_id"]: row["narrative"] for row in _lines(complaints)}
    rows = [
        Labelled(
            row["narrative"],
            row["primary"],
            tuple(row["secondary"]),
            frozenset(row["rights"]),
            counts=2.0,
        )
        for row in _lines(labelled)
    ]
    table = files("evals.training").joinpath("triage-labels.tsv").read_text("utf-8")
    for one in csv.DictReader(table.splitlines(), delimiter="\t"):
        rows.append(
            Labelled(
                texts[one["complaint_id"]],
                one["primary"],
                tuple(one["secondary"].split()),
                frozenset(one["rights"].split()),
            )
        )
    return rows


def own() -> list[Labelled]:
    """Return the narratives of our own."""
    return [
        Labelled(text, matter)
        for matter in MATTERS
        for text in load_yaml(f"narratives/{matter}.yaml")
    ]


def features(rows: Sequence[Labelled], embed: Embed) -> Features:
    """Return a row of features a narrative, as Learnt sees them."""
    book = CueBook.load()
    embedded = embed_all([gist(row.text) for row in rows], embed)
    dense, indices, values, pointers = [], [], [], [0]
    for row, embedding in zip(rows, embedded, strict=True):
        reading = read_narrative(row.text)
        dense.append(dense_row(embedding, scores(book.find(reading))))
        buckets, weights = pieces(reading.text)
        indices.append(buckets)
        values.append(weights)
        pointers.append(pointers[-1] + buckets.size)
    rest = width(embedded.shape[1]) - dense[0].size
    counted = csr_matrix(
        (np.concatenate(values), np.concatenate(indices), pointers), shape=(len(rows), rest)
    )
    return hstack([csr_matrix(np.stack(dense)), counted]).tocsr()


def learn(rows: Sequence[Labelled], matrix: Features) -> tuple[Floats, Floats]:
    """Return weights and bias, a logistic regression a label."""
    fitted = []
    counts = np.array([row.counts for row in rows])
    for matter in MATTERS:
        truth = np.array([row.primary == matter for row in rows])
        second = np.array([matter in row.secondary for row in rows])
        weight = counts * np.where(truth, _OWN_MATTER, 1.0) * np.where(second, _SECOND, 1.0)
        fitted.append(_fit(matrix, truth, weight))
    known = [i for i, row in enumerate(rows) if row.rights is not None]
    for right in RIGHTS_LEARNT:
        truth = np.array([right in (rows[i].rights or ()) for i in known])
        fitted.append(_fit(matrix[known], truth, np.where(truth, _OWN_RIGHT, 1.0)))
    return (
        np.array([weights for weights, _ in fitted], dtype=np.float32),
        np.array([bias for _, bias in fitted], dtype=np.float32),
    )


def write(weights: Floats, bias: Floats, path: Path) -> None:
    """Write the weights as bytes with a scale a label: what they lose by it decides nothing."""
    scale = np.abs(weights).max(axis=1) / 127.0
    small = np.round(weights / scale[:, None]).astype(np.int8)
    np.savez_compressed(path, weights=small, scale=scale.astype(np.float32), bias=bias)


def unseen(rows: Sequence[Labelled], matrix: Features) -> Iterator[tuple[Labelled, Floats]]:
    """Yield each labelled narrative with the chances given by weights that never saw it."""
    ours = [i for i, row in enumerate(rows) if row.rights is None]
    theirs = [i for i, row in enumerate(rows) if row.rights is not None]
    for fold in range(_FOLDS):
        held = theirs[fold::_FOLDS]
        seen = sorted({*ours, *theirs} - {*held})
        weights, bias = learn([rows[i] for i in seen], matrix[seen])
        chances = 1.0 / (1.0 + np.exp(-(matrix[held] @ weights.T + bias)))
        yield from zip((rows[i] for i in held), chances, strict=True)


def judge(row: Labelled, chances: Floats) -> Judged:
    """Return what the rules make of these chances, beside the labels."""
    reading = read_narrative(row.text)
    matters, rights = by_label(chances)
    settled = settle(matters, reading.text, load_borders())
    first, seconds = choose(settled)
    book = RightsBook.load()
    invoked = frozenset(one.speaks_for for one in book.find(reading, row.text))
    return Judged(
        row.primary,
        row.rights or frozenset(),
        (first, *seconds),
        invoked | book.likely(reading, rights, settled),
        settled[first],
    )


def _fit(matrix: Features, truth: npt.NDArray[Any], weight: npt.NDArray[Any]) -> tuple[Any, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        C=_STRENGTH, solver="liblinear", dual=True, tol=1e-2, max_iter=2_000, random_state=0
    )
    model.fit(matrix, truth, sample_weight=weight)
    return model.coef_[0], float(model.intercept_[0])


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def main(arguments: Sequence[str]) -> None:
    """Learn, say the figures, and write the weights where a file is named for them."""
    from api.app import Runtime

    rows = [*read(Path(arguments[0]), Path(arguments[1])), *own()]
    matrix = features(rows, Runtime.from_env().embedder.embed)
    judged = [judge(row, chances) for row, chances in unseen(rows, matrix)]
    ours = [(row.text, row.primary) for row in rows if row.rights is None]
    theirs = [row for row in rows if row.rights is not None]
    simple = baseline([row.text for row in theirs], [row.primary for row in theirs], _FOLDS, ours)
    # `unseen` yields fold by fold, the baseline row by row.
    order = [i for fold in range(_FOLDS) for i in range(fold, len(theirs), _FOLDS)]
    whole = [theirs[i].counts > 1.0 for i in order]
    for name, chosen in (("labelled from the whole text", whole), ("all", [True] * len(order))):
        ones = [one for one, keep in zip(judged, chosen, strict=True) if keep]
        theirs_too = [simple[i] for i, keep in zip(order, chosen, strict=True) if keep]
        truth = [one.primary for one in ones]
        sys.stdout.write(f"{len(ones)} unseen, {name}\n")
        sys.stdout.writelines(f"  {line}\n" for line in lines(ones))
        sys.stdout.write(
            f"  TF-IDF on the same: primary {accuracy(truth, theirs_too):.3f}, "
            f"macro-F1 {macro_f1(truth, theirs_too):.3f}\n"
        )
    if len(arguments) > 2:
        write(*learn(rows, matrix), Path(arguments[2]))


if __name__ == "__main__":
    main(sys.argv[1:])
