"""What reads a borrower's text, loaded together."""

import hashlib
import os
import secrets
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from agents.understanding import Reader
from agents.understanding.catalogue import load_catalogue
from api.failures import DependencyDown
from guardrails.advice import AdviceDetector
from guardrails.claims import ClaimsReader
from guardrails.injection import InjectionScorer
from guardrails.redaction import Names, spans_of_names
from guardrails.rights import RightsDetector
from knowledge.embeddings import Embedder, MiniLM

LESSONS = "lessons.npz"
_RECENT_TEXTS_MAX = 16
_KEY_BYTES = 32
_MARK_BYTES = 16
# What borrowers want of the line day by day: none of it invokes a right by itself.
EVERYDAY = frozenset(
    "affirm apr are_you_human autopay_start autopay_status available_credit balance bank_admin "
    "cancel_payment capabilities card_admin close_account complaint_status correct "
    "credit_reporting_info daily_interest deny dispute_info dispute_status draw draw_cancel "
    "draw_info due due_date_change explain_fee explain_interest fee_policy fraud_info goodbye "
    "greeting hardship_info injection_like largest_purchase last_payment limit_decrease "
    "limit_increase limit_info login_help make_payment out_of_scope payment_methods payoff "
    "payoff_letter pending_transactions plan_status praise product_info profile_change repeat "
    "representative_info schedule_payment send_documents spending_total statement submit thanks "
    "transaction_search".split()
)


def _everyday() -> tuple[str, ...]:
    """Return what borrowers say of everyday business, so that none of it opens a record."""
    return tuple(text for text, act in load_catalogue().examples if act in EVERYDAY)


def _about_the_line() -> tuple[str, ...]:
    """Return what borrowers say of their line, so that none of it is taken for something else."""
    return tuple(text for text, act in load_catalogue().examples if act != "out_of_scope")


class SharedEmbedding:
    """One embedding a text, for all that read it: rails and reader work on the same message.

    While the classifiers are trained every text is kept, since they share examples; with
    `lessons`, a file of the vectors of earlier trainings, only new examples are embedded. After
    `forget` only the vectors of the last few texts are kept, under fingerprints with a key of
    this process: no words, and nothing to look one up by.
    """

    def __init__(self, embedder: Embedder, lessons: Path | None = None) -> None:
        self._embedder = embedder
        self._lessons = lessons
        self._key = b""
        self._kept: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
        self._stored = 0
        if lessons is not None:
            self._kept.update(_read_lessons(lessons))
            self._stored = len(self._kept)
        self._most: int | None = None
        self._lock = Lock()

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return an (n, 384) array of unit vectors, in the order of the texts."""
        marks = {text: self._mark(text) for text in texts}
        with self._lock:
            found = {text: self._kept[mark] for text, mark in marks.items() if mark in self._kept}
        fresh = [text for text in marks if text not in found]
        if fresh:
            found |= dict(zip(fresh, self._embedder.embed(fresh), strict=True))
            self._keep({marks[text]: found[text] for text in fresh})
        return np.stack([found[text] for text in texts])

    def forget(self) -> None:
        """Keep the vectors of the last few texts only from here on; store what was learnt from."""
        with self._lock:
            if self._lessons is not None and len(self._kept) > self._stored:
                _write_lessons(self._lessons, self._kept)
            self._most = _RECENT_TEXTS_MAX
            self._kept.clear()
            self._key = secrets.token_bytes(_KEY_BYTES)

    def _keep(self, rows: dict[bytes, NDArray[np.float32]]) -> None:
        with self._lock:
            self._kept |= rows
            while self._most is not None and len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def _mark(self, text: str) -> bytes:
        data = text.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, key=self._key, digest_size=_MARK_BYTES).digest()


def _read_lessons(path: Path) -> dict[bytes, NDArray[np.float32]]:
    """Read the vectors of earlier trainings; a file that can't be read counts as none."""
    try:
        with np.load(path) as stored:
            marks, rows = stored["marks"], stored["rows"]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return {}
    return {bytes(mark): row for mark, row in zip(marks, rows, strict=True)}


def _write_lessons(path: Path, rows: Mapping[bytes, NDArray[np.float32]]) -> None:
    """Write the vectors whole or not at all: two processes may train at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    marks = np.array([np.frombuffer(mark, np.uint8) for mark in rows])
    partial_path = path.with_suffix(f".{os.getpid()}.partial")
    with partial_path.open("wb") as file:
        np.savez(file, marks=marks, rows=np.stack(list(rows.values())))
    partial_path.replace(path)


@dataclass(frozen=True)
class Ears:
    """What reads a borrower's text and a model's; trained once per data directory."""

    reader: Reader
    rights: RightsDetector
    injection: InjectionScorer
    advice: AdviceDetector
    claims: ClaimsReader
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
        embed = SharedEmbedding(embedder, cache_dir / LESSONS)
        advice = partial(AdviceDetector.load, line=_about_the_line())
        parts: tuple[Callable[..., Any], ...] = (
            Reader.load,
            partial(RightsDetector.load, line=_everyday()),
            InjectionScorer.load,
            advice,
        )
        training = len(list(cache_dir.glob("*-*.npz"))) < len(parts)
        loaded: list[Any] = []
        for number, load in enumerate(parts):
            if training:
                report("Training the classifiers", number, len(parts))
            loaded.append(load(embed, cache_dir))
        embed.forget()
        if training:
            report("Training the classifiers", len(parts), len(parts))
        loaded.append(ClaimsReader.load(embed))
        loaded.append(_presidio() if names == "presidio" else spans_of_names)
        return cls(*loaded)


def _presidio() -> Names:
    from guardrails.redaction.presidio import NamesUnavailable, PresidioNames

    try:
        return PresidioNames.load()
    except NamesUnavailable as error:
        raise DependencyDown(str(error)) from error
