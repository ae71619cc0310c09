"""Cases as data: what the books are, what the borrower says, what must come of it."""

from evals.cases.load import CaseError, load_suites, suite_names
from evals.cases.model import Branch, Case, Expect, Model, Press, Say, Step, Suite

__all__ = [
    "Branch",
    "Case",
    "CaseError",
    "Expect",
    "Model",
    "Press",
    "Say",
    "Step",
    "Suite",
    "load_suites",
    "suite_names",
]
