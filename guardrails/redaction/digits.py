"""Digits whose kind no word tells: alone, after "it's", beside a name, or corrected.

People type these when asked who they are, so the question before a message decides where it is
known; otherwise the likeliest kind comes first and the others are named beside it.
"""

import re
from collections.abc import Iterator

from guardrails.redaction.model import Asked, PersonalDataKind, Span
from guardrails.redaction.names import common_words, first_names

_GROUP = re.compile(r"(?<![\w$.,/-])\d{4}(?![\w%]|[.,/:]\d)")
_LINE = re.compile(r"(?<![\w$.,/-])(?:\d{9,12}|\d{5})(?![\w%]|[.,/:]\d)")
_CODE = re.compile(r"(?<=[a-z] )\d{6,7}(?=[.!]?\s*$)")
_AFTER = re.compile(
    r"(?<!\d)(\d{4})(?= (?:is|are) (?:the |my )?(?:last )?(?:four |4 )?digits\b)", re.I
)
_POWER = re.compile(r"(?<![\w$.,])\d{1,3}(?:[.,]\d+)?[ ]?e[ ]?\+?(1[0-9]|2[0-9])(?!\w)", re.I)
_CORRECTED = re.compile(
    r"\b(?:(?P<ssn>\w{0,8}ssi?n|social)|(?P<card>card|dc|cc|tarjeta)"
    r"|(?P<account>account|acct|acc|ac|cuenta)|(?P<digits>(?:last (?:four|4)|digits?|number)))\b"
    r"[^\d\n]{0,60}?\b(?:is|its|it's|are|was|to|es|son|be|num|number|no|:)[ ]+"
    r"(?:[^\W\d_]+[ ])?"
    r"(?P<value>\d{4,12})(?![\w%]|[.,/:]\d)",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"\b(?:wrong|correct\w*|actual\w*|mistak\w*|sorry|instead|real|right|equivocad\w*|perd[oó]n)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_FILLERS = frozenset(
    "it its it's is this that the my here ok okay yes yeah yep yup sure sorry no oh and then "
    "name number num digits digit last first are so well also thanks thank you please pls sir "
    "maam hi hello hey y es son el la los mis mi si sí aqui aquí gracias claro wait right "
    "correct actually i'm im i am with last4 four".split()
)
_MOST_WORDS = 7
_MOST_STRANGE_WORDS = 3
_ENDING_KINDS: tuple[PersonalDataKind, ...] = ("ssn", "account", "card")
_LONG_KINDS: tuple[PersonalDataKind, ...] = ("account", "card")
_YEARS = range(1900, 2100)
_CARD_POWERS = range(12, 19)


def spans_of_digits(text: str, asked: Asked | None) -> Iterator[Span]:
    """Yield digit groups that only the conversation explains; ranges may overlap.

    `asked` is what the question before the message asked for: digits are then that kind, and
    none at all where an amount was asked for.
    """
    for match in _POWER.finditer(text):
        # A long number that went through a spreadsheet: 5.45E+15 has sixteen digits.
        if int(match.group(1)) in _CARD_POWERS:
            yield Span("card", *match.span(), ("account",))
        else:
            yield Span("account", *match.span(), ("ssn",))
    yield from _corrected(text)
    for match in _AFTER.finditer(text):
        yield _span(match, asked, _ENDING_KINDS)
    if asked == "amount" or not _says_only_digits(text):
        return
    for match in (*_LINE.finditer(text), *_CODE.finditer(text)):
        if asked is not None or not match.group().endswith("00"):
            yield _span(match, asked, _long_kinds(match.group()))
    for match in _GROUP.finditer(text):
        digits = match.group()
        if asked is None and digits.endswith("00"):
            continue  # "1400" is an amount sooner than an ending
        if text.strip(" .!") != digits and int(digits) in _YEARS:
            continue
        yield _span(match, asked, _ENDING_KINDS)


def _corrected(text: str) -> Iterator[Span]:
    """Yield what a cue announces from further off: "my ac no is wrong, correct is 5501"."""
    for match in _CORRECTED.finditer(text):
        if not _CORRECTION.search(text):
            continue
        span = match.span("value")
        if match["ssn"]:
            yield Span("ssn", *span)
        elif match["card"]:
            yield Span("card", *span)
        elif match["account"]:
            yield Span("account", *span)
        else:
            yield Span("ssn", *span, ("card", "account"))


def _says_only_digits(text: str) -> bool:
    """Tell whether the words beside the digits are fillers or a name."""
    words = [word.group().lower() for word in _WORD.finditer(text)]
    strange = [word for word in words if word not in _FILLERS]
    if len(words) > _MOST_WORDS or len(strange) > _MOST_STRANGE_WORDS:
        return False
    return all(word in first_names() or word not in common_words() for word in strange)


def _long_kinds(digits: str) -> tuple[PersonalDataKind, ...]:
    if len(digits) < 8:
        return ("card", "ssn", "account")
    if len(digits) != 9:
        return _LONG_KINDS
    return ("routing", "account", "ssn") if routing(digits) else ("account", "ssn")


def routing(digits: str) -> bool:
    """Check the check digit of an ABA routing number, and its Federal Reserve prefix."""
    if len(digits) != 9 or not digits.isdigit():
        return False
    prefix = int(digits[:2])
    if not (prefix <= 12 or 21 <= prefix <= 32 or 61 <= prefix <= 72 or prefix == 80):
        return False
    weights = (3, 7, 1) * 3
    return sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 10 == 0


def _span(match: re.Match[str], asked: Asked | None, kinds: tuple[PersonalDataKind, ...]) -> Span:
    if asked is not None and asked != "amount":
        return Span(asked, *match.span())
    return Span(kinds[0], *match.span(), kinds[1:])
