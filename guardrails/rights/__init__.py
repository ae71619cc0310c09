"""Rights that a borrower invokes in free text (design §7, promise P3)."""

from guardrails.rights.details import RightDetails, parse_details
from guardrails.rights.detector import RightsDetector
from guardrails.rights.model import KINDS, RightKind, RightSignal

__all__ = ["KINDS", "RightDetails", "RightKind", "RightSignal", "RightsDetector", "parse_details"]
