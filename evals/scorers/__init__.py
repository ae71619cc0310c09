"""Judging what was seen of a trial; nothing here asks the product's own guards."""

from evals.scorers.score import Check, Score, score

__all__ = ["Check", "Score", "score"]
