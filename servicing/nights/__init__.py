"""Running the nights: what happens to every line between two days, safe to kill anywhere.

    run         nights up to a date; one night, step by step
    statements  cycles that end, many at a time
    exchange    the bank's files
    mornings    what the bank answered, and the day's opening
    batches     lines worked on in batches

A step works in batches, each one transaction, and every line remembers how far it is; so a run
that was cut off is finished by running it again, and gives the books it would have given.
"""

from servicing.nights.run import CannotGoBack, Night, Stopped, advance, run_night
from servicing.nights.statements import run_statements

__all__ = ["CannotGoBack", "Night", "Stopped", "advance", "run_night", "run_statements"]
