"""Questions about a rule, told from questions about one's own line and from orders.

"How does autopay work" wants the policy; "what will autopay take" wants a figure; "turn on
autopay" wants a card. The classifier hears the subject in all three; the shape of the sentence
says which of them it is.
"""

import re

# What a borrower may be asking the policy instead of: an order, a person, or nothing clear.
ORDERS = frozenset(
    "autopay_start autopay_stop cancel_payment close_account complaint contact_preference draw "
    "due_date_change fee_waiver human limit_decrease limit_increase "
    "complaint_status bankruptcy_notice capabilities out_of_scope login_help apply "
    "collections must_i_pay card_admin bank_admin profile_change draw_cancel dispute_charge "
    "hardship_help fraud_report payment_methods product_info".split()
)
# Figures of the line; only a question that is plainly about how it works is not about them.
FIGURES = frozenset(
    "autopay_status available_credit balance due limit_info payoff plan_status statement "
    "payment_status explain_interest explain_fee dispute_status transaction_search".split()
)

_OPENING = r"^\W*(?:(?:and|so|ok|okay|hey|hi|hello|also|but|then|well|y|oye|hola)\b[\s,]*)*"
_ASKS = re.compile(
    _OPENING + r"(?:a |con |de |in |by |for |to |during )?(?:what|whats|which|how|hows|when|where|"
    r"wheres|who|whos|why|do|does|is|are|que|cual|cuales|como|cuando|cuanto|cuanta|donde|quien|"
    r"quienes|se puede|cobran|(?:can|could|will|would|should) (?:a|an|the|people|someone|they))\b"
)
_OWN = re.compile(
    r"\b(?:i|im|i'm|ive|i've|id|i'd|my|mine|me|we|our|us|yo|mi|mis|mio|me|nos|nuestr[oa]|tengo|debo|"
    r"puedo|he|she|his|her|it|its|it's|this|these|that|those|there|esta|este|eso)\b"
)
# The lender does it, whoever asks: "who do you share my information with".
_LENDERS = re.compile(
    r"\b(?:do|does|are|would|will) (?:you|yall|you all|they)\b(?! (?:have|see|show) (?:me|my|that|"
    r"it|a record|any record|the record))|\b(?:ustedes|comparten|calculan|reportan|llaman|cobran|"
    r"miran)\b|\b(?:are|is) (?:you|anyone) (?:allowed|open)\b|"
    r"\byour (?:hours|answers|policy|rules)\b"
)
_WORKS = re.compile(
    r"\b(?:work(?:s|ed)?(?: out)?|calculate[ds]?|figured?(?: out)?|computed?|decided?|determined?|"
    r"rules?|policy|be set to|goes into|far back|come out|on paper|paper statements?|happens (?:if|"
    r"when|to|after)|happen (?:if|when)|made up of|(?:highest|most|maximum|lowest|smallest) "
    r"(?:limit|amount)|(?:limit|amounts?) (?:you|do you) (?:give|offer)|how many days do|grace|"
    r"funciona[n]?|se calcula[n]?|calculan|reglas?|pasa (?:si|cuando)|qualif(?:y|ies)|eligible|"
    r"allowed|cutoff|cut off|count for today|count today|corte|horario|a que horas?|hours|"
    r"change[ds]?\?*$|cambiar)\b"
)
_HOWEVER_ASKED = re.compile(
    r"\b(?:on paper|paper statements?|by mail|while (?:you|yall|they|it's|its) (?:look|looking|"
    r"investigat\w+|decid\w+|being)|complain (?:to|about you) (?:someone|somebody|anyone) (?:else|"
    r"outside|higher))\b"
)
_RUNS = re.compile(r"\bwhen does (?:autopay|a payment|an? \w+) (?:run|go|post|come)\b")


def asks_rule(folded: str, act: str, sure: bool) -> bool:
    """Tell whether a message asks for the policy, where the classifier heard `act` in it.

    `folded` is the message in lower case without accents; `sure` says whether the classifier is.
    """
    if _HOWEVER_ASKED.search(folded) and "?" not in folded[:-1] and act != "make_payment":
        return True
    if not _ASKS.search(folded):
        return False
    own = _OWN.search(folded) is not None
    works = _WORKS.search(folded) is not None or _RUNS.search(folded) is not None
    if act in FIGURES and sure:
        return works and not (own and act != "due" and not _LENDERS.search(folded))
    if act in ORDERS or not sure:
        return works or not own or _LENDERS.search(folded) is not None
    return False
