"""The weights of triage can be learnt again, and their labels are well formed."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from agents.triage import MATTERS, RIGHTS
from agents.triage.learnt import RIGHTS_LEARNT, Floats, Learnt, pieces, width
from evals.training import triage as training

EMBEDDING = 384


def blank_embed(texts: Sequence[str]) -> Floats:
    return np.zeros((len(texts), EMBEDDING), dtype=np.float32)


def labels() -> list[dict[str, str]]:
    table = files("evals.training").joinpath("triage-labels.tsv").read_text("utf-8")
    return list(csv.DictReader(table.splitlines(), delimiter="\t"))


def test_labels_are_known_and_hold_no_text() -> None:
    rows = labels()
    assert len({row["complaint_id"] for row in rows}) == len(rows) > 900
    for row in rows:
        assert row["complaint_id"].isdigit()
        assert row["primary"] in MATTERS
        assert set(row["secondary"].split()) <= set(MATTERS) - {row["primary"]}
        assert set(row["rights"].split()) <= set(RIGHTS)


def test_the_weights_that_ship_fit_the_features() -> None:
    learnt = Learnt.load()
    assert learnt.weights.shape == (len(MATTERS) + len(RIGHTS_LEARNT), width(EMBEDDING))
    matters, rights = learnt.read(np.zeros(EMBEDDING, dtype=np.float32), {}, "")
    assert sum(matters.values()) == pytest.approx(1.0)
    assert set(rights) == set(RIGHTS_LEARNT)


def test_pieces_are_words_and_pairs_then_runs_of_letters_each_at_unit_length() -> None:
    buckets, values = pieces(" late fee late fee ")
    half = width(0) // 2
    words, letters = values[buckets < half], values[buckets >= half]
    assert len(words) == 4  # late, fee, "late fee", "fee late"
    assert len(letters) == 8  # " lat", "late", "ate ", " late", "late ", " fee", "fee ", " fee "
    assert float(np.linalg.norm(words)) == pytest.approx(1.0)
    assert float(np.linalg.norm(letters)) == pytest.approx(1.0)
    assert np.array_equal(pieces(" on 12 ")[0], pieces(" on 999 ")[0])


def test_words_of_one_stem_share_runs_of_letters() -> None:
    half = width(0) // 2
    one, other = pieces(" garnished ")[0], pieces(" garnishment ")[0]
    assert not {*one[one < half]} & {*other[other < half]}
    assert len({*one[one >= half]} & {*other[other >= half]}) > 8


def test_what_is_learnt_is_kept_by_the_file(tmp_path: Path) -> None:
    rows = training.own()[::3]
    counts = Counter(row.primary for row in rows)
    assert set(counts) == set(MATTERS)
    labelled = [
        training.Labelled(row.text, row.primary, (), frozenset({RIGHTS_LEARNT[n % 4]}))
        for n, row in enumerate(rows)
    ]
    matrix = training.features(labelled, blank_embed)
    weights, bias = training.learn(labelled, matrix)
    training.write(weights, bias, tmp_path / "weights.npz")
    with np.load(tmp_path / "weights.npz") as stored:
        kept = stored["weights"].astype(np.float32) * stored["scale"][:, None]
    before = np.argmax((matrix @ weights.T + bias)[:, : len(MATTERS)], axis=1)
    after = np.argmax((matrix @ kept.T + bias)[:, : len(MATTERS)], axis=1)
    assert np.mean(before == after) > 0.99
    assert np.mean([MATTERS[k] == row.primary for k, row in zip(after, rows, strict=True)]) > 0.95


def test_labels_are_joined_to_their_complaints(tmp_path: Path) -> None:
    complaints, labelled = tmp_path / "complaints.jsonl", tmp_path / "labelled.jsonl"
    complaints.write_text(
        "\n".join(
            json.dumps({"complaint_id": row["complaint_id"], "narrative": f"text {n}"})
            for n, row in enumerate(labels())
        ),
        encoding="utf-8",
    )
    given = {"narrative": "given", "primary": "other", "secondary": [], "rights": ["hardship"]}
    labelled.write_text(json.dumps(given), encoding="utf-8")
    rows = training.read(complaints, labelled)
    assert rows[0] == training.Labelled("given", "other", (), frozenset({"hardship"}), 2.0)
    assert [row.text for row in rows[1:3]] == ["text 0", "text 1"]
