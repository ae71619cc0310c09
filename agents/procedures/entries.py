"""Claims about an entry that is no charge: a payment, the day it counts from, a statement. Pure.

One message may bring such a claim beside a charge ("never bought the 45.10, and my payment of 100
never showed up"): the words of each are told apart, so that no sum or day goes to the other.
"""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from agents.understanding.text import flat

Entry = Literal["payment_missing", "posting", "statement_not_sent", "computational"]
ENTRIES: tuple[Entry, ...] = get_args(Entry)
_NOT = (
    r"(?:never|not|no|nothing|(?:did|has|have|had|was|were|is|are|do|does)(?: not|n'?t| ?nt)|aint|"
    r"ain't|wont|won't|still (?:not|no|hasn'?t|haven'?t|waiting)|yet to|nunca|jamas|todavia no|"
    r"aun no|ni)"
)
PAID = (
    r"(?:payments?|check|cheque|money order|transfer|bill ?pay|autopay|pagos?|transferencia|"
    r"paid|pague|sent you|sent in|mailed)"
)
_POSTED = (
    r"(?:post\w*|credit\w*|show\w*|appl\w*|count\w*|record\w*|reflect\w*|register\w*|on "
    r"(?:here|there|my)|receiv\w*|gone through|go through|went through|see it|there|acredit\w*|"
    r"aparec\w*|reflej\w*|registr\w*|abon\w*|aplic\w*)"
)
_MISSING = re.compile(
    rf"\b{PAID}\b(?:(?!\brefund|\bcredit card).){{0,60}}?\b(?:{_NOT}|missing|lost|nowhere)\b"
    rf"(?: \S+){{0,4}}? {_POSTED}\b|"
    rf"\b{PAID}\b.{{0,50}}\b(?:is|went|got|gone|has gone|esta) "
    r"(?:missing|lost|perdid\w+|vanished)\b|"
    rf"\b(?:{_NOT}) (?:\S+ ){{0,3}}?(?:post\w*|credit\w*|appl\w*|count\w*|record\w*|acredit\w*|"
    rf"aplic\w*|abon\w*|registr\w*) (?:\S+ ){{0,3}}?{PAID}\b|"
    r"\b(?:lost|misapplied|misposted|perdieron) (?:my|the|a|mi) "
    r"(?:payment|check|money|pago|cheque)\b|"
    r"\bmy bank (?:shows?|says?|took|sent|cleared|confirms?)\b.{0,80}\b(?:never|not|n'?t|still)\b"
)
_DONE = (
    r"(?:post(?:ed)?|credit(?:ed)?|appl(?:y|ied)|record(?:ed)?|count(?:ed)?|process(?:ed)?|"
    r"register(?:ed)?|acredit\w+|aplic\w+|registr\w+|abon\w+|anot\w+|pusieron|process?aron)"
)
_WRONG_DAY = (
    r"(?:(?:on|for|under|as|with|en|con|de) )?(?:the |a |an |el |la |un |una )?"
    r"(?:(?:wrong|different|later|other) (?:day|date)|(?:dia|fecha) (?:equivocad\w+|incorrect\w+|"
    r"distint\w+|otr\w+)|otr[oa] (?:dia|fecha))|"
    r"(?:\w+ )?(?:days?|weeks?|dias|semanas?) (?:late|later|after|tarde|despues)|"
    r"(?:a|one|two|three|una|dos|tres|\d+) (?:days?|weeks?|dias?|semanas?) (?:late|later|after|"
    r"tarde|despues)|until (?!now)\S+|(?<!\w)hasta (?:el |la )?\S+|late|tarde"
)
_POSTING = re.compile(
    rf"\b{PAID}\b(?:(?!\brefund)[^?]){{0,70}}?\b{_DONE}\b (?:\S+ ){{0,3}}?(?:{_WRONG_DAY})(?!\w)|"
    rf"\b{_DONE} (?:\S+ ){{0,3}}?{PAID} (?:\S+ ){{0,4}}?(?:{_WRONG_DAY})(?!\w)|"
    rf"\b{PAID}\b[^?]{{0,70}}\b(?:didn'?t|did not|wasn'?t|was not|no) (?:\w+ ){{0,2}}?{_DONE} "
    rf"(?:\S+ )?(?:until|hasta|for (?:\w+ )?(?:days|a week|weeks))\b"
)
_PAPER = r"(?:statements?|bill|estado de cuenta|estados de cuenta|factura)"
_PLACE = (
    r"(?:(?:wrong|old|former|previous|other|different) (?:address|house|apartment|apt|place)|"
    r"(?:direccion|casa) (?:vieja|anterior|equivocada|incorrecta)|"
    r"(?:vieja|antigua) (?:direccion|casa)|where i (?:used to live|don'?t live)|"
    r"ex'?s (?:house|place))"
)
_STATEMENT = re.compile(
    rf"\b{_PAPER}\b[^?]{{0,60}}\b{_PLACE}\b|"
    rf"\b(?:never|did ?n[o']?t|didnt|did not|have ?n[o']?t|havent|nunca|no)(?: \w+){{0,2}}? "
    r"(?:got|get|gotten|rec\w*ved?|seen|llego|llegaron|recibi\w*) "
    rf"(?:\S+ ){{0,4}}?{_PAPER}\b|"
    rf"\b{_PAPER}\b (?:\S+ ){{0,4}}?(?:never|did ?n[o']?t|didnt|nunca|no(?: me)?) "
    r"(?:came|come|arriv\w+|show\w* up|got here|llego|llegaron)\b"
)
_ON_TIME = re.compile(
    rf"\b{PAID}\b[^?]{{0,30}}\b(?:on time|early|before (?:the |my |it was )?due|a tiempo)\b"
    r"[^?]{0,60}\b(?:late (?:fee|charge)|recargo|cargo por (?:pago )?(?:tard\w+|atras\w*))"
)
_SUMS = (
    r"(?:interest|interes\w*|finance charges?|balance|saldo|statement|bill|estado de cuenta|total|"
    r"numbers|figures|minimum|math|arithmetic|cuentas?)"
)
_COMPUTED = (
    r"(?:add(?:ed)?|figur\w+|calculat\w+|comput\w+|work(?:ed)? out|total(?:ed|ing)?|tall\w+|"
    r"calcul\w+|sum(?:aron|ado|ada|aste))"
)
_COMPUTATION = re.compile(
    rf"\b{_COMPUTED} (?:up )?(?:\w+ ){{0,3}}?{_SUMS} (?:\w+ ){{0,3}}?(?:wrong|incorrectly|mal)\b|"
    rf"\b{_SUMS} (?:\w+ ){{0,4}}?{_COMPUTED} (?:up )?(?:wrong|incorrectly|mal)\b|"
    rf"\b{_SUMS} (?:[\w/]+ ){{0,5}}?(?:do(?:es)? ?n[o']?t|does not|do not|dont|doesnt|aint|"
    r"isn'?t|no) (?:\w+ )?(?:add(?:ing)? up|tally|square up|cuadran?|salen?)\b|"
    r"\b(?:math|arithmetic|calculation|computation(?:al)?|computing) (?:error|mistake)s?\b|"
    r"\byour (?:math|arithmetic|calculations?) (?:is|are|was) (?:\w+ )?(?:wrong|off|bad)\b|"
    rf"\b(?:math|arithmetic|calculations?) (?:on|in|of|for) (?:\w+ ){{0,4}}?{_SUMS} "
    r"(?:is|are|was|looks?) (?:\w+ )?(?:wrong|off|bad)\b|"
    r"\bmiscalculat\w+|\berror(?:es)? de calculo\b|\b(?:calcularon|sumaron) mal\b"
)
_PATTERNS: tuple[tuple[Entry, re.Pattern[str]], ...] = (
    ("posting", _POSTING),
    ("statement_not_sent", _STATEMENT),
    ("payment_missing", _MISSING),
    ("posting", _ON_TIME),
    ("computational", _COMPUTATION),
)
_REFUND = re.compile(
    r"\b(?:refund\w*|money back|reimburse\w*|reembols\w+|devolucion|devolvieron)\b"
)
_SENTENCE = re.compile(r"[.!?;]+(?=\s|$)|\n+")
_BREAK = re.compile(
    r"[.!?;]+(?=\s|$)|\n+|,\s*(?:and|plus|but|y|e|pero|also)\b|,|\b(?:and|y|also|plus|ademas|tambien)\b"
)
_OF_PAYING = re.compile(rf"\b(?:{PAID}|sent it|sent that|made it on|lo mande|lo envie)\b")


