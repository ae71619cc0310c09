"""What a talk is about, and what a short question that points back at it asks. Pure.

"What happens next?" names nothing: of a dispute it asks for our letters' days, of a request for
help when people answer. What it is about is kept from turn to turn, beside the act served last.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Literal

Subject = Literal["dispute", "hardship", "plan", "limit", "complaint", "grace", "identity"]
_OF_ACTS: Mapping[str, Subject] = {
    "dispute_charge": "dispute",
    "dispute_info": "dispute",
    "dispute_outcome": "dispute",
    "dispute_status": "dispute",
    "fraud_report": "dispute",
    "hardship_help": "hardship",
    "hardship_info": "hardship",
    "hardship_status": "hardship",
    "identity_payment": "identity",
    "identity_status": "identity",
    "identity_steps": "identity",
    "missed_plan_payment": "plan",
    "plan_status": "plan",
    "limit_increase": "limit",
    "limit_request_status": "limit",
    "complaint": "complaint",
    "complaint_status": "complaint",
    "explain_interest": "grace",
    "grace_regained": "grace",
    "interest_policy": "grace",
}
_OF_RIGHTS: Mapping[str, Subject] = {
    "identity_theft": "identity",
    "unauthorized_use": "dispute",
    "billing_error": "dispute",
    "hardship": "hardship",
    "complaint": "complaint",
}
_OF_ACTIONS: Mapping[str, Subject] = {
    "file_dispute": "dispute",
    "submit_hardship_draft": "hardship",
    "accept_plan": "plan",
    "request_line_increase": "limit",
}
# What is said of other matters; a question after it that points back doesn't point further.
_OTHERS = frozenset(
    """autopay_status autopay_start autopay_stop make_payment schedule_payment cancel_payment
    payoff statement spending_total transaction_search largest_purchase draw draw_info close_account
    fee_waiver explain_fee contact_preference military_info""".split()
)

_LEAD = (
    r"^\W*(?:(?:ok(?:ay)?|alright|thanks|thank you|yes|yeah|and|so|then|now|well|but|um|hey|y|"
    r"bueno|entonces|gracias|pero|ahora)\b[\s,.!]*)*"
)
_TAIL = r"[\s,]*(?:(?:now|then|please|from here|with (?:this|that|it)|ahora|entonces)[\s,]*)*\W*$"
_NEXT = re.compile(
    _LEAD + r"(?:what(?:'?s| is)? (?:happens? |comes )?next|what happens(?: now)?|what now|"
    r"now what|where do (?:we|i) go from here|what do (?:you|y'?all) do (?:now|with it)|"
    r"ahora que|que (?:sigue|pasa|sucede)|que pasara|cual es el siguiente paso)" + _TAIL
)
_WHO = r"(?:it|that|this|they|you|y'?all|i)"
_HOW_LONG = re.compile(
    _LEAD + rf"(?:how long(?:(?:'?s| (?:does|will|is|would|do)) {_WHO}"
    r"(?: (?:take|need|have|be|going to take|have to wait|wait))?(?: to (?:answer|decide|review)"
    rf"(?: me)?)?| (?:till|til|until|before) {_WHO} (?:hear|know|answer|decide)(?: back)?)?|"
    r"(?:what(?:'?s| is) the )?(?:time ?line|time ?frame)|when (?:will|do|would) i "
    r"(?:know|hear|find out|get an answer)(?: back| anything| from you| more)?|"
    r"when(?:'?s| is) (?:it|that|this) (?:done|decided|over|finished)|"
    r"cuanto (?:tarda|tiempo (?:tarda|toma|lleva)|demora)n?(?: eso| esto| en responder)?|"
    r"cuando (?:sabre|me (?:dicen|avisan|responden))(?: algo)?)" + _TAIL
)
_ENDS = re.compile(
    _LEAD + r"(?:when (?:does|will|would) (?:it|this|that) (?:end|be over|finish|stop)|"
    r"how (?:many months|much longer)(?: (?:are |is )?(?:left|to go|do i have))?|"
    r"cuando (?:termina|acaba))" + _TAIL
)
_MISSES = re.compile(
    _LEAD + r"(?:what|que)(?: happens| pasa)?,? (?:if|when|si) (?:i|no)? ?(?:\w+ )?(?:miss|skip|"
    r"don'?t (?:make|pay)|can'?t (?:make|pay)|forget|'?m late (?:on|with)|am late (?:on|with)|"
    r"pago|cumplo|puedo)\b(?: (?:it|that|this|one|a payment|un pago|uno))?" + _TAIL
)
_INTEREST = re.compile(
    _LEAD + r"(?:what about|how about|and|do i pay|will i pay|is there|y)? ?(?:the |los |el )?"
    r"(?:interest|intereses|interes) (?:on|of|for|de|en|sobre) (?:it|that|them|those|these|this|"
    r"eso|esos)" + _TAIL
)
_REGAINS = re.compile(
    _LEAD + r"(?:how (?:do|can|would) i|como) (?:get|earn|win|lo)? ?(?:it|that|one|recupero)"
    r"(?: back| again)?" + _TAIL
)
_STOPS = re.compile(
    _LEAD + r"how (?:do|can) (?:i|we|you) (?:make|get) (?:it|this|them|that) (?:to )?stop"
    r"(?: for good| forever| happening)?" + _TAIL
)
_STILL_PAYS = re.compile(
    _LEAD + r"(?:(?:do|must|should) i (?:still )?(?:have to |need to |got to |gotta )?pay|"
    r"am i supposed to pay|(?:todavia |aun )?(?:tengo que|debo) (?:seguir )?paga(?:r|ndo))"
    r"(?: (?:the|my|a|el|mi))?(?: (?:minimum|min|bill|rest|interest|amount|pago minimo|minimo))?"
    r"(?: (?:on|for|of|de|por|en))?(?: (?:it|that|those|them|these|this|eso|esos|ellos|los))?"
    + _TAIL
)
_STILL_USES = re.compile(
    _LEAD + r"(?:(?:can|could|may|will|do) i (?:still )?(?:get to |be able to )?|"
    r"(?:todavia |aun )?(?:puedo|podre|podria) (?:seguir )?)(?:us(?:e|ing|ar|ando)|draw|spend|buy|"
    r"charge|comprar|gastar|retirar)\b(?: (?:\w+ ){0,2}(?:card|line|account|tarjeta|linea|"
    r"cuenta|it|things|stuff|cosas))?(?: on (?:it|this|a plan))?"
    r"(?:,? (?:meanwhile|in the meantime|while i wait|mientras(?: tanto| espero)?))?" + _TAIL
)
_CHOICES = re.compile(
    _LEAD + r"(?:what(?:'?s| are| r)? my (?:choices|options)|"
    r"what (?:can|could|should|do) i (?:need to |have to )?do|"
    r"(?:cuales son mis|que) opciones(?: tengo)?|que (?:(?:puedo|debo|tengo que) hacer|hago))"
    + _TAIL
)
_STATUS: Mapping[str, str] = {
    "dispute": "dispute_status",
    "hardship": "hardship_status",
    "plan": "plan_status",
    "limit": "limit_request_status",
    "complaint": "complaint_status",
    "identity": "identity_status",
}
_POINTED: tuple[tuple[re.Pattern[str], Mapping[str, str]], ...] = (
    (_NEXT, {**_STATUS, "identity": "identity_steps"}),
    (_HOW_LONG, _STATUS),
    (_ENDS, {"plan": "plan_status"}),
    (_MISSES, {"plan": "missed_plan_payment", "hardship": "missed_plan_payment"}),
    (_INTEREST, {"dispute": "disputed_interest"}),
    (_REGAINS, {"grace": "grace_regained"}),
    (_STOPS, {"dispute": "card_admin"}),
    (_STILL_PAYS, {"dispute": "disputed_payment", "identity": "identity_payment"}),
    (_STILL_USES, {"hardship": "plan_use", "plan": "plan_use"}),
    (_CHOICES, {"hardship": "hardship_help", "identity": "identity_steps"}),
)


def subject_of(
    acts: Iterable[str], rights: Collection[str], actions: Collection[str], before: str | None
) -> str | None:
    """Return what the talk is about after a turn.

    `acts` were served, `rights` invoked and `actions` done in it; `before` is what it was about
    until then, which holds where nothing in the turn was about anything else.
    """
    served = tuple(acts)
    told = [_OF_ACTIONS[name] for name in actions if name in _OF_ACTIONS]
    told += [_OF_RIGHTS[kind] for kind in rights if kind in _OF_RIGHTS]
    told += [_OF_ACTS[act] for act in served if act in _OF_ACTS]
    if told:
        return told[0]
    return None if set(served) & _OTHERS else before


def pointed_at(folded: str, subject: str | None) -> str | None:
    """Return the act of a short message that points back at the talk's subject, or None."""
    if subject is None:
        return None
    return next((of[subject] for words, of in _POINTED if subject in of and words.match(folded)),
                None)  # fmt: skip
