"""The decision whether a release may go out: one verdict, with reasons."""

from evals.gate.baseline import Baseline, BaselineError
from evals.gate.decide import Finding, Verdict, decide
from evals.gate.rules import GateError, Rules

__all__ = [
    "Baseline",
    "BaselineError",
    "Finding",
    "GateError",
    "Rules",
    "Verdict",
    "decide",
]
