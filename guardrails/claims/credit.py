"""What a reply may say of credit: asking for help leaves it alone, where the policy says so."""

import re
from collections.abc import Iterable

from guardrails.text import sentences

_ASKING = (
    r"(?:(?:no|yes|s[ií])[,.] )?(?:just |simply |solo )?"
    r"(?:asking (?:us )?(?:for|about) (?:hardship )?help|"
    r"pedir(?:nos)? ayuda(?: por (?:dificultades|apuros)(?: econ[oó]mic[oa]s)?)?)"
)
_CREDIT = r" (?:your|su|tu) (?:credit|cr[eé]dito)\W*"
_NO_EFFECT = re.compile(
    _ASKING + r" (?:has no (?:effect|impact) on|(?:doesn't|does not|won't|will not) affect|"
    r"no (?:afecta(?:r[aá])?(?: a)?|tiene (?:ning[uú]n )?efecto (?:en|sobre)))" + _CREDIT,
    re.IGNORECASE,
)
_NO_HARM = re.compile(
    _ASKING + r" (?:(?:doesn't|does not|won't|will not) (?:hurt|harm|damage)|"
    r"no (?:da[nñ]a(?:r[aá])?|perjudica(?:r[aá])?))" + _CREDIT,
    re.IGNORECASE,
)


def policy_says_of_credit(said: str, passages: Iterable[str]) -> bool:
    """Tell whether a sentence of a passage states what `said` does, in these or other words.

    "No effect" needs a policy of no effect; "doesn't hurt" follows from either. Nothing else may
    stand in the sentence, so that no promise rides along.
    """
    plain = _straight(said).strip()
    if _NO_EFFECT.fullmatch(plain):
        grounds = [_NO_EFFECT]
    elif _NO_HARM.fullmatch(plain):
        grounds = [_NO_EFFECT, _NO_HARM]
    else:
        return False
    written = (_straight(s.text).strip() for passage in passages for s in sentences(passage))
    return any(ground.fullmatch(sentence) for sentence in written for ground in grounds)


def _straight(text: str) -> str:
    return text.replace("’", "'").replace("‘", "'")
