"""The staff copilot: what somebody at the desk needs to answer a conversation, and nothing sent.

model.py        what it says
books.py        a borrower's books in which nothing can be written
rehearse.py     a turn of the assistant's that leaves no trace
suggest.py      replies that came through the same rails, up to three
questions.yaml  what else a reply may be about
facts.py        which of the line's figures matter now (pure)
talk.py         what was said and done so far (pure)
signals.py      what to know before answering (pure); its words are in signals.yaml
"""

from agents.copilot.model import (
    Advice,
    CardOpen,
    Fact,
    Happened,
    Reply,
    Said,
    Signal,
    Talk,
    Withheld,
)
from agents.copilot.suggest import Copilot, NothingSaid

__all__ = [
    "Advice",
    "CardOpen",
    "Copilot",
    "Fact",
    "Happened",
    "NothingSaid",
    "Reply",
    "Said",
    "Signal",
    "Talk",
    "Withheld",
]
