"""Sums of money in a message, and what each is for."""

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.understanding.numerals import FIGURES, WORDS, parse
from agents.understanding.reading import Amount, AmountKind, AmountRole, Span

_CURRENCY = r"dollars?|dollers?|dolars?|dolares|bucks?|usd|pesos|(?:in )?cash|en efectivo"
_MARKED = re.compile(
    rf"\$\s?(?P<a>{FIGURES})(?P<ak>\s?k\b|\s(?:thousand|grand|hundred|mil)\b)?"
    rf"|\b(?P<b>{FIGURES})(?P<bk>\s?k\b|\s(?:thousand|grand|hundred|mil)\b)"
    rf"|\b(?P<c>{FIGURES})\s?(?:{_CURRENCY}|de dolares)\b"
    rf"|(?P<d>{WORDS})\s(?:{_CURRENCY}|de dolares)\b"
)
_BARE = re.compile(rf"(?<![\w.,$/#:-])(?P<n>{FIGURES}|{WORDS})(?![\w/%:]|\.\d|-\d|,\d)")
_PAY_BEFORE = re.compile(
    r"(?:\b(?:pay|pays?|send|schedule|set up|put|make it|make that|do|throw|take|try|say|draw|"
    r"borrow|for|to|of|"
    r"meant|said|than|not|only|about|around|maybe|just|with|like|pull|transfer|advance|lend me|"
    r"withdraw|manage|afford|spare|swing|handle|"
    r"scrape up|con|pago|pagara|pague|paguelo|pagar|paying|abono|abone|"
    r"mejor|sean|a|de|en|por|retirar|sacar|solo|unos|como|"
    r"actually|instead|is|makes?|gross|earn|limit|rent|amount|wire|give|lend|loan|spot|get|borrow)"
    r"\s+(?:y'all |you |me |mee |us |in |a |it )?|"
    r"\b(?:pay|send|put|schedule|pague|pagar|mande|abone) (?:the|that|those|los|esos) )$"
)
_MONTHLY_AFTER = re.compile(
    r"(?: (?:a|per|each|every|al|por|cada) (?:month|mes)| monthly| mensual(?:es)?| ?/ ?mo)\b"
)
_NOT_MONEY_AFTER = re.compile(
    r"\s*(?:%|percent|por ciento|days?|dias?|weeks?|semanas?|months?|mesec?|meses|mes\b|years?|"
    r"anos?|hours?|minutes?|am\b|pm\b|a\.m|p\.m|o'?clock|of them|of the|of us|times|cargos?|"
    r"charges?|chargs|purchases?|transactions?|payments?|people|kids|things?|st\b|nd\b|rd\b|th\b|"
    r"cents?|miles|digits?)"
)
_NOT_MONEY_BEFORE = re.compile(
    r"(?:\b(?:chapter|capitulo|ending(?: in)?|ends in|number|account|route|form|case|r|\w*day|dia|"
    r"the|year|age|group|no\.)|#)\s*$"
)
_SCALES = {"k": 1000, "thousand": 1000, "grand": 1000, "hundred": 100, "mil": 1000}

_ROLES: tuple[tuple[AmountRole, re.Pattern[str]], ...] = (
    (
        "housing",
        re.compile(
            r"\b(?:rent|mortgage|house note|house payment|lot rent|housing|trailer note|renta|"
            r"hipoteca|alquiler|note on the (?:house|place|trailer))\b"
        ),
    ),
    (
        "income",
        re.compile(
            r"\b(?:gross|net|(?:i|we|he|she) (?:make|makes|earn|earns|get|gets|draw|clear|clears)|"
            r"making|earning|income|coming in|comes? in|brings? (?:in|home)|bringing (?:in|home)|"
            r"take home|takehome|salary|wages|pension|social security|disability|unemployment|"
            r"paychecks?|ingresos?|gano|ganamos|entran?|me entra|sueldo|salario)\b"
        ),
    ),
    (
        "expenses",
        re.compile(
            r"\b(?:going out|goes? out|outgo|expenses?|bills|costs?|spend|spending|living|gastos?|"
            r"gasto|gastamos|salen?|se van?)\b"
        ),
    ),
    (
        "can_pay",
        re.compile(
            r"\b(?:can(?:'t)? (?:only )?(?:do|pay|manage|send|afford|spare|swing|give|handle)|"
            r"could (?:only )?(?:do|pay|manage|send|afford|spare|swing|give|handle)|able to|afford|"
            r"swing|manage|scrape up|come up with|puedo (?:pagar|"
            r"dar|mandar|con)|podria (?:pagar|dar|con)|"
            r"me alcanza para)\b"
        ),
    ),
    (
        "limit",
        re.compile(
            r"\b(?:limit|credit line|line to|raise|bump|higher|increase|limite|linea a|aumenten?)\b"
        ),
    ),
    (
        "pay",
        re.compile(
            r"\b(?:pay|payment|send|put|make it|make that|rather do|i'?ll do|let'?s do|schedule|"
            r"pague|paguelo|pagar|abone|abonar|pago de)\b"
        ),
    ),
)
_BREAK = re.compile(r"[,;.?!]|\b(?:and|but|y|pero)\b")
_REACH = 45
_PAYING_COST = 8  # "pay 900 in rent": what it is paid for says more than that it is paid
_BREAK_COST = 20

