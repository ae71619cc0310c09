"""What a message tells of a procedure's slots, kind by kind. Pure functions.

A slot's value is text: dollars ("75.00"), a date (ISO 8601), a word of the tool's own.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from agents.memory import Memory
from agents.procedures.candidates import picked, refuses
from agents.procedures.spec import Procedure, Slot
from agents.understanding import Reading, Slots
from agents.understanding.household import a_month

UNKNOWN = "unknown"
_BY_MONTH = frozenset({"income", "housing"})
NOT_ASKED = "not asked"
_NOTHING = re.compile(r"\b(nothing|zero|zilch|not a (dime|cent|penny)|none|nada|cero)\b", re.I)
_UNSURE = re.compile(
    r"\b(not sure|don'?t know|no idea|can'?t say|hard to say|no s[eé]|no estoy segur)", re.I
)
_STATEMENT = re.compile(r"\b(?:statement|stmt|estado de cuenta)\b", re.I)
_FULL = re.compile(
    r"\b(?:full|whole|entire|total|current|everything|all of it|complet[oa]|todo|total)\b", re.I
)
_AHEAD = re.compile(r"\b(?:before|ahead|early|earlier|prior|antes|anticipaci[oó]n)\b", re.I)
_ON_DUE = re.compile(r"\b(?:on the due date|the day it'?s due|el d[ií]a que vence)\b", re.I)
_BARE_DAY = re.compile(r"\D*(\d{1,2})(?:st|nd|rd|th|ro|º)?\D*")
_DUE_ON = re.compile(
    r"\b(?:due(?: date)?(?: on| to| by)?|to|al|venza(?:n)?(?: el)?|instead of \w+)\s+"
    r"(?:the\s+|d[ií]a\s+)?(\d{1,2})(?:st|nd|rd|th)?\b",
    re.I,
)
_RETURNED = re.compile(
    r"\b(?:return(?:ed)?|bounc\w*|nsf|insufficient|devuelt\w*|devoluci[oó]n|rebot\w*)\b", re.I
)
_LATE = re.compile(r"\b(?:late|overdue|tard[ei]\w*|atras\w*|recargo|mora)\b", re.I)
_AGAIN_ON = re.compile(
    r"\b(?:back on|turn (?:\w+ )?on|again|resume|restart|may|can|okay|ok to|fine to|allow|start|"
    r"pueden|vuelvan|otra vez|activ\w+|permito|reanud\w+)\b",
    re.I,
)
_REFUSES = re.compile(
    r"\b(?:stop|quit|no more|don'?t|do not|not|nobody|never|off|cease|enough|unsubscribe|"
    r"take me off|opt out|quit(?:en|e|ar)|dejen|deje|ya no|no (?:me|quiero)|paren|par[ae]|sin)\b",
    re.I,
)
_MARKETING = re.compile(
    r"\b(?:marketing|promot?\w*|offers?|ads?|advert\w*|ofertas?|promoci\w*|publicidad)\b", re.I
)
_COLLECTIONS = re.compile(r"\b(?:collect\w*|past due|overdue|debt|cobranza|cobro|deuda)\b", re.I)


def value_for(
    slot: Slot, said: Slots, reading: Reading, asked: Slot | None, procedure: Procedure
) -> str | None:
    """Return what the message says of a slot, as text; None if it says nothing of it.

    `said` are the values of the request that opened the procedure, or of the whole message.
    """
    mine = slot.free or (asked is not None and asked.question == slot.question)
    text = " ".join(request.text for request in reading.requests)
    told = _TOLD.get(slot.fill)
    if told is not None:
        return told(said, reading, text, asked is slot)
    if slot.fill == "amount":
        told_sum = _amount(slot, said, text, mine, procedure)
        if told_sum is None or told_sum == UNKNOWN or not _BY_MONTH & set(slot.roles):
            return told_sum
        return f"{a_month(text, Decimal(told_sum)):.2f}"
    if slot.fill == "date" and said.dates:
        return said.dates[0].value.isoformat()
    if slot.fill == "duration" and said.durations:
        return f"{said.durations[0].count} {said.durations[0].unit}"
    if slot.fill in {"duration", "text"} and mine:
        return UNKNOWN if _UNSURE.search(text) else text.strip() or None
    return None


def chosen(slot: Slot, reading: Reading, asked: Slot | None, memory: Memory) -> str | None:
    """Return the ids of the transactions that were offered and agreed to."""
    if asked is not slot or not memory.candidates:
        return None
    ids = picked(memory.candidates, reading, slot.name)
    if ids is None or (refuses(reading) and len(ids) == len(memory.candidates)):
        memory.candidates = []
        return None
    return " ".join(ids)


def _amount(slot: Slot, said: Slots, text: str, mine: bool, procedure: Procedure) -> str | None:
    alike = [s for s in procedure.slots if s.fill == "amount" and s.question == slot.question]
    told = {a.role_hint for a in said.amounts}
    if mine and len(said.amounts) == len(alike) > len(told):
        return f"{said.amounts[alike.index(slot)].value:.2f}"  # in the order they were asked for
    by_role = [a for a in said.amounts if a.role_hint in slot.roles]
    if by_role:
        return f"{by_role[0].value:.2f}"
    free = [a for a in said.amounts if a.role_hint is None]
    if free and mine:
        left = [s for s in alike if not told & set(s.roles)]
        if left.index(slot) < len(free):
            return f"{free[left.index(slot)].value:.2f}"
    if mine and _NOTHING.search(text):
        return "0.00"
    if mine and _UNSURE.search(text):
        return UNKNOWN
    return None


def _autopay_kind(said: Slots, reading: Reading, text: str, asked: bool) -> str | None:
    """Return what autopay is to take: a kind of the tool, "off", or "same" where only a day is."""
    acts = set(reading.acts)
    if "autopay_stop" in acts and "autopay_start" not in acts:
        return "off"
    named = said.amount_kind or reading.slots.amount_kind
    if named in {"minimum", "statement", "current"}:
        return named
    if said.amounts or (asked and reading.slots.amounts):
        return "fixed"
    if _STATEMENT.search(text):
        return "statement"
    if _days_before(said, reading, text, asked=False) is not None:
        return "same"
    return "current" if _FULL.search(text) else None


def _days_before(said: Slots, reading: Reading, text: str, asked: bool) -> str | None:
    if _ON_DUE.search(text):
        return "0"
    days = [d.count for d in reading.slots.durations if d.unit == "day"]
    weeks = [7 * d.count for d in reading.slots.durations if d.unit == "week"]
    return str([*days, *weeks][0]) if (days or weeks) and _AHEAD.search(text) else None


def _day_of_month(said: Slots, reading: Reading, text: str, asked: bool) -> str | None:
    bare = _BARE_DAY.fullmatch(text.strip()) if asked else None
    if bare is not None:
        return str(int(bare[1]))
    named = _DUE_ON.findall(text)
    if named:
        return str(int(named[-1]))
    day = said.day_of_month or reading.slots.day_of_month
    if day is None:
        days = [*said.dates, *reading.slots.dates]
        day = days[-1].value.day if days else None
    return None if day is None else str(day)


def _channel(said: Slots, reading: Reading, text: str, asked: bool) -> str | None:
    return said.channel or reading.slots.channel


def _contact_change(said: Slots, reading: Reading, text: str, asked: bool) -> str | None:
    if _REFUSES.search(text):
        return "off"
    return "on" if _AGAIN_ON.search(text) else "off"


def _purpose(said: Slots, reading: Reading, text: str, asked: bool) -> str | None:
    if _MARKETING.search(text):
        return "marketing"
    return "collections" if _COLLECTIONS.search(text) else None


def _fee_kind(said: Slots, reading: Reading, text: str, asked: bool) -> str | None:
    if _LATE.search(text):
        return "late_fee"
    return "returned_fee" if _RETURNED.search(text) else None


_TOLD: Mapping[str, Callable[[Slots, Reading, str, bool], str | None]] = {
    "autopay_kind": _autopay_kind,
    "days_before": _days_before,
    "day_of_month": _day_of_month,
    "channel": _channel,
    "contact_change": _contact_change,
    "purpose": _purpose,
    "fee_kind": _fee_kind,
}
