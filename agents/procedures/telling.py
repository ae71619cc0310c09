"""What is taken down of a hardship when it is said, and never asked for. Pure."""

import re

from agents.understanding.dates import day_of_month
from agents.understanding.slots import channel
from agents.understanding.text import flat, sentences

_CIRCUMSTANCES = (
    (
        "health",
        r"sick|ill(?:ness)?|surgery|cancer|chemo|hospital\w*|disab\w+|injur\w+|hurt my|stroke|"
        r"depress\w+|anxiety|enferm\w+|operaci\w+|incapacit\w+|accident\w*",
    ),
    (
        "caring",
        r"caring for|take care of my|caregiver|my (?:mom|dad|mother|father) is sick|cuido a",
    ),
    ("bereavement", r"(?:passed away|died|funeral|fallecio|murio)"),
    ("household_change", r"divorc\w+|separat\w+|left me|split up|se fue|divorci\w+|separ[eo]"),
    ("disaster", r"flood\w*|hurricane|tornado|fire|storm|inundaci\w+|huracan|incendio|shutdown"),
    (
        "benefits",
        r"ssi|ssdi|social security|food stamps|snap|unemployment|disability check|fixed income|"
        r"desempleo|seguro social|estampillas",
    ),
    ("new_child", r"pregnan\w+|maternity|newborn|new baby|embaraz\w+|bebe"),
)
_PATTERNS = tuple((name, re.compile(rf"\b(?:{words})\b")) for name, words in _CIRCUMSTANCES)
_SUITS = re.compile(
    r"\b(?:prefer|works? (?:best|better)|better for me|suits?|pay ?day|get(?:s)? paid|paid on|"
    r"check comes|due on|me pagan|cobro|mejor el|me conviene)\b"
)
_REACH = re.compile(
    r"\b(?:reach me|contact me|get (?:a )?hold of me|best way|call me|text me|e-?mail me|write me|"
    r"llam[ea]me|escrib[ae]me|contact[ea]me|mand[ea]me (?:un )?(?:mensaje|correo))\b"
)


def without_suits(said: str) -> str:
    """Return a message without the sentences that say which day would suit."""
    kept = (said[start:end] for start, end in sentences(said))
    return " ".join(one for one in kept if not _SUITS.search(flat(one)))


def told_beside(said: str) -> dict[str, str]:
    """Return the circumstances, the day that suits and the way to be reached, where named."""
    folded = flat(said)
    values = {}
    found = [name for name, pattern in _PATTERNS if pattern.search(folded)]
    if found:
        values["circumstances"] = " ".join(found)
    day = day_of_month(folded) if _SUITS.search(folded) else None
    if day is not None:
        values["preferred_day"] = str(day)
    way = channel(folded) if _REACH.search(folded) else None
    if way is not None:
        values["contact"] = way
    return values
