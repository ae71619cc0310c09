"""P1: every figure of a text traces to a fact of this turn, of its kind, unit and role."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from guardrails.figures.binding import Traced, unbound
from guardrails.figures.extract import extract, without_names
from guardrails.figures.model import (
    CALC,
    Evidence,
    Fact,
    FigureKind,
    FigureVerdict,
    Language,
    ShownFigure,
    Span,
    Unverified,
    today_fact,
)
from guardrails.figures.naming import named, role_at
from guardrails.figures.roles import VAGUE, compatible
from guardrails.figures.values import of_kind, read_as, supports
from guardrails.text import Sentence, sentences

_INTRO_CHARS = 24
_LISTS = re.compile(r":|[,(] ?(?=\$?\d)")
_NOTHING = Sentence(0, 0, "")
# A sentence that speaks of what would be: a sum may not pass for what is.
_SUPPOSED = re.compile(
    r"\b(?:would|leaves?|left|after|then|if|once|remaining|together|difference|more|"
    r"quedar[ií]an?|quedan?|despu[eé]s|entonces|si|juntos|en total|diferencia|m[aá]s)\b",
    re.IGNORECASE,
)
_KINDS: Mapping[str, FigureKind] = {k: k for k in ("money", "percent", "date", "count")}
# Below zero these are in the borrower's favor, and saying them without the sign turns them round.
_SIGNED = frozenset({"balance", "statement_balance", "previous_balance", "payoff"})
# What is said of this line, not of lines in general.
_OWN = re.compile(
    r"\b(?:you were|you've been|you (?:still |currently |now )?(?:owe|paid)|your (?:[\w-]+ ){0,4}?"
    r"(?:is|was|are|were|came to|comes to|of)|we (?:charged|added)|"
    r"(?:su|tu) (?:[\w]+ ){0,3}?(?:es|fue|son)|(?:le|se le) cobr\w+|debe)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:up to|at most|can|may|might|could|if|when|once|unless|maximum|or more|never more|"
    r"between|each|every|any|hasta|m[aá]ximo|puede|podr[ií]a|si|cuando|cada|entre)\b",
    re.IGNORECASE,
)


def verify(
    text: str,
    evidence: Evidence,
    today: date,
    language: Language = "en",
    rendered: Iterable[ShownFigure] = (),
) -> FigureVerdict:
    """Match each figure of `text` to a fact; `rendered` figures keep their exact source.

    What the borrower said this turn is no evidence: only a quote's or a tool's echo of it is.
    Today's date always is.
    """
    known = evidence.plus((today_fact(today),))
    exact = {figure.start: figure for figure in rendered}
    literals = (*evidence.literals, *(f.value for f in evidence.of("text")))
    spans = extract(text, language, today, literals)
    traced: list[Traced] = []
    unverified: list[Unverified] = []
    plain = without_names(text, literals)
    roles: dict[str, str] = {}
    misread: dict[Span, str] = {}
    all_said = sentences(text)
    for position, span in enumerate(spans):
        role, firm = role_at(plain, spans, position, roles)
        roles[span.kind] = role
        said = next((s for s in all_said if s.start <= span.start < s.end), _NOTHING)
        own = [exact[at].source for at in range(span.start, span.end) if at in exact]
        own = [f for f in own if f.name != CALC or not role or _SUPPOSED.search(said.text)]
        own += _items(text, span, spans, said)
        usable = _usable(said.text, span, known)
        facts, told = _match(span, role, usable, own, today)
        if told and not facts and not firm:
            misread[span] = role
            role = roles[span.kind] = ""
            facts, told = _match(span, role, usable, own, today)
        if facts:
            traced.append(Traced(span, role, facts))
        else:
            unverified.append(Unverified(span, "role_conflict" if told else "no_evidence"))
    marked = [t.span for t in traced if _rendered(t.span, exact)]
    traced, nameless = named(text, traced, marked, misread, known)
    unverified += [Unverified(span, "role_conflict") for span in nameless]
    torn = unbound(text, [t for t in traced if t.span not in marked], known)
    unverified += [Unverified(span, "other_entry") for span in torn]
    figures = [_shown(t) for t in traced if t.span not in torn and _is_figure(t)]
    unverified.sort(key=lambda u: u.span.start)
    return FigureVerdict(tuple(figures), tuple(unverified))


def _items(text: str, span: Span, spans: Sequence[Span], said: Sentence) -> list[Fact]:
    """Return a count that the reply itself shows: "two payments: $75.00 ... and $60.00 ..."."""
    mark = _LISTS.search(text, span.end, min(said.end, span.end + _INTRO_CHARS))
    if span.kind != "count" or mark is None:
        return []
    listed = sum(
        s.kind in ("money", "percent") and mark.start() < s.start < said.end for s in spans
    )
    return [Fact("count", str(listed), "tool", "reply", "items", span.unit)] if listed else []


def _rendered(span: Span, exact: Mapping[int, ShownFigure]) -> bool:
    return any(at in exact for at in range(span.start, span.end))


def _is_figure(traced: Traced) -> bool:
    return traced.facts[0].kind not in ("account", "text")


def _shown(traced: Traced) -> ShownFigure:
    span, fact = traced.span, traced.facts[0]
    value = fact.value.lstrip("-") if fact.kind == "money" else fact.value
    return ShownFigure(span.start, span.end, span.text, _KINDS[fact.kind], value, fact)


def _usable(said: str, span: Span, evidence: Evidence) -> Evidence:
    """Return the evidence for a figure: what a policy allows isn't what happened on this line."""
    if span.kind not in ("money", "percent"):
        return evidence
    if not _OWN.search(said) or _HEDGED.search(said) or evidence.quotes(said):
        return evidence
    return evidence.of_tools


def _match(
    span: Span, role: str, evidence: Evidence, own: list[Fact], today: date
) -> tuple[tuple[Fact, ...], bool]:
    """Return the facts that support a span, and whether any was turned down for its role."""
    fits = [fact for fact in own if supports(fact, read_as(fact, span), today)]
    fits += [fact for fact in of_kind(span, evidence) if supports(fact, span, today)]
    fits = [fact for fact in fits if _signed(span, fact, role)]
    if not role:
        return tuple(fits), False
    named = tuple(fact for fact in fits if fact.role and compatible(role, fact.role))
    if named:
        return named, False
    if role in VAGUE and span.kind == "money" and any(not fact.role for fact in fits):
        return tuple(fact for fact in fits if not fact.role), False
    if any(fact.role and compatible(role, fact.role) for fact in evidence.of(span.kind)):
        return (), bool(fits)
    return tuple(fact for fact in fits if not fact.role), bool(fits)


def _signed(span: Span, fact: Fact, role: str) -> bool:
    """Tell whether a sign may be left out: of a payment or a credit it may, of a balance not."""
    if span.kind != "money" or not fact.value.startswith("-") or span.values[0].startswith("-"):
        return True
    return fact.role not in _SIGNED or role == "credit"
