"""Which right a claim's reason makes: goods that never came are no stranger's charge.

The detector decides whether a right is invoked. Where its rules are silent, its classifier takes a
purchase gone wrong for a stranger's charge: there the words themselves decide.
"""

from collections.abc import Iterable, Sequence

from agents.procedures.charges import UNKNOWN_CHARGE, WRONG_CHARGE, marks
from agents.procedures.disputing import RIGHT_OF
from agents.procedures.reasons import Reason, is_hypothetical, is_outright, is_settled
from guardrails.rights import KINDS, RightSignal

_MIXED_UP = frozenset({UNKNOWN_CHARGE, WRONG_CHARGE})


def by_reason(
    signals: Sequence[RightSignal], text: str, reason: Reason | None
) -> tuple[RightSignal, ...]:
    """Return the signals of a message with the right that its reason makes.

    What a rule heard stays, and so does what a classifier heard where the words deny a purchase.
    A quality claim, or a payment said to be lost, is a notice whatever the detector made of it.
    """
    if reason is None or is_hypothetical(text) or is_settled(text):
        return tuple(signals)
    right = next(kind for kind in KINDS if kind == RIGHT_OF[reason])
    denied = UNKNOWN_CHARGE in marks(text)
    mistaken = [
        signal
        for signal in signals
        if signal.source == "classifier" and signal.kind in _MIXED_UP - {right} and not denied
    ]
    kept = [signal for signal in signals if signal not in mistaken]
    alone = reason == "payment_missing" and not kept and is_outright(text)
    notice = mistaken or reason == "quality" or alone
    if any(signal.kind == right for signal in kept) or not notice:
        return tuple(kept)
    return (*kept, RightSignal(right, (0, len(text)), text, "rule", 1.0))


def opening(kinds: Iterable[str], reason: Reason | None) -> frozenset[str]:
    """Return the rights that open an intake: a complaint of quality is taken like a dispute."""
    found = frozenset(kinds)
    return found | {WRONG_CHARGE} if reason == "quality" and "complaint" in found else found
