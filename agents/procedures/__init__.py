"""Procedures: what has to be known before something is done, written once for every engine.

A procedure is a typed spec (`spec.py`); `opening.py` says which one a message belongs to, and
`runtime.py` fills it from what the borrower said and says what comes next: a question, a tool
call, or the end. The embedded engine words that step; a provider model is given it, and what the
model proposes is checked against it.
"""

from agents.procedures.disputing import filed
from agents.procedures.opening import asks_about_rule
from agents.procedures.runtime import advance
from agents.procedures.spec import PROCEDURES, Procedure, Slot
from agents.procedures.step import Step

__all__ = ["PROCEDURES", "Procedure", "Slot", "Step", "advance", "asks_about_rule", "filed"]
