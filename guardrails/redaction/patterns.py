"""Personal data by its form and by the words around it."""

import re
from collections.abc import Iterator

from guardrails.redaction.digits import spans_of_digits
from guardrails.redaction.model import Asked, PersonalDataKind, Span

_NUMBER = r"\d(?:[ -]?\d){%s}"
_JOIN = (
    r"[ \t]*(?:(?:number|num|no|nbr|#|n[uú]mero)\b\.?)?"
    r"[ \t]*(?:is|was|of|es|:|=|-|ends? in|ending(?: in| with)?|"
    r"last (?:four|4)(?: digits)?(?: is| are)?)*[ \t:#]*"
)

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
# "rosa at example dot com", "rosa (at) example (dot) com".
_EMAIL_SPELT = re.compile(
    r"[\w.+%-]+ ?(?:\(at\)|\[at\]|\b(?:at|arroba)\b|@) ?[\w-]+"
    r"(?:(?: ?(?:\(dot\)|\[dot\])| (?:dot|punto)\b) ?[\w-]+)+",
    re.IGNORECASE,
)
_SSN = re.compile(
    r"(?<![\d-])(?!000|666|9\d\d)\d{3}( ?[-–—.] ?| )(?!00)\d{2}\1(?!0000)\d{4}(?![\d-])"
)
_SSN_SAID = re.compile(
    r"\b(?:\w{0,8}ssi?n|soc(?:ial)?(?: sec(?:urity)?)?(?: (?:number|num|no|#))?|"
    r"seguro social|itin|tax id)\b" + _JOIN + r"(?:my )?(\d[\d –—-]{2,14}\d)(?!\d)",
    re.IGNORECASE,
)
_SSN_AFTER = re.compile(
    r"(?<!\d)(\d{4}|\d{9})(?= (?:is|this is|it is|was) (?:my |the )?(?:ssn|social))", re.IGNORECASE
)
_LONG = re.compile(rf"(?<![\d$.,])(?<!\d-){_NUMBER % '11,18'}(?![\d%]|[.,]\d)")
_CARD_SAID = re.compile(
    r"\b(?:(?:(?:credit|debit|virtual)[ -]?)?card(?: account| acct)?|tarjeta|[cd]c|"
    r"credit(?= \d)|visa|mastercard|amex)\b"
    + _JOIN
    + rf"(?:my )?({_NUMBER % '3,18'})(?![\d%]|[.,/]\d)",
    re.IGNORECASE,
)
_CARD_GROUPED = re.compile(
    r"(?<![\d$])\d{4}(?:(?:\.\d{4}){3}|(?:/\d{4}){3}|(?:_\d{4}){3}|(?: ?[-–—] ?\d{4}){3})(?!\d)"
)
_CARD_AFTER = re.compile(
    rf"(?<!\d)({_NUMBER % '3,18'})(?= (?:is|this is|it is) (?:my |the )?(?:credit |debit )?card)",
    re.IGNORECASE,
)
_SECURITY_CODE = re.compile(
    r"(?<![\d$.,])\d{3} (?:exp|expires?|expiry) \d{1,2}(?:[/ ]\d{2,4})?\b"
    r"|\b(?:cvv2?|cvc|security code|c[oó]digo de seguridad)[ ]*(?:is|es|:|#)?[ ]*\d{3,4}(?!\d)",
    re.IGNORECASE,
)
_ROUTING_SAID = re.compile(
    r"\b(?:routing|aba|rtn|transit|ruta)\b" + _JOIN + r"(?:my )?(\d{9})(?!\d)", re.IGNORECASE
)
_ACCOUNT_SAID = re.compile(
    r"\b(?:(?:checking|savings?|bank|new|old|from|to|other|another|this|my)? ?"
    r"(?:account|acct|acc|ac|a/c|cuenta(?: de (?:cheques|ahorros?|banco))?|iban|dda)|"
    r"(?:whole|full|entire) (?:number|num|no)|checking|savings|"
    # "My limit to 7000", "from 5000 to 7000" are sums.
    r"(?:(?<!limit )(?<!limt )(?<!line )(?<!credit )(?<!me )(?<!it )(?<!up )(?<!autopay )"
    r"(?<!\d )(?:from|to)|other (?:end|side))(?= (?:is |no )?\d{4,}(?!\d*[.,]\d)\b))\b"
    + _JOIN
    + rf"(?:my |is |to )?([A-Z]{{2}}\d{{2}}[A-Z0-9]{{8,30}}|{_NUMBER % '3,17'})(?![\d%]|[.,/]\d)",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\bend(?:s|ing) (?:in|with) (\d{4})\b", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\d$.,-])(?:\+?1[ .-]?)?(?:\(\d{3}\)[ .-]?|\d{3}(?: ?[.–-] ?| ))"
    r"\d{3}(?: ?[.–-] ?| )\d{4}(?![\d-])"
    r"|(?<![\d$.,-])(?:\+?1[ .-]?)?\(\d{3}\) ?\d{7}(?![\d-])"
    r"|(?<![\d$.,-])\+\d{1,3}(?:[ .-]?\d{2,4}){2,4}(?!\d)"
)
_PHONE_SAID = re.compile(
    r"\b(?:phone|cell?|mobile|m[oó]vil|call(?: me)?(?: at| on)?|"
    r"reach me(?: at| on)?|text me(?: at| on)?|landline|tel[eé]fono|celular|fax)\b"
    + _JOIN
    + r"(?:my )?((?:\d{3}[ .-]?)?\d{3}[ .-]?\d{2}[ .-]?\d{2})(?![\d%]|[.,]\d)",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"\b(?:born(?: on)?(?: the)?|birth ?(?:day|date)(?:['’]s)?|date of birth|dob|d\.o\.b\.?|"
    r"nac[ií](?: el)?|fecha de nacimiento|naci[oó](?: el)?)\b[ \t]*(?:is|was|on|es|:|-)?[ \t]*"
    r"(\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}(?:st|nd|rd|th)?(?: of|"
    r" de)? [A-Za-z]{3,10},?(?: de)? \d{4}"
    r"|[A-Za-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{8})",
    re.IGNORECASE,
)
_STREET = (
    r"(?:street|str|st|avenue|ave|av|road|rd|raod|lane|ln|drive|dr|court|ct|boulevard|blvd|way|"
    r"place|pl|circle|cir|highway|hwy|route|rte|parkway|pkwy|terrace|ter|trail|trl|loop|square|sq|"
    r"colony|nagar|apartments?|floor|complex|plaza|alley|crossing|cove|pike|bend|county road|"
    r"calle|avenida)"
)
_UNIT = r"(?:(?:(?:apt|apartment|unit|suite|ste|lot|no|number|floor)\b\.?[ ]?|#)#?[\w-]{1,6})"
_PLACE = (
    r"(?:,?[ ](?!(?:and|but|please|is|my|the|i|to|for|thanks|now|on|with|so|because|or|in|at|"
    r"y|ssn|card|account)\b)"
    r"[A-Za-z][A-Za-z.'-]*){0,4}"
)
_ZIP = r"(?:,?[ ][A-Za-z]{2})?(?:,?[ ]\d{4,6}(?:-\d{4})?)?"
_ADDRESS = re.compile(
    rf"(?<![\w$.,/-])(?:no\.? )?\d{{1,6}}[A-Za-z]?(?:[ ](?!(?:to|from|on|for|and|of|in|is|"
    rf"days?|dollars?|months?|years?|times?|payments?|percent|a|the|at|bucks|"
    rf"by)\b)[A-Za-z0-9.'-]+){{1,4}}?[ ]"
    rf"{_STREET}(?:usa)?\b\.?(?:[ ](?:n|s|e|w|ne|nw|se|sw)\b)?(?:,?[ ]{_UNIT})?{_PLACE}{_ZIP}",
    re.IGNORECASE,
)
_BOX = re.compile(
    r"\b(?:p\.?[ ]?o\.?[ ]?box|rural route|rr)[ ]#?\d+(?:,?[ ]box[ ]#?\d+)?"
    rf"{_PLACE}{_ZIP}",
    re.IGNORECASE,
)
# A highway's number follows its name.
_ON_HIGHWAY = re.compile(
    r"(?<![\w$.,/-])\d{1,6}[ ](?:(?:us|state|old|county)[ ])?(?:highway|hwy|route|rte|road)[ ]"
    rf"\d{{1,4}}[A-Za-z]?\b(?:[ ](?:north|south|east|west|n|s|e|w)\b)?{_PLACE}{_ZIP}",
    re.IGNORECASE,
)
_ADDRESS_SAID = re.compile(
    r"\b(?:address(?: is|:|=)|(?:new|mailing|home|my) address(?: is|:)?|direcci[oó]n(?: es|:)|"
    r"(?:moved|move|relocat\w+) to|(?:live|vivo|living) (?:at|en))[ ]+"
    r"((?=[^.?!\n]*\d)(?!(?:on|in|for|to|and|my)\b)[^.?!\n]{5,90})",
    re.IGNORECASE,
)
# What is moved to a day moves to no street; a day's own digits make no address.
_MOVED = re.compile(r"(?:moved|move|relocat\w+) to", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)\b(?![ ](?:st|street|ave|avenue|floor|and)\b)|"
    rf"\b{_MONTH}\.?[ ]\d{{1,2}}\b(?:,?[ ]\d{{4}})?|"
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?[ ](?:(?:of|de)[ ][a-z]+|{_MONTH})|"
    r"\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b",
    re.IGNORECASE,
)
_FORMS: tuple[tuple[PersonalDataKind, re.Pattern[str]], ...] = (
    ("email", _EMAIL),
    ("email", _EMAIL_SPELT),
    ("card", _CARD_GROUPED),
    ("ssn", _SSN),
    ("ssn", _SSN_SAID),
    ("ssn", _SSN_AFTER),
    ("routing", _ROUTING_SAID),
    ("card", _CARD_SAID),
    ("card", _CARD_AFTER),
    ("card", _SECURITY_CODE),
    ("date_of_birth", _BORN),
    ("phone", _PHONE_SAID),
    ("phone", _PHONE),
    ("address", _ADDRESS),
    ("address", _BOX),
    ("address", _ON_HIGHWAY),
    ("account", _ACCOUNT_SAID),
    ("account", _ENDING),
    ("address", _ADDRESS_SAID),
)
_CARD_DIGITS = range(13, 20)


