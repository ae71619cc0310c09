"""Figures that a narrative says were wrongly charged, taken, withheld, owed or reported.

The correct figure, what was borrowed, income, limits and penalties claimed are left out. Each
figure is judged by the words of its own clause.
"""

import re

_AMOUNT = re.compile(r"\$\s?(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)")
_BEFORE, _AFTER, _LOST_WITHIN = 70, 45, 160
_BREAK = re.compile(
    r"[.!?;\n](?=\s)|\s(?:but|when|while|although|though|whereas|instead of|rather than)\s", re.I
)
_WRONG = re.compile(
    r"\b(?:unauthori[sz]ed|fraud\w*|stole\w*|overcharg\w*|wrong\w*|incorrect\w*|erroneous\w*|"
    r"overdr\w+|duplicate|twice|still (?:owe|say|show|charg|being)\w*|(?:they|it) (?:\w+ ){0,2}"
    r"(?:took|charged|withdrew|deducted|debited|added|want|claim|say|demand)\w*|(?:was|were|been|"
    r"being|got|get) (?:\w+ ){0,1}(?:charged|taken|billed|withdrawn|deducted|debited|withheld)|"
    r"charged me|charging me|charges? (?:of|for)|took|withdr[ae]w\w*|deducted|debited|"
    r"(?:late|annual|overdraft|returned|transfer|membership|subscription|interest|finance|"
    r"monthly|cancellation|origination|service) (?:fees?|charges?)|fees? (?:of|for)|interest "
    r"(?:of|charges?)|(?:don'?t|do not|never|not) owe|refund\w*|overpa\w+|missing|misapplied|"
    r"never (?:received|credited|posted)|not (?:been )?(?:credited|posted|applied|returned)|"
    r"still|fees?\b[^.]{0,25}\b(?:was|were|is)|charges? (?:\w+ ){0,3}of|transactions?|totall?ing|"
    r"extra|additional|disput\w*|collect\w*|alleged\w*|demand\w*|balance of|balance(?= ?:)|"
    r"charge (?:about|approximately|over|nearly)|past due|"
    r"claim\w* (?:that )?i owe|owe\w* (?:them )?|reporting|charge[ds]? off)\b",
    re.I,
)
_AFTERWARDS = re.compile(
    r"^[\s}]*(?:\w+ ){0,4}(?:"
    r"was (?:taken|charged|withdrawn|deducted|debited|stolen|never|missing)|"
    r"(?:late |annual |overdraft |interest |transfer |monthly |subscription |membership )?"
    r"(?:fees?|charges?)\b|in (?:interest|fees|charges|late fees|fraud\w*)|"
    r"(?:of )?(?:unauthori[sz]ed|fraud\w*)|overdraft|(?:more|extra|refund|appeared|still)\b|"
    r"from my (?:account|bank|checking|card))",
    re.I,
)
_RIGHT = re.compile(
    r"\b(?:borrow\w*|loan (?:of|for|amount)|loaned|took out|taken out|appl(?:y|ied)|limit|credit "
    r"line|line of credit|approved|income|salary|earn\w*|make \$|score|agree\w*|supposed to|should "
    r"(?:be|have)|offer\w*|pre-?approved|deposit(?:ed)?|down payment|usual|normal\w*|regular\w*|"
    r"original\w*|i (?:\w+ ){0,2}(?:paid|sent|made|pay|send)|payments? of|paying|monthly|per month|"
    r"a month|minimum|credited|purchase\w*|worth|cost|price|damages|penalt\w+|fine|statutory|"
    r"savings|only|bonus of)\b",
    re.I,
)
_SURELY = re.compile(
    r"\b(?:unauthori[sz]ed|fraud\w*|stole\w*|wrong\w*|overcharg\w*|overdr\w+)", re.I
)


_LOST = re.compile(
    r"\b(?:never|not|hasn'?t|wasn'?t|no record|didn'?t)\b.{0,25}\b(?:credited|posted|applied|"
    r"received|refunded)\b",
    re.I,
)
_SENT = re.compile(r"\b(?:payment|check|cheque|transfer|wire|deposit) (?:of|for)[\s{]*$", re.I)


def disputed_amounts(text: str) -> tuple[str, ...]:
    """Return the disputed figures as written, without braces, each once, in order."""
    found = [f"${match.group(1)}" for match in _AMOUNT.finditer(text) if _disputed(text, match)]
    return tuple(dict.fromkeys(found))


def _disputed(text: str, match: re.Match[str]) -> bool:
    before = _BREAK.split(text[max(match.start() - _BEFORE, 0) : match.start()])[-1]
    after = _BREAK.split(text[match.end() : match.end() + _AFTER])[0]
    if _SENT.search(before) and _LOST.search(text[match.end() : match.end() + _LOST_WITHIN]):
        return True
    if _AFTERWARDS.search(after):
        return not _RIGHT.search(before[-30:]) or bool(_SURELY.search(after))
    wrong = [found.end() for found in _WRONG.finditer(before)]
    right = [found.end() for found in _RIGHT.finditer(before)]
    return bool(wrong) and (not right or wrong[-1] > right[-1])
