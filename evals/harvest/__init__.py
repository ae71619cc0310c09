"""From recorded turns to candidate cases, for a person to finish."""

from evals.harvest.candidates import REASONS, Candidate, candidates, written

__all__ = ["REASONS", "Candidate", "candidates", "written"]
