"""The borrower assistant: one turn as a graph (design §7)."""

from agents.borrower.assistant import Assistant
from agents.borrower.run import Services

__all__ = ["Assistant", "Services"]
