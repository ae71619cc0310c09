"""A thin layer over the classifier: wordings that are unambiguous, and what a date decides."""

import re
from datetime import date

from agents.understanding.reading import Hints, Slots

_WHOLE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "affirm",
        re.compile(
            r"(?:(?:oh|ok|okay|well|uh)[, ]+)?(?:y(?:es|eah|"
            r"ep|up|eh)|yessir|sure|ok(?:ay)?|right|correct|"
            r"alright|absolutely|go ahead|do it|si|claro|de acuerdo|adelante|correcto|dale|uh huh|"
            r"that'?s (?:right|it|fine|correct)|sounds good|please do|confirm)"
            r"(?:[, ]+(?:please|sir|ma'am|thanks|thank you|por favor|senor|go ahead|do it|"
            r"that'?s (?:right|it|fine|correct)))*[.! ]*"
        ),
    ),
    (
        "deny",
        re.compile(
            r"(?:n(?:o|ope|ah)|never ?mind|not now|no thank(?:s|"
            r" you)|forget it|cancel(?: that| it)?|"
            r"don'?t|stop that|leave it|mejor no|no gracias|olvidelo|todavia no)"
            r"(?:[, ]+(?:sir|ma'am|thanks|thank you|gracias|not now))*[.! ]*"
        ),
    ),
)
_ANYWHERE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "crisis",
        re.compile(
            r"\b(?:kill(?:ing)? myself|suicid\w*|end (?:my life|it all)|take my (?:own )?life|"
            r"quitarme la vida|matarme|don'?t want to (?:live|be alive))\b"
        ),
    ),
    (
        "payoff_letter",
        re.compile(
            r"\b(?:pay ?off|paid[- ]in[- ]full|zero balance) (?:letter|statement in writing)\b"
        ),
    ),
    (
        "payoff",
        re.compile(
            r"\bpay ?off\b(?! (?:letter|early))(?=.*(?:\?|"
            r"amount|figure|quote|as of|total|how much))|"
            r"\b(?:what|how much)\b.*\b(?:pay (?:it|this|everything|the whole thing) (?:all )?off|"
            r"clear me out|zero it out|liquidar)\b|\bpay ?off (?:amount|figure|quote)\b"
        ),
    ),
    (
        "injection_like",
        re.compile(
            r"</?(?:system|user|assistant)>|\b(?:ignore|"
            r"disregard|forget) (?:all |any )?(?:your |the |"
            r"previous |prior )+(?:instructions|rules|prompt)|\bsystem prompt\b|\bdeveloper mode\b"
        ),
    ),
    (
        "must_i_pay",
        re.compile(
            r"^(?:so |then |well )*(?:do|must|should) i (?:still )?(?:need|"
            r"have|got)? ?(?:to )?pay(?: you| y'all| this| anything)?\W*$"
        ),
    ),
    (
        "hardship_help",
        re.compile(
            r"\b(?:can'?t|cannot|can not|unable to|won'?t be able to|no puedo|no podre)"
            r"(?: \w+){0,2} (?:pay|repay|pagar)(?: back| off)?"
            r" (?:my|the|this|that|mi|el|este) (?:cash )?(?:draw|drawl|advance|retiro|adelanto)\b"
        ),
    ),
    (
        "statement",
        re.compile(
            r"\b(?:balance|total|amount|saldo) (?:on|of|from|in|de|en) (?:my |the |mi |el )?"
            r"(?:last|latest|previous|newest|ultimo) (?:statement|bill|estado de cuenta)\b|"
            r"\b(?:last|latest|previous) (?:statement|bill)(?:'s)? (?:balance|total|amount)\b"
        ),
    ),
    (
        "complaint_status",
        re.compile(
            r"\b(?:number|reference|status|update) (?:on|for|of) (?:that|my|the) complaint\b"
        ),
    ),
)
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
    r"^(?:(?:al?right|ok(?:ay)?|well|so|and|also|then|now|bueno)[, ]+)*"
    r"(?:and|what about|how about|what if it'?s|or|y|que tal|and if)?[, ]*"
    r"(?:(?:if )?(?:i (?:do|did|wait|pay) (?:it|that)?|it'?s|was|were|is)\s+)?"
    r"(?:on|for|in|by|at|since|as of|from|the|to|till|until|el|para|en|desde|del)?\b"
)
_LEADS = re.compile(r"^(?:al?right|ok(?:ay)?|well|so|and|what about|how about|y|or|then|que tal)\b")
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
    r"\?|^(?:what|when|where|who|why|how|is|are|do|does|did|can|could|would|will)\b"
)


def whole_message(folded: str, slots: Slots, hints: Hints) -> str | None:
    """Give the act of a message whose form or place in the talk leaves no doubt; None otherwise."""
    plain = folded.strip()
    for act, pattern in _WHOLE:
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
    return next((act for act, pattern in _ANYWHERE if pattern.search(folded)), None)


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
