"""Figures (P1): rendering marks, finding every figure of a text, tracing each to a fact."""

from guardrails.figures.extract import extract
from guardrails.figures.formats import format_date, format_money, format_percent
from guardrails.figures.marks import CitationMark, Rendered, Unresolved, render
from guardrails.figures.model import (
    Evidence,
    Fact,
    FigureVerdict,
    Language,
    LeafLike,
    ShownFigure,
    Span,
    Unverified,
    today_fact,
    tool_facts,
)
from guardrails.figures.policy import passage_facts
from guardrails.figures.verify import verify

__all__ = [
    "CitationMark",
    "Evidence",
    "Fact",
    "FigureVerdict",
    "Language",
    "LeafLike",
    "Rendered",
    "ShownFigure",
    "Span",
    "Unresolved",
    "Unverified",
    "extract",
    "format_date",
    "format_money",
    "format_percent",
    "passage_facts",
    "render",
    "today_fact",
    "tool_facts",
    "verify",
]
