"""Everything a borrower can have done, one module an action. A new action is added here."""

from servicing.quotes.action import Registry
from servicing.quotes.actions import cancellation, payment

ACTIONS = Registry((payment.MAKE, payment.SCHEDULE, cancellation.ACTION))

__all__ = ["ACTIONS"]
