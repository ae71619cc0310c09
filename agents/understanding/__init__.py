"""The embedded engine's ears: from one borrower message to typed requests with their values."""

from agents.understanding.followups import asks_the_same_of
from agents.understanding.reader import Reader
from agents.understanding.reading import (
    Amount,
    DateMention,
    Duration,
    Hints,
    Period,
    Reading,
    Request,
    Slots,
)
from agents.understanding.slots import gather

__all__ = [
    "Amount",
    "DateMention",
    "Duration",
    "Hints",
    "Period",
    "Reader",
    "Reading",
    "Request",
    "Slots",
    "asks_the_same_of",
    "gather",
]
