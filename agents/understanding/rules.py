"""A thin layer over the classifier: wordings that are unambiguous, and what a date decides."""

import re
from datetime import date

from agents.understanding.fixed_words import ANYWHERE, WHOLE
from agents.understanding.followups import takes_up_estimate
from agents.understanding.reading import Hints, Slots

_PAY = re.compile(
    r"^(?:(?:please|ok|okay|and|then|just|go ahead and|"
    r"can you|could you|i want to|i'd like to|let me|"
    r"quiero)[, ]+)*(?:pay|send|put|make a payment|take care of|"
    r"knock out|handle|pague|paguelo|pagar|abone)\b"
)
_TO_BANK = re.compile(
    r"\b(?:copy|pdf)\b|\b(?:in|to|into) my (?:bank|checking|savings|account)\b|\bto buy\b"
)
_CORRECT = re.compile(
    r"\b(?:i'?d (?:rather|sooner)|instead|make (?:it|that)|i meant|actually|on second thought|"
    r"(?:change|switch) (?:it|that) to|better make|rather do|let'?s do|prefiero|mejor|quise decir|"
    r"que sea|en vez)\b"
)
_ELLIPTIC = re.compile(
    r"^[¿¡\s]*(?:(?:al?right|ok(?:ay)?|well|so|and|also|then|now|bueno)[, ]+)*"
    r"(?:and|what about|how about|what if it'?s|or|y|que tal|and if)?[, ]*"
    r"(?:(?:if )?(?:i (?:do|did|wait|pay) (?:it|that)?|it'?s|was|were|is)\s+)?"
    r"(?:(?:que tal )?si (?:(?:lo|la) )?(?:hago|pago|espero|fuera|es)\s+)?"
    r"(?:on|for|in|by|at|since|as of|from|the|to|till|until|para el|hasta el|"
    r"el|para|en|desde|hasta|del|al?)?\b"
)
_LEADS = re.compile(
    r"^[¿¡\s]*(?:al?right|ok(?:ay)?|well|so|and|what about|how about|y|or|then|que tal)\b"
)
_TAKES_DATE = frozenset(
    {
        "payoff", "make_payment", "schedule_payment", "spending_total", "transaction_search",
        "largest_purchase", "last_payment", "statement", "due_date_change", "balance",
        "explain_interest", "draw", "pending_transactions", "daily_interest", "explain_fee",
    }
)  # fmt: skip
_ANSWERABLE = frozenset(
    {
        "fraud_report", "dispute_charge", "hardship_help", "limit_increase", "fee_waiver",
        "contact_preference", "due_date_change", "autopay_start", "draw", "military_info",
    }
)  # fmt: skip
_QUESTION = re.compile(
    r"\?|^(?:(?:so|and|but|ok(?:ay)?|well|then|y|pero|entonces)[, ]+)*"
    r"(?:what|when|where|who|why|how|is|are|do|does|did|can|could|would|will|cuando|donde|quien|"
    r"cuanto|por que)\b"
)


def whole_message(folded: str, slots: Slots, hints: Hints) -> str | None:
    """Give the act of a message whose form or place in the talk leaves no doubt; None otherwise."""
    plain = folded.strip()
    if hints.previous_act == "simulate_payment" and takes_up_estimate(plain):
        return "make_payment"
    for act, pattern in WHOLE:
        if pattern.fullmatch(plain):
            return act
    words = len(plain.split())
    question = bool(_QUESTION.search(plain))
    values = bool(slots.amounts or slots.dates or slots.periods or slots.durations)
    if values and words <= 10 and not question and _corrects(plain, hints):
        return "correct"
    if values and hints.asked_slot is not None and not question and _leftover(plain, slots) <= 3:
        return "answer"
    follows = hints.previous_act in _TAKES_DATE and hints.asked_slot is None
    if follows and values and _LEADS.search(plain) and _leftover(plain, slots) <= 2:
        return hints.previous_act
    return None


def _corrects(plain: str, hints: Hints) -> bool:
    if re.search(r"\b(?:due date|due on|due the|autopay|auto pay|limit|address)\b", plain):
        return False
    return bool(_CORRECT.search(plain)) and (
        hints.previous_act is not None or not re.match(r"(?:actually|make a)", plain)
    )


def _leftover(plain: str, slots: Slots) -> int:
    """How many words remain beside the values and the way into the sentence."""
    spans = [amount.span for amount in slots.amounts]
    spans += [mention.span for mention in slots.dates]
    spans += [period.span for period in slots.periods]
    spans += [duration.span for duration in slots.durations]
    covered = sum(len(plain[start:end].split()) for start, end in spans)
    lead = _ELLIPTIC.match(plain)
    return len(plain.split()) - covered - len((lead[0] if lead else "").split())


def clause_act(folded: str) -> str | None:
    """Give the act that a clause's own words leave no doubt about."""
    return next((act for act, pattern in ANYWHERE if pattern.search(folded)), None)


def is_payment_order(folded: str, slots: Slots) -> bool:
    """Whether it is an order to pay a sum ("put $80 on it"), not to send money to the bank."""
    order = _PAY.search(folded) and (slots.amounts or slots.amount_kind or "pag" in folded[:12])
    return bool(order) and "?" not in folded and not _TO_BANK.search(folded)


def settle(act: str, slots: Slots, today: date) -> str:
    """Schedule a payment with a later day; make a scheduled one for today now."""
    days = [mention.value for mention in slots.dates if mention.tense != "past"]
    if act == "make_payment" and any(day > today for day in days):
        return "schedule_payment"
    if act == "schedule_payment" and days and all(day == today for day in days):
        return "make_payment"
    return act


def is_answer(folded: str, slots: Slots, hints: Hints, confidence: float) -> bool:
    """Whether the message answers what was asked rather than asks for something itself."""
    if _QUESTION.search(folded.strip()):
        return False
    values = bool(slots)
    household = {a.role_hint for a in slots.amounts} & {"income", "expenses", "housing"}
    if hints.asked_slot is not None:
        return bool(household) or confidence < (0.85 if values else 0.5)
    if household and "increase" not in folded and "limit" not in folded:
        return confidence < 0.8
    return hints.previous_act in _ANSWERABLE and confidence < (0.6 if values else 0.4)