_KINDS: tuple[tuple[AmountKind, re.Pattern[str]], ...] = (
    (
        "plan",
        re.compile(r"\b(?:plan payment|plan amount|pago (?:de|del) (?:mi )?plan|segun mi plan)\b"),
    ),
    (
        "draw",
        re.compile(
            r"\b(?:my|the|that|this|mi|el|ese|este) (?:(?:whole|cash|open|entire) )?"
            r"(?:draw|drawl|advance|retiro|adelanto)\b(?! (?:apr|rate|fee|limit|interest))"
        ),
    ),
    (
        "past_due",
        re.compile(
            r"\b(?:past due|past-due|overdue|caught up|catch (?:me |us )?up|what i'?m behind|"
            r"get current|atrasado|vencido|ponerme al (?:dia|corriente))\b"
        ),
    ),
    (
        "statement",
        re.compile(r"\b(?:statement (?:balance|amount)|full statement|saldo del estado)\b"),
    ),
    (
        "minimum",
        re.compile(
            r"\b(?:min|minimum|minumum|minimun|minimo|the least|what'?s due|whats due|amount due|"
            r"lo que (?:debo|toca) este mes|my bill|the bill|due this month|monthly payment)\b"
        ),
    ),
    (
        "current",
        re.compile(
            r"\b(?:in full|whole (?:thing|balance|amount|lot)|everything|full (?:balance|amount)|"
            r"(?:entire|total|current) balance|pay (?:it )?(?:all|off)|all of it|every penny|"
            r"what i owe|saldo (?:completo|total|actual)|todo lo que debo|por completo)\b"
        ),
    ),
)


def find_amounts(
    folded: str, taken: Sequence[Span], *, asked: bool = False, asked_slot: str | None = None
) -> tuple[Amount, ...]:
    """Find the sums in a flattened message, in order, each with the role of the nearest words.

    `taken` are spans that are something else (dates, durations). `asked`: a number was asked for,
    so that a bare one is money. A percentage, an ordinal or a count of things never is.
    """
    found = [a for a in _marked(folded) if not _overlaps(a.span, taken)]
    blocked = [*taken, *(amount.span for amount in found)]
    found += [a for a in _unmarked(folded, asked=asked) if not _overlaps(a.span, blocked)]
    found.sort(key=lambda amount: amount.span)
    roles = [_role(folded, amount, found) for amount in found]
    if len(found) == 1 and roles[0] in (None, "pay") and (role := _asked_role(asked_slot)):
        roles = [role]
    return tuple(replace(a, role_hint=role) for a, role in zip(found, roles, strict=True))


def amount_kind(folded: str) -> AmountKind | None:
    """Give the named sum that the words stand for: the minimum, the statement balance and so on."""
    return next((kind for kind, pattern in _KINDS if pattern.search(folded)), None)


def _marked(folded: str) -> list[Amount]:
    amounts = []
    for match in _MARKED.finditer(folded):
        text = next(match[g] for g in "abcd" if match[g] is not None)
        scale = (match["ak"] or match["bk"] or "").strip()
        value = parse(text)
        if value is not None:
            start = match.start()
            amounts.append(Amount(value * _SCALES.get(scale, 1), (start, match.end())))
    return amounts


def _unmarked(folded: str, *, asked: bool) -> list[Amount]:
    amounts = []
    for match in _BARE.finditer(folded):
        text = match["n"]
        value = parse(text)
        if value is None or value <= 0 or _NOT_MONEY_AFTER.match(folded, match.end()):
            continue
        before = folded[: match.start()]
        if _NOT_MONEY_BEFORE.search(before):
            continue
        large = bool(re.search(r"hundred|hunnert|thousand|grand|\bmil\b|cien", text))
        year = re.fullmatch(r"(?:19|20)\d\d", text) and not asked
        alone = asked and value >= 5
        said = _PAY_BEFORE.search(before) or _MONTHLY_AFTER.match(folded, match.end())
        verb = said and value >= 5 and not year
        if large or alone or verb or re.fullmatch(r"\d{1,3},\d{3}(?:\.\d\d)?|\d+\.\d\d", text):
            amounts.append(Amount(value, match.span()))
    return amounts


def _overlaps(span: Span, taken: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _asked_role(slot: str | None) -> AmountRole | None:
    roles: dict[str, AmountRole] = {
        "income": "income",
        "expenses": "expenses",
        "housing": "housing",
        "can_pay": "can_pay",
        "limit": "limit",
        "pay_amount": "pay",
    }
    return roles.get(slot or "")


def _role(folded: str, amount: Amount, amounts: Sequence[Amount]) -> AmountRole | None:
    """Give the role of the nearest telling words; a break or another sum between costs reach."""
    best: tuple[int, int] | None = None
    chosen: AmountRole | None = None
    for rank, (role, pattern) in enumerate(_ROLES):
        for match in pattern.finditer(folded):
            cost = _distance(folded, amount.span, match.span(), amounts)
            cost += _PAYING_COST if role == "pay" else 0
            if cost <= _REACH and (best is None or (cost, rank) < best):
                best, chosen = (cost, rank), role
    return chosen


def _distance(folded: str, span: Span, words: Span, amounts: Sequence[Amount]) -> int:
    low, high = (words[1], span[0]) if words[1] <= span[0] else (span[1], words[0])
    if high < low:
        return 0
    crossed = sum(low <= a.span[0] < high for a in amounts if a.span != span)
    breaks = len(_BREAK.findall(folded, low, high))
    return high - low + breaks * _BREAK_COST + crossed * _REACH
