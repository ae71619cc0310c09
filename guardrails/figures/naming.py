"""By what name a figure goes in a reply, and whether it may go by none."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from guardrails.figures.binding import Anchors, Traced, anchors, row_of
from guardrails.figures.cues import joined, named_near, role_bound
from guardrails.figures.model import Evidence, Fact, Span
from guardrails.figures.roles import QUOTED, VAGUE, compatible
from guardrails.figures.topics import mentioned
from guardrails.text import Sentence, sentences

# What a figure may be without being called by name: what people ask about.
_PLAIN = frozenset({"balance", "minimum", "charge", "due", "quoted_on", *QUOTED}) - {"plan_payment"}
# ... but the whole balance isn't what a deadline or a payment is about.
_WHOLE = frozenset({"balance"})
_CLAIMED = frozenset({"balance", "minimum", "due"})
# An amount and its own day: where one of them stands, the other needs no name.
_PAIRS = {
    "payoff": "payoff_on",
    "autopay": "autopay_on",
    "plan_payment": "plan_due",
    "payment": "payment_on",
    "paid": "paid_on",
    "minimum": "due",
    "statement_balance": "closing",
    "past_due": "past_due",
}
# What a vague name is said of without more: the rest of what it may mean needs a name too.
_OWN_NAMED = {
    "payment": frozenset({"payment", "quoted_payment"}),
    "would_need": frozenset({"minimum"}),
}
_TODAY = re.compile(
    r"\b(?:today|now|as of|hoy|ahora|al)\W{0,3}(?:(?:is|it's|es|el|d[ií]a)\W{1,2}){0,2}$", re.I
)
_DAYS = {day: amount for amount, day in _PAIRS.items()}
# The day of an entry is nothing without its entry.
_ENTRIES = frozenset({"", "paid_on", "payment_on", "received"})
_HANDED_ON = frozenset({"payment", "payment_on"})
_STOP = re.compile(r"[.!?\n](?:\s|$)|:")


def role_at(
    text: str, spans: Sequence[Span], position: int, roles: Mapping[str, str]
) -> tuple[str, bool]:
    """Return what the text calls a figure, and whether firmly.

    Words beyond its neighbours of a kind aren't its own. `roles` are those of the last figures of
    each kind, for what a listing hands on.
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


@dataclass(frozen=True)
class _Reply:
    """A text with its traced figures, and the roles under which some of them were misread."""

    text: str
    traced: Sequence[Traced]
    misread: Mapping[Span, str]
    rows: Anchors


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
    reply = _Reply(text, traced, misread, anchors(traced, text, evidence))
    kept: list[Traced] = []
    nameless: list[Span] = []
    for one in traced:
        if one.span not in misread and (_settled(one) or one.span in exempt):
            kept.append(one)
            continue
        able = _by_another_name if one.span in misread else _by_no_name
        if facts := able(reply, one):
            kept.append(Traced(one.span, "" if one.span in misread else one.role, facts))
        else:
            nameless.append(one.span)
    return kept, nameless


def _by_another_name(reply: _Reply, one: Traced) -> tuple[Fact, ...]:
    """Return what a misread figure may be by another name of its sentence, or by its row."""
    start, end = _around(reply.text, one.span)
    return _named_else(reply.text, one, reply.misread, reply.traced) or tuple(
        f for f in one.facts if _day_of_row(f) and reply.rows.hold(one, f, start, end)
    )


def _by_no_name(reply: _Reply, one: Traced) -> tuple[Fact, ...]:
    """Return what a figure may be that goes by no name, or by one that says little."""
    text, traced = reply.text, reply.traced
    start, end = _around(text, one.span)
    said = _said(text, one.span, start, end)
    beside = _beside(traced, one, start, end)
    plain = _plain(one, beside) - (_CLAIMED if _spoken_for(text, one, traced) else frozenset())
    alone = not any(t.span.kind == "money" and start <= t.span.start < end for t in traced)
    return tuple(
        f
        for f in one.facts
        if f.role in _OWN_NAMED.get(one.role, ())
        or _may_be(f, said, alone, plain)
        or _PAIRS.get(f.role, _DAYS.get(f.role)) in beside
        or (f.role != "closing" and reply.rows.hold(one, f, start, end))
    )