@dataclass(frozen=True)
class Apart:
    """What a message says of each entry, and the rest of it; the pieces are the message's own."""

    entries: tuple[tuple[Entry, str], ...]
    rest: str


def entry_of(text: str) -> Entry | None:
    """Return the entry that a message says is wrong; None where it says so of none."""
    return next((kind for kind, _ in _spans(flat(text))), None)


def apart(text: str) -> Apart:
    """Tell what a message says of entries from the rest of it.

    Of a sentence the clause that makes the claim is taken, and those beside it that speak of
    paying.
    """
    folded = flat(text)
    taken = [False] * len(text)
    said: list[tuple[Entry, str]] = []
    for kind, (start, end) in _spans(folded):
        start, end = _clause(folded, start, end)
        said.append((kind, text[start:end].strip()))
        taken[start:end] = [True] * (end - start)
    rest = "".join(" " if gone else char for char, gone in zip(text, taken, strict=True))
    return Apart(tuple(said), " ".join(rest.split()) if said else text)


def without_entries(text: str) -> str:
    """Return a message without what it says of entries."""
    return apart(text).rest


def _spans(folded: str) -> list[tuple[Entry, tuple[int, int]]]:
    """Return the entries that a text claims with where it does, each once, in its order."""
    found: dict[Entry, tuple[int, int]] = {}
    at = 0
    for end in [*(cut.end() for cut in _SENTENCE.finditer(folded)), len(folded)]:
        for kind, words in _PATTERNS:
            match = words.search(folded[at:end])
            if match is None or _REFUND.search(match[0]) or kind in found:
                continue
            start, stop = at + match.start(), at + match.end()
            if all(stop <= other[0] or other[1] <= start for other in found.values()):
                found[kind] = (start, stop)
        at = end
    return sorted(found.items(), key=lambda one: one[1])


def _clause(folded: str, start: int, end: int) -> tuple[int, int]:
    """Return the clause around a claim, with those beside it that speak of paying."""
    breaks = [(cut.start(), cut.end()) for cut in _BREAK.finditer(folded)]
    before = [cut for cut in breaks if cut[1] <= start]
    after = [cut for cut in breaks if cut[0] >= end]
    first = before[-1][1] if before else 0
    while len(before) > 1 and _OF_PAYING.search(folded[before[-2][1] : before[-1][0]]):
        before.pop()
        first = before[-1][1]
    if len(before) == 1 and _OF_PAYING.search(folded[: before[0][0]]):
        first = 0
    last = after[0][0] if after else len(folded)
    ends = [*(cut[0] for cut in after[1:]), len(folded)]
    for cut, stop in zip(after, ends, strict=False):
        if not _OF_PAYING.search(folded[cut[1] : stop]):
            break
        last = stop
    return first, last
