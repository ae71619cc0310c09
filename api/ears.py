"""What reads a borrower's text, loaded together."""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
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
from guardrails.injection import InjectionScorer
from guardrails.redaction import Names, spans_of_names
from guardrails.rights import RightsDetector
from knowledge.embeddings import Embedder, MiniLM

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

    While the classifiers are trained every text is kept, since they share examples. After
    `forget` only the vectors of the last few texts are, under fingerprints with a key of this
    process: no words, and nothing to look one up by.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._key = secrets.token_bytes(_KEY_BYTES)
        self._kept: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
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
        """Keep the vectors of the last few texts only from here on."""
        with self._lock:
            self._most = _RECENT_TEXTS_MAX
            self._kept.clear()

    def _keep(self, rows: dict[bytes, NDArray[np.float32]]) -> None:
        with self._lock:
            self._kept |= rows
            while self._most is not None and len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def _mark(self, text: str) -> bytes:
        data = text.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, key=self._key, digest_size=_MARK_BYTES).digest()


@dataclass(frozen=True)
class Ears:
    """What reads a borrower's text; trained once per data directory."""

    reader: Reader
    rights: RightsDetector
    injection: InjectionScorer
    advice: AdviceDetector
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
        embed = SharedEmbedding(embedder)
        advice = partial(AdviceDetector.load, line=_about_the_line())
        parts: tuple[Callable[..., Any], ...] = (
            Reader.load,
            partial(RightsDetector.load, line=_everyday()),
            InjectionScorer.load,
            advice,
        )
        training = len(list(cache_dir.glob("*.npz"))) < len(parts)
        loaded: list[Any] = []
        for number, load in enumerate(parts):
            if training:
                report("Training the classifiers", number, len(parts))
            loaded.append(load(embed, cache_dir))
        embed.forget()
        if training:
            report("Training the classifiers", len(parts), len(parts))
        loaded.append(_presidio() if names == "presidio" else spans_of_names)
        return cls(*loaded)


def _presidio() -> Names:
    from guardrails.redaction.presidio import NamesUnavailable, PresidioNames

    try:
        return PresidioNames.load()
    except NamesUnavailable as error:
        raise DependencyDown(str(error)) from error
