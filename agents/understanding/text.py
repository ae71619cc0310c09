"""The surface of a message: a flattened form with the same offsets, language, sentences."""

import re
import unicodedata

from agents.understanding.reading import Language, Span

_SPANISH = frozenset(
    """el la los las un una unos unas de del que y en por para con sin mi mis su sus me te se le les
    lo no si es esta este esto esa ese eso pago pagar pague cuanto cuando donde como cual porque
    tengo tiene quiero puedo pueden puede debo cuenta tarjeta saldo cargo cobro cobraron hoy manana
    gracias hola favor ya hay muy mes dolares usted ustedes necesito quite cancele bueno buenos
    buenas dias tardes noches claro adelante ayuda adios fue mejor abogado abogada murio fallecio
    llamen plan mas al""".split()
)
_ENGLISH = frozenset(
    """the a an i my me you your y'all is are was were do does did to of and in on for it that this
    what when how why where can could would have has had not no pay payment account card please
    with from at be if or yes so but they we us our am don't i'm it's what's plan""".split()
)
_SHARED = frozenset({"no", "me", "plan", "a"})
_WORD = re.compile(r"[a-z']+")
_ABBREVIATION = re.compile(r"\b(?:mr|mrs|ms|dr|sr|sra|st|ft|no|a\.m|p\.m|inc|co|jr)$")
_STOP = re.compile(r"[.!?;…]+[\"')\]]*(?=\s|$)|\n+")


def flat(text: str) -> str:
    """Lower case, no accents, plain quotes, of exactly the same length as `text`."""
    return "".join(_flat_character(c) for c in text)


def _flat_character(character: str) -> str:
    if character in "’‘´`":
        return "'"
    if character in "“”":
        return '"'
    return unicodedata.normalize("NFKD", character.lower())[0]


def language(text: str, otherwise: Language = "en") -> Language:
    """English or Spanish, by function words and marks; `otherwise` where neither prevails."""
    words = _WORD.findall(flat(text))
    spanish = sum(word in _SPANISH and word not in _SHARED for word in words)
    english = sum(word in _ENGLISH and word not in _SHARED for word in words)
    spanish += 2 * any(c in "¿¡ñ" for c in text.lower()) + any(c in "áéíóú" for c in text.lower())
    if spanish == english:
        return otherwise
    return "es" if spanish > english else "en"


def sentences(text: str) -> tuple[Span, ...]:
    """Give the sentences of a message, without the white space around them."""
    spans: list[Span] = []
    start = 0
    folded = flat(text)
    for stop in _STOP.finditer(folded):
        if _ABBREVIATION.search(folded[start : stop.start()]):
            continue
        spans.append((start, stop.end()))
        start = stop.end()
    spans.append((start, len(text)))
    return tuple(s for s in (trimmed(text, span) for span in spans) if s[0] < s[1])


def trimmed(text: str, span: Span) -> Span:
    """Give the span without white space, commas or dashes at its ends."""
    start, end = span
    while start < end and text[start] in " \t\r\n,-–—":
        start += 1
    while end > start and text[end - 1] in " \t\r\n,-–—":
        end -= 1
    return (start, end) if re.search(r"\w", text[start:end]) else (start, start)
