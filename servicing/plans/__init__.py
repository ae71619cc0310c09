"""Hardship plans: programmes as data, a pure planner, and the plans in force.

`books_of(line, today)` is what the planner sees of a line; `plan_options(books, intake)` gives at
most three options, cheapest in all first, with schedules to the cent, and for every other
programme the reason. `what_if` is one programme with a payment of staff's choosing, `projected`
the books some months on. `programs()` are the definitions.

A borrower submits and accepts through the quote actions `submit_hardship_draft` and `accept_plan`.
Staff work with the line locked: `review.decide`, `review.edit`, `review.latest`, with a
`review.Desk` for who they are; `repository.drafts` and `repository.decisions` list what there is,
and `drafts.chain_holds` checks the decisions' chain.
"""

from servicing.plans.model import Between, Books, Excluded, Intake, Month, Option, Path, Plans
from servicing.plans.planner import affordable, plan_options, projected, what_if
from servicing.plans.program import Program, programs
from servicing.plans.standing import books_of

__all__ = [
    "Between",
    "Books",
    "Excluded",
    "Intake",
    "Month",
    "Option",
    "Path",
    "Plans",
    "Program",
    "affordable",
    "books_of",
    "plan_options",
    "programs",
    "projected",
    "what_if",
]
