"""Running the nights: what happens to every line between two days, safe to kill anywhere.

A step works in batches, each one transaction, and every line remembers how far it is; so a run
that was cut off is finished by running it again, and gives the books it would have given.
"""

from servicing.nights.statements import run_statements

__all__ = ["run_statements"]
