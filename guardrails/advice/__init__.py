"""Personal financial advice: recognised when it is asked for, so that it can be declined."""

from guardrails.advice.detector import AdviceDetector, Kind, examples

__all__ = ["AdviceDetector", "Kind", "examples"]
