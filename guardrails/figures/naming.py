"""By what name a figure goes in a reply, and whether it may go by none."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from guardrails.figures.binding import Traced, anchors, row_of
from guardrails.figures.cues import joined, mentioned, named_near, role_bound
from guardrails.figures.model import Evidence, Fact, Span
from guardrails.figures.roles import QUOTED, VAGUE, compatible
from guardrails.text import sentences

# What a figure may be without being called by name: what people ask about.
_PLAIN = frozenset(
    {
        *("balance", "minimum", "payoff", "statement_balance", "past_due", "autopay", "payment"),
        "paid",
        *("plan_payment", "total", "charge", "due", "autopay_on", "today"),
        *("plan_due", "quoted_on", "payoff_on", "purchase_apr", "draw_apr", "plan_apr"),
        *QUOTED,
    }
)
# The day of an entry is nothing without its entry.
_ENTRIES = frozenset({"", "paid_on", "payment_on"})
_HANDED_ON = frozenset({"payment", "payment_on"})
_STOP = re.compile(r"[.!?\n](?:\s|$)|:")


def role_at(
    text: str, spans: Sequence[Span], position: int, roles: Mapping[str, str]
) -> tuple[str, bool]:
    """Return what the text calls a figure, and whether firmly.

    Words beyond its neighbours of a kind aren't its own.

    `roles` are those of the last figures of each kind, for what a listing hands on.
    """
    span = spans[position]
    before = next((s.end for s in reversed(spans[:position]) if s.kind == span.kind), 0)
    after = next((s.start for s in spans[position + 1 :] if s.kind == span.kind), len(text))
    role, firm = role_bound(text, span.start, span.end, span.kind, before, after)
    return (role, firm) if role else (_carried(text, span, spans[:position], roles), True)


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
    text: str,
    traced: Sequence[Traced],
    exempt: Collection[Span],
    misread: Mapping[Span, str],
    evidence: Evidence,
) -> tuple[list[Traced], list[Span]]:
    """Return the figures that are called by a name they can bear, and those that aren't.

    "It's $47.00" may be the minimum that was asked about; it isn't some fee that nobody named. A
    name in the sentence or the one before it will do, and so will another value of the same row.
    A figure that was `misread` by a name further off needs one in its own sentence that nothing
    else there goes by.
    """
    kept: list[Traced] = []
    nameless: list[Span] = []
    rows = anchors(traced, text, evidence)
    for one in traced:
        if one.span in misread:
            facts = _named_else(text, one, misread, traced)
            kept += [Traced(one.span, "", facts)] if facts else []
            nameless += [] if facts else [one.span]
            continue
        if one.role or one.span.kind not in ("money", "date") or one.span in exempt:
            kept.append(one)
            continue
        start, end = _around(text, one.span)
        said = named_near(text, start, end, one.span.kind)
        said |= mentioned(text, start, end, "date") if one.span.kind == "date" else frozenset()
        alone = not any(t.span.kind == "money" and start <= t.span.start < end for t in traced)
        facts = tuple(
            f
            for f in one.facts
            if _may_be(f, said, alone) or (f.role != "closing" and rows.hold(one, f, start, end))
        )
        if facts:
            kept.append(Traced(one.span, one.role, facts))
        else:
            nameless.append(one.span)
    return kept, nameless


def _named_else(
    text: str, one: Traced, misread: Mapping[Span, str], traced: Sequence[Traced]
) -> tuple[Fact, ...]:
    """Return the facts of a figure that another name of its sentence can be meant for."""
    kind = one.span.kind
    said = next((s for s in sentences(text) if s.start <= one.span.start < s.end), None)
    if said is None:
        return ()
    names = named_near(text, said.start, said.end, kind)
    if misread[one.span] in VAGUE or kind == "date":
        names |= mentioned(text, said.start, said.end, kind)
    others = [t for t in traced if t.span.kind == kind and said.start <= t.span.start < said.end]
    if sum(t.span in misread for t in others) > 1:
        return ()  # two with each other's names
    free = names - VAGUE - {t.role for t in others} - {misread[one.span]}
    # An entry's day has its own names, which stand beside it.
    able = (f for f in one.facts if f.role and (kind != "date" or f.role not in _ENTRIES))
    return tuple(f for f in able if any(compatible(role, f.role) for role in free))


def _may_be(fact: Fact, said: Iterable[str], alone: bool) -> bool:
    if fact.source_type == "policy":
        return True
    if fact.kind == "date" and fact.role in _ENTRIES and row_of(fact, frozenset()) is not None:
        return alone and any(compatible(role, fact.role) for role in said)
    if not fact.role or fact.role in _PLAIN:
        return True
    return any(compatible(role, fact.role) for role in said)


def _around(text: str, span: Span) -> tuple[int, int]:
    all_ = sentences(text)
    at = next((n for n, s in enumerate(all_) if s.start <= span.start < s.end), 0)
    return (all_[max(0, at - 1)].start, all_[at].end) if all_ else (0, len(text))
