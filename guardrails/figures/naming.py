"""By what name a figure goes in a reply, and whether it may go by none."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from guardrails.figures.binding import Traced, anchors
from guardrails.figures.cues import joined, named_near, role_in_text
from guardrails.figures.model import Evidence, Fact, Span
from guardrails.figures.roles import QUOTED, compatible
from guardrails.text import sentences

# What a figure may be without being called by name: what people ask about.
_PLAIN = frozenset(
    {
        *("balance", "minimum", "payoff", "statement_balance", "past_due", "autopay", "payment"),
        *("plan_payment", "total", "charge", "due", "payment_on", "autopay_on", "today"),
        *("plan_due", "quoted_on", "payoff_on", "purchase_apr", "draw_apr", "plan_apr"),
        *QUOTED,
    }
)
_HANDED_ON = frozenset({"payment", "payment_on"})
_STOP = re.compile(r"[.!?\n](?:\s|$)|:")


def role_at(text: str, spans: Sequence[Span], position: int, roles: Mapping[str, str]) -> str:
    """Return what the text calls a figure; words beyond its neighbours of a kind aren't its own.

    `roles` are those of the last figures of each kind, for what a listing hands on.
    """
    span = spans[position]
    before = next((s.end for s in reversed(spans[:position]) if s.kind == span.kind), 0)
    after = next((s.start for s in spans[position + 1 :] if s.kind == span.kind), len(text))
    role = role_in_text(text, span.start, span.end, span.kind, before, after)
    return role or _carried(text, span, spans[:position], roles)


def _carried(text: str, span: Span, before: Sequence[Span], roles: Mapping[str, str]) -> str:
    """Return the role that a listing hands on: "payments of $75.00 and $60.00"."""
    last = next((s for s in reversed(before) if s.kind == span.kind), None)
    role = roles.get(span.kind, "")
    if last is None or not role:
        return ""
    if joined(text, last.end, span.start):
        return role
    if role not in _HANDED_ON:
        return ""
    return "" if _STOP.search(text, last.end, span.start) else role


def named(
    text: str, traced: Sequence[Traced], exempt: Collection[Span], evidence: Evidence
) -> tuple[list[Traced], list[Span]]:
    """Return the figures that are called by a name they can bear, and those that aren't.

    "It's $47.00" may be the minimum that was asked about; it isn't some fee that nobody named. A
    name in the sentence or the one before it will do, and so will another value of the same row.
    """
    kept: list[Traced] = []
    nameless: list[Span] = []
    rows = anchors(traced, text, evidence)
    for one in traced:
        if one.role or one.span.kind not in ("money", "date") or one.span in exempt:
            kept.append(one)
            continue
        start, end = _around(text, one.span)
        said = named_near(text, start, end, one.span.kind)
        facts = tuple(f for f in one.facts if _may_be(f, said) or rows.hold(one, f, start, end))
        if facts:
            kept.append(Traced(one.span, one.role, facts))
        else:
            nameless.append(one.span)
    return kept, nameless


def _may_be(fact: Fact, said: Iterable[str]) -> bool:
    if not fact.role or fact.role in _PLAIN or fact.source_type == "policy":
        return True
    return any(compatible(role, fact.role) for role in said)


def _around(text: str, span: Span) -> tuple[int, int]:
    all_ = sentences(text)
    at = next((n for n, s in enumerate(all_) if s.start <= span.start < s.end), 0)
    return (all_[max(0, at - 1)].start, all_[at].end) if all_ else (0, len(text))
