"""From recorded turns to candidate cases, for a person to finish."""

from evals.harvest.candidates import NAMES, Candidate, candidates, written

__all__ = ["NAMES", "Candidate", "candidates", "written"]
