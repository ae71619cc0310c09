"""What the rights detector says: which right, where in the text, on what ground."""

from dataclasses import dataclass
from typing import Literal, get_args

RightKind = Literal[
    "billing_error",
    "unauthorized_use",
    "identity_theft",
    "credit_report_dispute",
    "cease_contact",
    "opt_out_channel",
    "attorney_represented",
    "bankruptcy",
    "active_duty",
    "deceased",
    "hardship",
    "complaint",
    "stop_payment_autopay",
    "debt_validation",
    "discrimination",
    "self_harm_or_crisis",
    "wants_human",
]
KINDS: tuple[RightKind, ...] = get_args(RightKind)


@dataclass(frozen=True)
class RightSignal:
    """A right that the text invokes.

    `span` is a half-open range of characters of the text as given, `evidence` is what stands
    there. A rule's span is the wording that matched; the classifier's is its whole sentence or
    message. `confidence` is between 0 and 1 and is calibrated only for the classifier.
    """

    kind: RightKind
    span: tuple[int, int]
    evidence: str
    source: Literal["rule", "classifier"]
    confidence: float
