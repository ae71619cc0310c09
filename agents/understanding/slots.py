"""All the values of a message, gathered; and the part of them that lies in one clause."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from agents.understanding.amounts import amount_kind, find_amounts
from agents.understanding.dates import day_of_month, find_dates, number
from agents.understanding.numerals import WORDS
from agents.understanding.periods import find_durations, find_periods, frequency
from agents.understanding.reading import Channel, Direction, Hints, Slots, Span
from agents.understanding.text import flat

_COUNT = re.compile(
    rf"\b(?P<n>\d{{1,2}}|(?:a )?couple(?: of)?|{WORDS}) (?:\w+ ){{0,2}}?"
    r"(?:charges?|chargs|purchases?|transactions?|payments?|fees?|draws?|cargos?|compras?|pagos?)\b"
)
_BOTH = re.compile(r"\b(?:both|the two of them|those two|ambos|ambas|los dos|las dos)\b")
_ALL_N = re.compile(
    rf"\b(?:all|the|those|these) (?P<n>\d{{1,2}}|{WORDS}) (?:of them|of those|charges)\b"
)
_STOP = re.compile(
    r"\b(?:stop|quit|cancel|cancle|turn (?:it |that )?off|no more|don'?t|do not|end|remove|"
    r"discontinue|revoke|disable|never|nobody|unenroll|unsubscribe|cease|quite[n]?|quiten|dejen|"
    r"cancele|desactive|ya no|no me|pare|retiro)\b"
)
_START = re.compile(
    r"\b(?:start|turn (?:it |that )?(?:back )?on|set up|setup|sign (?:me )?up|enroll|begin|enable|"
    r"put me on|active (?:el|mi)|inscribir\w*|configure|activar)\b"
)
_CHANNELS: tuple[tuple[Channel, str], ...] = (
    ("text", r"text(?:s|ing|ed)?|txt|sms|mensajes?(?: de texto)?"),
    ("email", r"e-?mail(?:s|ing)?|correos? electronicos?|correo del trabajo"),
    ("mail", r"mail(?:ed|ing)?|mailbox|letters?|write|writing|paper|cartas?|correo|escriban?"),
    ("phone", r"call(?:s|ed|ing)?|phone(?:s|d)?|ring(?:ing)?|llamad?as?|llamen|llamar\w*|telefono"),
)
_REFUSED = re.compile(
    r"\b(?:stop|quit|no more|don'?t|do not|not|nobody|never|dejen|no me|ya no|opt out|unsubscribe|"
    r"take me off|cease)\b[^.,;]{0,40}?\b"
    r"(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _CHANNELS) + r")\b"
)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sr|Sra|Lic)\b\.?\s+[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)?")
_COUNSEL = re.compile(
    r"(?i:attorney|lawyer|counsel|abogad[oa])(?:'s name)?"
    r"(?i:\s+is|\s+se llama|\s+named|\s+es|:|"
    r",)\s+(?P<name>[A-Z][\w'-]+(?:\s+(?:&\s+)?[A-Z][\w'-]+)*)"
)
_QUOTED = re.compile(r"[\"“](?P<name>[^\"”]{2,40})[\"”]")
_PROPER = re.compile(
    r"\b(?i:from|at|by|called|named|in|de|en)\s+(?:the\s+)?"
    r"(?P<name>[A-Z][\w&'*.-]*(?:\s+(?:of\s+|and\s+|&\s+)?[A-Z][\w&'*.-]*)*)"
)
_NOT_MERCHANT = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|i|christmas|thanksgiving|florida|texas|iraq|qatar|"
    r"experian|equifax|transunion|social security|my|linewise"
)
_CATEGORY = re.compile(
    r"\b(?P<name>(?:grocery|hardware|feed|dollar|liquor|shoe|furniture|drug|convenience|jewelry|"
    r"clothing|electronics|department|gas|filling|corner|book|pet)\s+(?:store|station|shop)|"
    r"grocer(?:y|ies)?|grocer|supermarket|pharmacy|drugstore|gas|restaurants?|diner|hotel|motel|"
    r"garage|barber|airline|casino|co-op|supermercado|farmacia|gasolinera|ferreteria|restaurante|"
    r"tienda de abarrotes)\b"
)
_GENERIC_WORDS = frozenset(
    "the and store shop inc llc co of market mart company station services service online".split()
)


def gather(text: str, today: date, hints: Hints) -> Slots:
    """Every value in the message. Bare numbers are money where a sum was asked for."""
    folded = flat(text)
    dates = find_dates(folded, text, today)
    periods = find_periods(folded, dates, today)
    taken = [mention.span for mention in dates] + [period.span for period in periods]
    durations = find_durations(folded, taken)
    taken += [duration.span for duration in durations]
    asked = _asks_money(hints.asked_slot) or bool(re.fullmatch(r"[\s$]*[\d,.]+[\s.]*", text))
    amounts = find_amounts(folded, taken, asked=asked, asked_slot=hints.asked_slot)
    return replace(
        _words(text, folded, hints),
        amounts=amounts,
        dates=dates,
        periods=periods,
        durations=durations,
    )


def within(whole: Slots, text: str, span: Span, hints: Hints) -> Slots:
    """Give the values of one clause; sums and days keep the role the whole message gave them."""
    piece = text[span[0] : span[1]]
    return replace(
        _words(piece, flat(piece), hints),
        amounts=tuple(a for a in whole.amounts if _inside(a.span, span)),
        dates=tuple(d for d in whole.dates if _inside(d.span, span)),
        periods=tuple(p for p in whole.periods if _inside(p.span, span)),
        durations=tuple(d for d in whole.durations if _inside(d.span, span)),
    )


def adopt(own: Slots, whole: Slots) -> Slots:
    """Fill what a single request's clause lacks from the rest of the message."""
    return replace(
        own,
        amounts=own.amounts or whole.amounts,
        dates=own.dates or whole.dates,
        periods=own.periods or whole.periods,
        durations=own.durations or whole.durations,
        amount_kind=own.amount_kind or whole.amount_kind,
        merchant=own.merchant or whole.merchant,
        count=own.count or whole.count,
        day_of_month=own.day_of_month or whole.day_of_month,
        frequency=own.frequency or whole.frequency,
        direction=own.direction or whole.direction,
        channel=own.channel or whole.channel,
        person=own.person or whole.person,
    )