def _said(text: str, span: Span, start: int, end: int) -> frozenset[str]:
    """Return the roles that a stretch of text speaks of, by name or by what it is about."""
    said = (named_near(text, start, end, span.kind) - VAGUE) | mentioned(
        text, start, end, span.kind
    )
    worded = not re.search(r"\d", span.text)
    if worded or _TODAY.search(text, start, span.start):
        return said | {"today"}
    return said


def _named_else(
    text: str, one: Traced, misread: Mapping[Span, str], traced: Sequence[Traced]
) -> tuple[Fact, ...]:
    """Return the facts of a figure that another name of its sentence can be meant for."""
    kind = one.span.kind
    said = _sentence(text, one.span)
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


def _day_of_row(fact: Fact) -> bool:
    """Tell whether a fact is the day of an entry that has no name of its own for it."""
    return fact.kind == "date" and not fact.role and row_of(fact, frozenset()) is not None


def _plain(one: Traced, beside: Collection[str]) -> frozenset[str]:
    """Return what a nameless figure may be, beside figures that have another for their own."""
    paired = {_DAYS[role] for role in beside if role in _DAYS}
    paired |= {_PAIRS[role] for role in beside if role in _PAIRS}
    others = _CLAIMED - paired if paired else frozenset[str]()
    return _PLAIN - others - (_WHOLE if one.role else frozenset())


def _spoken_for(text: str, one: Traced, traced: Sequence[Traced]) -> bool:
    """Tell whether a nameless figure's own sentence is about something that no other figure is."""
    said = _sentence(text, one.span)
    if said is None:
        return False
    others = {
        role
        for t in traced
        if t is not one and said.start <= t.span.start < said.end
        for role in (t.role, *(f.role for f in t.facts))
    }
    kind = one.span.kind
    names = named_near(text, said.start, said.end, kind) - VAGUE
    names |= mentioned(text, said.start, said.end, kind)
    free = {n for n in names if n not in others and not any(compatible(n, o) for o in others)}
    return bool(free) and not any(compatible(n, f.role) for n in free for f in one.facts)


def _settled(one: Traced) -> bool:
    """Tell whether a figure has a name that says what it is, or is of a kind that needs none."""
    return one.span.kind not in ("money", "date") or (one.role != "" and one.role not in _OWN_NAMED)


def _beside(traced: Sequence[Traced], one: Traced, start: int, end: int) -> frozenset[str]:
    """Return what the figures of other kinds in a stretch of text mean."""
    others = (t for t in traced if start <= t.span.start < end and t.span.kind != one.span.kind)
    return frozenset(f.role for t in others for f in t.facts)


def _may_be(fact: Fact, said: Iterable[str], alone: bool, plain: Collection[str]) -> bool:
    if fact.source_type == "policy":
        return True
    if fact.kind == "date" and fact.role in _ENTRIES and row_of(fact, frozenset()) is not None:
        return alone and any(compatible(role, fact.role) for role in said)
    if not fact.role or fact.role in plain:
        return True
    return any(compatible(role, fact.role) for role in said)


def _sentence(text: str, span: Span) -> Sentence | None:
    """Return the sentence that a figure stands in."""
    return next((s for s in sentences(text) if s.start <= span.start < s.end), None)


def _around(text: str, span: Span) -> tuple[int, int]:
    """Return where a figure's sentence and the one before it begin and end."""
    all_ = sentences(text)
    at = next((n for n, s in enumerate(all_) if s.start <= span.start < s.end), 0)
    return (all_[max(0, at - 1)].start, all_[at].end) if all_ else (0, len(text))
