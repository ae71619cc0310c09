"""A fee or interest called unfair: a complaint on record, and the answer why it was charged.

No billing error is claimed by it: what is called wrong, double or unfounded is for the detector and
the reasons of a dispute.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from agents.procedures.entries import entry_of
from agents.understanding import Reading, Request
from agents.understanding.text import flat
from guardrails.rights import RightKind, RightSignal

COMPLAINT: RightKind = "complaint"
WAIVER = "fee_waiver"
_FEE = (
    r"(?:late (?:fee|charge)s?|fees?|recargos?|cargos? por (?:pago )?(?:tard\w+|atras\w*)|"
    r"comision\w*)"
)
_INTEREST = r"(?:interest(?: charges?)?|finance charges?|interes(?:es)?)"
_UNFAIR = (
    r"(?:unfair|(?:is|are|was|s|seems?) ?(?:n[o']?t|not) (?:very |even |at all )?fair|"
    r"not fair|ai ?n'?t fair|ridiculous|outrageous|absurd|rip ?-?off|highway robbery|bull ?shit|"
    r"robbery|a scam|a joke|unreasonable|no (?:es|son|me parecen?) justos?|injust[oa]s?|"
    r"un (?:robo|abuso|atraco)|abusiv[oa]s?)"
)
_CALLED = re.compile(
    rf"\b(?:{_FEE}|{_INTEREST})\b[^?]{{0,40}}?\b{_UNFAIR}|"
    rf"\b{_UNFAIR}\b[^?]{{0,40}}?\b(?:{_FEE}|{_INTEREST})\b"
)
_OF_INTEREST = re.compile(rf"\b{_INTEREST}\b")
_WAIVE = re.compile(
    r"\b(?:waiv\w+|take (?:\w+ ){0,3}?off|remov\w+|drop|forgiv\w+|credit (?:\w+ ){0,3}?back|"
    r"refund\w*|revers\w+|quit\w+|perdon\w+|condon\w+|devuelv\w+)\b"
)
_DISPUTED = frozenset({"billing_error", "unauthorized_use", "identity_theft"})


def called_unfair(text: str) -> bool:
    """Tell whether a message calls a fee or interest unfair, and doesn't merely ask."""
    return "?" not in text and bool(_CALLED.search(flat(text)))


def with_grievance(signals: Sequence[RightSignal], text: str) -> tuple[RightSignal, ...]:
    """Return the signals with a complaint where a fee or interest is called unfair.

    Nothing is added where the message disputes the charge: that is the stronger claim.
    """
    kinds = {signal.kind for signal in signals}
    if COMPLAINT in kinds or kinds & _DISPUTED or not called_unfair(text):
        return tuple(signals)
    return (*signals, RightSignal(COMPLAINT, (0, len(text)), text, "rule", 1.0))


def explained(reading: Reading, text: str, acknowledged: Collection[str]) -> Reading:
    """Return the reading with the wish to know why what is complained of was charged.

    So too where a late fee is said to be wrong because the payment was in time: before anything is
    taken off as a courtesy, it is told why it stands there.
    """
    unfair = COMPLAINT in acknowledged and called_unfair(text)
    in_time = "billing_error" in acknowledged and entry_of(text) == "posting"
    waiver = WAIVER in reading.acts
    if (unfair and asks_to_waive(text)) or not (unfair or (in_time and waiver)):
        return reading
    act = "explain_interest" if _OF_INTEREST.search(flat(text)) else "explain_fee"
    intent = "apr_interest" if act == "explain_interest" else "fee"
    why = Request(act, intent, 0.95, (0, len(text)), text, reading.slots, ((act, 0.95),))
    return replace(reading, requests=(why,))


def asks_to_waive(text: str) -> bool:
    """Tell whether a message asks for a fee to be taken off."""
    return bool(_WAIVE.search(flat(text)))