def merchant(text: str, folded: str, known: Sequence[str]) -> str | None:
    """Name the borrower's own merchant, else a quoted or proper name, else the kind of shop."""
    words = set(re.findall(r"[a-z0-9]{3,}", folded))
    for name in known:
        telling = [w for w in re.findall(r"[a-z0-9]{3,}", flat(name)) if w not in _GENERIC_WORDS]
        if telling and (flat(name) in folded or telling[0] in words):
            return name
    for pattern in (_QUOTED, _PROPER):
        for match in pattern.finditer(text):
            if not _NOT_MERCHANT.fullmatch(flat(match["name"]).split(" ")[0].strip(".")):
                return match["name"].rstrip(".")
    found = _CATEGORY.search(folded)
    return found["name"] if found else None


def direction(folded: str) -> Direction | None:
    """Whether something is to stop or to start, where the words say so."""
    if _STOP.search(folded):
        return "stop"
    return "start" if _START.search(folded) else None


def channel(folded: str) -> Channel | None:
    """Give the channel that is refused, else the first that is named."""
    refused = _REFUSED.search(folded)
    if refused:
        return next((name for name, _ in _CHANNELS if refused[name]), None)
    hits = [
        (match.start(), name)
        for name, pattern in _CHANNELS
        if (match := re.search(rf"\b(?:{pattern})\b", folded))
    ]
    return min(hits)[1] if hits else None


def _words(text: str, folded: str, hints: Hints) -> Slots:
    return Slots(
        amount_kind=amount_kind(folded),
        merchant=merchant(text, folded, hints.merchants),
        count=_count(folded),
        day_of_month=day_of_month(folded),
        frequency=frequency(folded),
        direction=direction(folded),
        channel=channel(folded),
        person=_person(text),
    )


def _count(folded: str) -> int | None:
    if _BOTH.search(folded):
        return 2
    match = _ALL_N.search(folded) or _COUNT.search(folded)
    value = number(match["n"]) if match else None
    return value if value is not None and 0 < value < 100 else None


def _person(text: str) -> str | None:
    match = _COUNSEL.search(text)
    if match:
        return match["name"]
    titled = _TITLED.search(text)
    return titled[0] if titled else None


def _asks_money(slot: str | None) -> bool:
    return slot is not None and slot in {
        "pay_amount", "amount", "income", "expenses", "housing", "can_pay", "limit", "draw_amount",
    }  # fmt: skip


def _inside(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
