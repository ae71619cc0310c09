"""Learns guardrails/claims/weights.npz, and says what it is worth on families it never saw.

    python -m evals.training.claims [WEIGHTS.npz]

Learnt from are the sentences of guardrails/claims/sentences, the assistant's own phrases and the
policies that borrowers may read. A phrase that tells of an act done counts as one that claims it.
Without WEIGHTS nothing is written: each family of sentences, topic of phrases and policy is held
out once, and the shares that are stopped of each kind are printed.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from guardrails.claims import ClaimContext, ClaimsRail
from guardrails.claims.learnt import ANY, LABELS, ClaimsReader, examples, labelled, pack
from guardrails.linear import Cascade, Embed, Example, embed_all, fit
from guardrails.text import sentences

Row = tuple[Example, str]
_FOLDS = 8
_LETTERS = (ANY, "undone_action")
_FULL = (*LABELS, ANY)
_FIGURE = "$25.00"
_MARK = re.compile(r"<\w+>|\[\[[^\]]*\]\]|\{\{[^}]*\}\}")
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)
_SHORTEST_POLICY_CHARS = 15


def rows() -> list[Row]:
    """Return everything that is learnt from, each sentence once, with its family."""
    found: dict[str, Row] = {}
    for example, family in (*examples(), *_phrases(), *_policies()):
        found.setdefault(example.text, (example, family))
    return list(found.values())


def learn(taught: Sequence[Row], embed: Embed) -> Cascade:
    """Return both stages, learnt from these rows."""
    known = [example for example, _ in taught]
    embeddings = embed_all([example.text for example in known], embed)
    nothing = np.zeros((len(known), 0), np.float32)
    return Cascade(fit(known, _LETTERS, nothing), fit(known, _FULL, embeddings))


def unseen(every: Sequence[Row], embed: Embed) -> Iterator[tuple[Row, bool]]:
    """Yield each row and whether a reader stops it that never saw its family."""
    families = sorted({family for _, family in every})
    for fold in range(_FOLDS):
        held = set(families[fold::_FOLDS])
        reader = ClaimsReader(learn([row for row in every if row[1] not in held], embed), embed)
        for row in every:
            if row[1] in held:
                yield row, reader.read(row[0].text) is not None


def _phrases() -> Iterator[Row]:
    folder = files("agents.embedded").joinpath("phrases")
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".yaml"):
            for wording in yaml.safe_load(path.read_text("utf-8")).values():
                for text in wording.values():
                    yield from _told(text, f"phrase/{path.name}")


def _policies() -> Iterator[Row]:
    folder = files("knowledge").joinpath("policies")
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".md"):
            body = _FRONT_MATTER.sub("", path.read_text("utf-8"))
            body = re.sub(r"^#.*$", "", body, flags=re.M)
            body = re.sub(r"(?<!\n)\n(?![\n*|\d-])", " ", body)
            told = _told(body, f"policy/{path.name.split('.')[0]}")
            yield from (row for row in told if len(row[0].text) >= _SHORTEST_POLICY_CHARS)


def _told(text: str, family: str) -> Iterator[Row]:
    rail = _rail()
    for sentence in sentences(_MARK.sub(_FIGURE, text)):
        said = " ".join(sentence.text.split()).strip(" -*|")
        if said:
            acts = any(f.rule == "undone_action" for f in rail.check(said, ClaimContext()))
            yield labelled(said, "undone_action" if acts else None), family


@cache
def _rail() -> ClaimsRail:
    return ClaimsRail.load()


def _shares(found: Iterable[tuple[Row, bool]]) -> dict[str, tuple[int, int]]:
    counts: dict[str, list[bool]] = defaultdict(list)
    for (example, family), stopped in found:
        kind = family.split("/")[0] if family.startswith(("phrase", "policy")) else "sentences"
        counts[f"{kind}: {'bad' if example.labels else 'sound'}"].append(stopped)
    return {kind: (sum(stopped), len(stopped)) for kind, stopped in counts.items()}


def main(arguments: Sequence[str]) -> None:
    """Write the weights where a file is named for them; say the figures otherwise."""
    from api.app import Runtime

    embed, every = Runtime.from_env().embedder.embed, rows()
    if arguments:
        arrays: Any = pack(learn(every, embed))
        np.savez_compressed(Path(arguments[0]), **arrays)
        return
    for kind, (stopped, of) in sorted(_shares(unseen(every, embed)).items()):
        sys.stdout.write(f"{kind}: {stopped} of {of} stopped\n")


if __name__ == "__main__":
    main(sys.argv[1:])
