"""Numbers in figures and in words, English and Spanish."""

import re
from decimal import Decimal

_UNITS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_UNIDADES = """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce
quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro
veinticinco veintiseis veintisiete veintiocho veintinueve""".split()
_DECENAS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
_CIENTOS = """ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos
ochocientos novecientos""".split()

_VALUES: dict[str, int] = (
    {word: n for n, word in enumerate(_UNITS)}
    | {word: 20 + 10 * n for n, word in enumerate(_TENS)}
    | {word: n for n, word in enumerate(_UNIDADES)}
    | {word: 30 + 10 * n for n, word in enumerate(_DECENAS)}
    | {word: 100 * (n + 1) for n, word in enumerate(_CIENTOS)}
    | {"cien": 100, "a": 1, "an": 1, "un": 1, "una": 1, "couple": 2, "fourty": 40}
)
_SCALES = {"hundred": 100, "hunnert": 100, "thousand": 1000, "grand": 1000, "mil": 1000}
_WORDS = sorted(
    (set(_VALUES) - {"a", "an", "un", "una", "couple"}) | set(_SCALES), key=len, reverse=True
)
_ANY = "|".join(_WORDS)
_SCALE = "|".join(_SCALES)

FIGURES = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?"
WORDS = (
    rf"(?:(?:an?|un)\s+(?=(?:couple\s+(?:of\s+)?)?(?:{_SCALE})\b))?(?:couple\s+(?:of\s+)?)?"
    rf"\b(?:{_ANY})(?:(?:\s+(?:and\s+|y\s+)?|-)(?:{_ANY}))*\b"
)
_TOKEN = re.compile(r"[a-z]+")


def parse(text: str) -> Decimal | None:
    """Give the value of flattened figures or number words; None where they aren't a number."""
    plain = text.strip().replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return Decimal(plain)
    total = current = 0
    seen = False
    for token in _TOKEN.findall(plain.replace("a couple", "couple")):
        if token in _SCALES:
            current = max(current, 1) * _SCALES[token]
            if _SCALES[token] == 1000:
                total, current = total + current, 0
            seen = True
        elif token in _VALUES:
            current += _VALUES[token]
            seen = True
        elif token not in {"and", "y", "of"}:
            return None
    return Decimal(total + current) if seen else None
