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
_PAID = frozenset({"make_payment", "schedule_payment", "payment_status", "last_payment"})
_AUTOPAY = frozenset({"autopay_status", "autopay_start", "autopay_stop"})
_OWED = frozenset(
    {"plan_status", "due", "balance", "payoff", "statement", "must_i_pay", "make_payment",
     "schedule_payment", "available_credit"}
)  # fmt: skip
_SOMEONE = re.compile(r"\b(?:hers?|his|him|theirs?|she|he|suy[ao]|ella|de el)\b")


def follow_up(folded: str, slots: Slots, hints: Hints) -> str | None:
    """Give the act of a short message that points at the turn before, or None."""
    if len(folded.split()) > MOST_WORDS:
        return None
    if hints.previous_act in _AUTOPAY:
        if _OFF.search(folded):
            return "autopay_stop"
        if _ON.search(folded):
            return "autopay_start"
    if hints.previous_act in _FEES and _WAIVE.search(folded):
        return "fee_waiver"
    if hints.previous_act in _RETURN and _COST.search(folded):
        return "explain_fee"
    if hints.previous_act in _PAID and _SENT.search(folded):
        return "payment_status"
    if hints.previous_act == "third_party_access" and _SOMEONE.search(folded):
        return "third_party_access"
    if hints.previous_act in _OWED and slots.dates and _SEND.search(folded) and "?" not in folded:
        return "make_payment"
    if hints.previous_act == "close_account" and _STILL_USE.search(folded):
        return "close_account"
    if _CLOSE.search(folded):
        return "close_account"
    return pointed_at(folded, hints.subject)
