"""Injection as a signal on user text, documents and tool results; never the only defence."""

from guardrails.injection.model import Channel, Score
from guardrails.injection.scorer import InjectionScorer

__all__ = ["Channel", "InjectionScorer", "Score"]
