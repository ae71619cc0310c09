"""Does a core keep the contract? One suite, run in our tests and against any lender's core.

    check        checks, what they need, what they found
    reading      the account, its history, statements, charges, the payoff
    writing      quotes, confirmations, rights (only where writing is allowed)
    plans        hardship plans and what was said of a hardship
    protocol     tokens, idempotency keys, cursors, errors on the wire
    suite        all of it together

The suite knows no portfolio: it finds its facts in the core's own answers.
"""

from tools.conformance.check import Check, Finding, Subject
from tools.conformance.suite import CHECKS, run

__all__ = ["CHECKS", "Check", "Finding", "Subject", "run"]
