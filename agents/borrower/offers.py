"""A sum a month offered where help is on record, or the line behind: it is a wish for help.

"I can do 55 a month" says nothing of help in a new talk; the line tells that it is about it.
"""

import re
from dataclasses import replace

from agents.borrower.run import TurnRun
from agents.understanding import Reading, Request
from agents.understanding.text import flat

HELP = "hardship_help"
# The month is the borrower's own word: a plan or an autopay is asked for in others.
_OFFERED = re.compile(
    r"\b(?:(?:i|we) (?:think )?(?:i |we )?(?:can|could|might|may|am able to)|i'?m able to|"
    r"puedo|podria(?:mos)?|podemos)"
    r" (?:\w+ ){0,2}?(?:do|pay|manage|afford|swing|give|put|send|handle|pagar\w*|dar\w*|abonar\w*|"
    r"hacer)\b (?:\S+ ){0,3}?\$? ?\d[\d.,]*(?: ?(?:dollars?|bucks|dolares))? "
    r"(?:(?:a|per|each|every|al|por|cada) (?:month|mes)|monthly|mensual\w*)\b"
)
_OTHER = re.compile(r"\?|\b(?:auto ?pay|automatic\w*|only|more than|mas de|limit|limite)\b")


def take_up(run: TurnRun, reading: Reading) -> Reading:
    """Return the reading with a monthly offer read as a request for help, where help is open."""
    if run.memory.procedure is not None or not _wants_help(run):
        return reading
    folded = flat(run.text)
    if _OTHER.search(folded) or not _OFFERED.search(folded):
        return reading
    whole = (0, len(run.text))
    offer = Request(HELP, "hardship", 0.95, whole, run.text, reading.slots, ((HELP, 0.95),))
    return replace(reading, requests=(offer,))


def _wants_help(run: TurnRun) -> bool:
    """Tell whether a hardship is on record or the line is behind, and no plan helps yet."""
    line = run.known()
    told = (
        line.days_past_due > 0
        or "hardship" in line.flags
        or any(right.kind == "hardship" for right in run.rights)
    )
    return told and line.plan is None
