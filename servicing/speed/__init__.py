"""How fast the books are, as ratios within one run on a server of their own.

books         lines and postings to measure with
ratios        what was measured, beside its yardstick and its bound
postings      durable postings, beside plain inserts of the same durability
balances      the balance of a past day, after a long history and a short one
plans         options for a line, and scans of a portfolio
closings      statement runs: lines a second, and the memory they take
"""

from servicing.speed.ratios import Ratio, ledger_ratios, plan_ratios

__all__ = ["Ratio", "ledger_ratios", "plan_ratios"]