def spans_by_form(text: str, asked: Asked | None) -> Iterator[Span]:
    """Yield what the forms find, surest first; ranges may overlap.

    `asked` is what the question before the message asked for, if that is known.
    """
    long = list(_LONG.finditer(text))
    for match in long:
        digits = re.sub(r"\D", "", match.group())
        if len(digits) in _CARD_DIGITS and luhn(digits):
            yield Span("card", match.start(), match.end())
    for kind, pattern in _FORMS:
        for match in pattern.finditer(text):
            if pattern is _ADDRESS_SAID and _day_alone(match):
                continue
            group = 1 if match.lastindex and kind != "ssn" or pattern in _SAID_SSN else 0
            yield Span(kind, *_trimmed(text, *match.span(group)))
    for match in long:
        count = sum(map(str.isdigit, match.group()))
        # A card typed badly fails its check digit, and no account is that long.
        if count in _CARD_DIGITS:
            yield Span("card", match.start(), match.end(), ("account",))
        else:
            yield Span("account", match.start(), match.end(), ("card",))
    yield from spans_of_digits(text, asked)


def _day_alone(found: re.Match[str]) -> bool:
    """Tell that something is said to be moved to a day: no digit is left beside the day's."""
    rest = _DAY.sub("", found[1])
    return _MOVED.match(found[0]) is not None and not any(map(str.isdigit, rest))


def luhn(digits: str) -> bool:
    """Check the check digit of a card number (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


_SAID_SSN = (_SSN_SAID, _SSN_AFTER)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in " ,.-\t":
        end -= 1
    return start, end
