"""Which of the detected rights stand beside each other for one event."""

import re
from collections.abc import Sequence

from guardrails.rights.model import RightKind, RightSignal

_COVERS: tuple[tuple[RightKind, RightKind], ...] = (
    # An unauthorised charge is a billing error of kind (a)(1): one event, one record.
    ("unauthorized_use", "billing_error"),
    # An account in one's name that one didn't open isn't a use of one's own line.
    ("identity_theft", "unauthorized_use"),
    ("identity_theft", "billing_error"),
    ("identity_theft", "debt_validation"),
    # No contact at all includes each channel.
    ("cease_contact", "opt_out_channel"),
)
_SURE_BESIDE_AN_ERROR = 0.8
_REFUSAL = re.compile(
    r"\b(?:don[’']?t|do not|stop|quit|never|nobody|no more|no|dejen|paren|ya no|ni)\b", re.I
)


def settle(signals: Sequence[RightSignal]) -> tuple[RightSignal, ...]:
    """Drop a right that another covers for the same words; order the rest by place.

    A covered right stays when a rule found it in words of its own ("two charges I never made,
    and the grocer charged me twice").
    """
    by_kind = {signal.kind: signal for signal in signals}
    for covering, covered in _COVERS:
        over, under = by_kind.get(covering), by_kind.get(covered)
        if over and under and (under.source == "classifier" or _overlap(over, under)):
            del by_kind[covered]
    use, error = by_kind.get("unauthorized_use"), by_kind.get("billing_error")
    if use and error and use.source == "classifier" and error.source == "rule":
        # A charge that is wrong sounds a little like one that isn't theirs.
        if use.confidence < _SURE_BESIDE_AN_ERROR:
            del by_kind["unauthorized_use"]
    if by_kind.get("cease_contact") and by_kind["cease_contact"].source == "rule":
        by_kind.pop("opt_out_channel", None)
    every, one = by_kind.get("cease_contact"), by_kind.get("opt_out_channel")
    if every and one and every.source == "classifier" and one.source == "rule":
        # "Don't text me" names a way, and the guess is made of the same words. Several refusals
        # ("don't write, don't ring, don't send anybody") are more than the way that was named.
        if len(_REFUSAL.findall(every.evidence)) < 2:
            del by_kind["cease_contact"]
    return tuple(sorted(by_kind.values(), key=lambda signal: (signal.span, signal.kind)))


def _overlap(one: RightSignal, other: RightSignal) -> bool:
    if one.source == "classifier":
        return False
    return one.span[0] < other.span[1] and other.span[0] < one.span[1]
