"""Short messages that point at what the turn before was about: "turn it off", "send it the 25th".

They name nothing themselves, so the classifier can't know them; what was served last can.
"""

import re

from agents.understanding.reading import Hints, Slots
from agents.understanding.subjects import pointed_at

MOST_WORDS = 10
_LEAD = (
    r"^\W*(?:(?:ok(?:ay)?|yes|yeah|and|then|now|well|so|actually|please|just|go ahead and|"
    r"can you|could you|i want to|i'd like to|let'?s|si|bueno|entonces|ahora|pues|por favor)[, ]+)*"
)
_IT = r"(?:it|that|this|that one|this one)"
_OFF = re.compile(
    _LEAD + rf"(?:(?:turn|shut|switch|take) {_IT} (?:back )?off|turn off|(?:stop|end|disable|quit|"
    rf"kill|cancel|cancle|remove|pause) {_IT}|"
    r"(?:apag|quit|desactiv|cancel|deteng|suspend|par)[ae]l[oa])\b"
)
_ON = re.compile(
    _LEAD + rf"(?:(?:turn|switch|put) {_IT} (?:back )?on|turn on|(?:start|enable|activate|resume) "
    rf"{_IT}|(?:prend|activ|enciend|reactiv)[ae]l[oa])\b"
)
_SEND = re.compile(
    _LEAD + rf"(?:(?:pay|send|schedule|do|take|set|put|make|run) {_IT}|"
    r"(?:mand|envi|pagu|program|hag|abon|cobr|pag|pong)[aeo]l[oa]|(?:haz|pon)l[oa])\b"
)
_CLOSE = re.compile(
    _LEAD + rf"(?:(?:close|shut) {_IT}(?: (?:down|out))?|(?:cierre|cierra)l[oa])"
    r"(?:[, ]+(?:please|then|anyway|por favor|entonces))*\W*$"
)
_STILL_USE = re.compile(
    r"\b(?:can|could|may|will|do|puedo|podre|podria)\b.*\b(?:us(?:e|ing|ar|arla|ando)|draw|spend|"
    r"buy|charge|comprar|gastar|retirar)\b"
)
_WAIVE = re.compile(
    _LEAD + r"(?:would you |will you |any chance you can )?(?:waive|forgive|remove|drop|erase|"
    rf"refund|take|knock|let) {_IT}(?: (?:off|go|back|out))?\W*(?:please|for me|por favor)?\W*$|"
    + _LEAD + r"(?:pueden? |podrian? )?(?:quit|perdon|condon|elimin)(?:ar|e|a)(?:me)?l[oa]\b"
)  # fmt: skip
_COST = re.compile(
    _LEAD + r"(?:what|how much) (?:did|does|will|would) (?:it|that|this) cost(?: me)?\W*$|"
    + _LEAD + r"how much (?:was|is) (?:it|that|the fee)\W*$|"
    + _LEAD + r"[¿\s]*cuanto (?:me )?(?:cost[oa]|cobraron)(?: eso| por eso)?\W*$"
)  # fmt: skip
_RETURN = frozenset({"returned_payment", "payment_problem"})
_FEES = _RETURN | {"explain_fee", "fee_policy", "fee_waiver"}
_SENT = re.compile(
    _LEAD + r"(?:did|has|is|was) (?:it|that|this|my payment) (?:go|gone|went|get|got|been|being)? ?"
    r"(?:through|posted|processed|cleared|taken|sent)\W*$|"
    + _LEAD + r"[¿\s]*(?:ya )?(?:se (?:hizo|proceso|mando)|paso)(?: eso| el pago)?\W*$"
)  # fmt: skip
_TAKES_UP = re.compile(
    r"^\W*(?:(?:oh|ok|okay|well|y(?:es|eah|ep|up)|sure|please|alright|si|claro|dale|bueno|"
    r"por favor)[, .!]*)*(?:y(?:es|eah|ep|up)|sure|please|si|claro|dale|de acuerdo|"
    r"(?:let'?s |go ahead and |please )*(?:do|make|pay|send|schedule) (?:it|that|the payment)|"
    r"go ahead|(?:i want|i'd like|quiero) (?:that|to do (?:it|that)|hacerlo)|"
    r"h[aá]gal[oa]|hazl[oa]|p[aá]guel[oa]|adelante)"
    r"(?: (?:now|today|then|please|ahora|hoy|entonces|por favor))*[ .!]*$"
)
_SHOPS = frozenset({"spending_total", "transaction_search", "largest_purchase"})
_AND_WHAT_OF = re.compile(
    _LEAD + r"(?:(?:how|what) about|and (?:for|at|on|from)|y (?:en|de)|que hay de)\b"
)
_MISSES = re.compile(
    r"\b(?:what|que)(?: happens| pasa)?,? (?:if|when|si) (?:i |no )?(?:\w+ )?(?:miss|skip|forget|"
    r"don'?t (?:make|pay)|can'?t (?:make|pay)|'?m late|am late|fallo|pago|cumplo|puedo pagar)\b"
    r"(?: (?:on |with )?(?:it|that|this|one|a payment|the payment|el pago|un pago))?\W*$"
)
_PAID = frozenset({"make_payment", "schedule_payment", "payment_status", "last_payment"})
_AUTOPAY = frozenset({"autopay_status", "autopay_start", "autopay_stop"})
_TO_BE_PAID = _AUTOPAY | {"due", "make_payment", "schedule_payment"}
_OWED = frozenset(
    {"plan_status", "due", "balance", "payoff", "statement", "must_i_pay", "make_payment",
     "schedule_payment", "available_credit"}
)  # fmt: skip
_SOMEONE = re.compile(r"\b(?:hers?|his|him|theirs?|she|he|suy[ao]|ella|de el)\b")


def asks_the_same_of(folded: str) -> bool:
    """Tell whether a message asks what was asked before it, of something else: "how about gas"."""
    return len(folded.split()) <= MOST_WORDS and bool(_AND_WHAT_OF.search(folded))


def takes_up_estimate(folded: str) -> bool:
    """Tell whether a message wants the payment made that was only worked out before it."""
    return bool(_TAKES_UP.search(folded))


# After which acts a short message in these words asks for which act.
_AFTER: tuple[tuple[frozenset[str], re.Pattern[str], str], ...] = (
    (_AUTOPAY, _OFF, "autopay_stop"),
    (_AUTOPAY, _ON, "autopay_start"),
    (_FEES, _WAIVE, "fee_waiver"),
    (_RETURN, _COST, "explain_fee"),
    (_PAID, _SENT, "payment_status"),
    (frozenset({"third_party_access"}), _SOMEONE, "third_party_access"),
    (frozenset({"close_account"}), _STILL_USE, "close_account"),
)


def follow_up(folded: str, slots: Slots, hints: Hints) -> str | None:
    """Give the act of a short message that points at the turn before, or None."""
    if len(folded.split()) > MOST_WORDS:
        return None
    before = hints.previous_act
    for acts, words, act in _AFTER:
        if before in acts and words.search(folded):
            return act
    if before in _SHOPS and slots.merchant and asks_the_same_of(folded):
        return before
    if before in _TO_BE_PAID and hints.subject != "plan" and _MISSES.search(folded):
        return "missed_payment"
    if before in _OWED and slots.dates and _SEND.search(folded) and "?" not in folded:
        return "make_payment"
    if _CLOSE.search(folded):
        return "close_account"
    return pointed_at(folded, hints.subject)
