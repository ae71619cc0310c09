"""Words for numbers, in English and Spanish: "a hundred and fifty" is 150."""

import re

from guardrails.figures.words import one_of

_EN_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ES_SMALL = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés "
    "veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"
).split()
_ES_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
_ES_HUNDREDS = (
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos "
    "ochocientos novecientos"
).split()

EN: dict[str, int] = (
    {word: n for n, word in enumerate(_EN_SMALL)}
    | {word: 20 + 10 * n for n, word in enumerate(_EN_TENS)}
    | {"dozen": 12}
)
ES: dict[str, int] = (
    {word: n for n, word in enumerate(_ES_SMALL)}
    | {word: 30 + 10 * n for n, word in enumerate(_ES_TENS)}
    | {word: 100 * (n + 1) for n, word in enumerate(_ES_HUNDREDS)}
    | {word[:-2] + "as": 100 * (n + 1) for n, word in enumerate(_ES_HUNDREDS) if n}
    | {"cien": 100, "un": 1, "una": 1, "veintiún": 21, "veintiun": 21, "docena": 12}
    | {"dieciseis": 16, "veintidos": 22, "veintitres": 23, "veintiseis": 26}
)
_MULTIPLIERS = {"hundred": 100, "thousand": 1000, "mil": 1000}

_EN_ANY = one_of(EN)
_ES_ANY = one_of(ES)
EN_NUMBER = (
    rf"(?:(?:a[ ](?=hundred|thousand|dozen))?(?:{_EN_ANY}|hundred|thousand)"
    rf"(?:(?:[ ]and[ ]|[ -])(?:{_EN_ANY}|hundred|thousand))*)"
)
ES_NUMBER = rf"(?:(?:{_ES_ANY}|mil)(?:(?:[ ]y[ ]|[ ])(?:{_ES_ANY}|mil))*)"

_WORD = re.compile(r"[a-záéíóúñ]+", re.IGNORECASE)


def parse_words(text: str) -> int | None:
    """Read a number in words; None when the words don't make one ("and")."""
    total, current, seen = 0, 0, False
    for word in _WORD.findall(text.lower()):
        if word in _MULTIPLIERS:
            factor = _MULTIPLIERS[word]
            current = (current or 1) * factor
            if factor == 1000:
                total, current = total + current, 0
            seen = True
        elif (value := EN.get(word, ES.get(word))) is not None:
            current = (
                current * value
                if value == 12 and word in ("dozen", "docena") and current
                else current + value
            )
            seen = True
    return total + current if seen else None
