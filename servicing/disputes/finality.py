"""When a credit given for a billing error may be taken back (12 CFR 1026.13(c)(2))."""

from datetime import date

from servicing.money import Money


def may_reverse_credit(
    error: Money,
    credits_for_it: Money,
    reversal: Money,
    on: date,
    resolve_by: date,
    charges_from_timing: bool,
) -> bool:
    """Whether part of what was credited for a billing error may be reversed.

    Until the error had to be resolved, a provisional credit may be taken back once the
    procedures are complied with. Afterwards it is final, whatever evidence turns up; only a
    surplus may go, as when a merchant credited the same error too: what remains must cover the
    error, and the timing may cost the consumer nothing (comment 13(c)(2)-2). `credits_for_it`
    are all credits posted for the error, from whomever.
    """
    if on <= resolve_by:
        return True
    return credits_for_it - reversal >= error and not charges_from_timing
