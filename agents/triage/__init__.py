"""Long complaints sorted for a servicing team: what is wanted, which rights, where to, by when."""

from agents.triage.model import MATTERS, RIGHTS, Finding
from agents.triage.service import Triage

__all__ = ["MATTERS", "RIGHTS", "Finding", "Triage"]
