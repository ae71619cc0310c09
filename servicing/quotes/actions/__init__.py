"""Everything a borrower can have done, one module an action. A new action is added here."""

from servicing.quotes.action import Registry
from servicing.quotes.actions import (
    autopay,
    cancellation,
    closing,
    contact,
    dispute,
    draw,
    due_date,
    fee_waiver,
    hardship,
    line_increase,
    payment,
)

ACTIONS = Registry(
    (
        payment.MAKE,
        payment.SCHEDULE,
        cancellation.ACTION,
        autopay.ACTION,
        draw.ACTION,
        due_date.ACTION,
        fee_waiver.ACTION,
        line_increase.ACTION,
        contact.ACTION,
        dispute.FILE,
        dispute.WITHDRAW,
        closing.ACTION,
        hardship.SUBMIT,
        hardship.ACCEPT,
    )
)

__all__ = ["ACTIONS"]
