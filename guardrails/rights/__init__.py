"""Rights that a borrower invokes in free text (design §7, promise P3)."""

from guardrails.rights.details import RightDetails, parse_details
from guardrails.rights.detector import RightsDetector
from guardrails.rights.model import KINDS, RightKind, RightSignal
from guardrails.rights.opened import opened_by_another

__all__ = [
    "KINDS",
    "RightDetails",
    "RightKind",
    "RightSignal",
    "RightsDetector",
    "opened_by_another",
    "parse_details",
]
