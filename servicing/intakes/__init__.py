"""Hardship intakes: what a borrower has said so far, kept between conversations.

`Told` is what was said; `repository` keeps it. Nothing here changes a line.
"""

from servicing.intakes.model import Circumstance, Told

__all__ = ["Circumstance", "Told"]
