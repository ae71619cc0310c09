"""What reads a borrower's text, loaded together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
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
from knowledge.embeddings import MiniLM

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


class _Once:
    """An embedder that embeds a text once while the classifiers are trained on common examples."""

    def __init__(self, embedder: MiniLM) -> None:
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] | None = {}

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        known = self._known
        if known is None:
            return self._embedder.embed(texts)
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        if fresh:
            known |= dict(zip(fresh, self._embedder.embed(fresh), strict=True))
        return np.stack([known[text] for text in texts])

    def forget(self) -> None:
        """Keep nothing from here on: what people write isn't remembered."""
        self._known = None


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
        embed = _Once(embedder)
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
