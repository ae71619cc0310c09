"""Which rights a claim's reasons make: goods that never came are no stranger's charge.

The detector decides whether a right is invoked. Where its rules are silent, its classifier takes a
purchase gone wrong for a stranger's charge: there the words themselves decide.
"""

import re
from collections.abc import Iterable, Sequence

from agents.procedures.charges import UNKNOWN_CHARGE, WRONG_CHARGE, marks
from agents.procedures.disputing import RIGHT_OF
from agents.procedures.entries import ENTRIES, Entry, without_entries
from agents.procedures.reasons import Reason, is_hypothetical, is_outright, is_settled
from agents.understanding.text import flat
from guardrails.rights import KINDS, RightSignal

_MIXED_UP = frozenset({UNKNOWN_CHARGE, WRONG_CHARGE})
# A wish, or a question, says of nothing that it went wrong.
_BY_WORDS = frozenset({"quality", "clarification"})
_NAMES_CHARGE = re.compile(r"\d+\.\d\d|\$ ?\d|\b(?:charge\w*|purchase\w*|cargos?|compras?)\b", re.I)
_WISH = re.compile(
    r"\?|\b(?:can|could|would|please|puede\w*|podri\w*|por favor|will|should|i want|quiero) "
    r"(?!\w*n't)"
)


def by_reason(
    signals: Sequence[RightSignal], text: str, reasons: Sequence[Reason | Entry]
) -> tuple[RightSignal, ...]:
    """Return the signals of a message with the rights that its reasons make.

    What a rule heard stays, and so does what a classifier heard where the words deny a purchase.
    A quality claim, proof that is wanted of a charge, or a payment said to be lost or counted from
    another day, is a notice whatever the detector made of it. Beside one of those, a charge that
    the words deny is its own claim.
    """
    if not reasons or is_hypothetical(text) or is_settled(text):
        return tuple(signals)
    made = [next(kind for kind in KINDS if kind == RIGHT_OF[reason]) for reason in reasons]
    denied = UNKNOWN_CHARGE in marks(text)
    mistaken = [
        signal
        for signal in signals
        if signal.source == "classifier" and signal.kind in _MIXED_UP - {*made} and not denied
    ]
    kept = [signal for signal in signals if signal not in mistaken]
    for reason, right in zip(reasons, made, strict=True):
        notice = mistaken or reason in _BY_WORDS or _alone(reason, text, denied or not kept)
        if notice and not any(signal.kind == right for signal in kept):
            kept.append(RightSignal(right, (0, len(text)), text, "rule", 1.0))
    if denied and {*reasons} & {*ENTRIES} and _NAMES_CHARGE.search(without_entries(text)):
        own = next(kind for kind in KINDS if kind == UNKNOWN_CHARGE)
        if not any(signal.kind == own for signal in kept):
            kept.append(RightSignal(own, (0, len(text)), text, "rule", 1.0))
    return tuple(kept)


def _alone(reason: Reason | Entry, text: str, unheard: bool) -> bool:
    """Tell whether words make a notice by themselves, where the detector heard none of it."""
    if not unheard or reason not in ENTRIES:
        return False
    return is_outright(text) or (reason != "payment_missing" and not _WISH.search(flat(text)))


def opening(kinds: Iterable[str], reasons: Sequence[Reason | Entry]) -> frozenset[str]:
    """Return the rights that open an intake: a complaint of quality is taken like a dispute."""
    found = frozenset(kinds)
    return found | {WRONG_CHARGE} if "quality" in reasons and "complaint" in found else found
