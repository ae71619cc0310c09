"""From a brief to tool calls, and from their results to a reply."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.brief import Brief
from agents.embedded.phrases import phrase
from agents.embedded.skills import ANSWERED_BY_RIGHT, SKILLS, Call, Result, Say, Skill, skill_for
from agents.embedded.skills.base import ANSWER, MONEY, QUESTION
from agents.embedded.skills.identity import (
    BESIDE,
    PAYING,
    RIGHT,
    asks_to_unlock,
    asks_what_to_do,
    stands,
)
from agents.embedded.skills.intake import ACKNOWLEDGED, DISPUTES, WITH_TEAM
from agents.embedded.skills.social import PERSON
from agents.understanding import Request

MOST_REQUESTS = 4
MOST_CHOICES = 3
# Ranks whose pieces are a sentence or two and read on as one paragraph.
SHORT = range(MONEY + 1, ANSWER)
CHOICE_WORDING = {
    "balance": ("My balance", "Mi saldo"),
    "due": ("When my payment is due", "Cuándo vence mi pago"),
    "make_payment": ("Make a payment", "Hacer un pago"),
    "schedule_payment": ("Schedule a payment", "Programar un pago"),
    "cancel_payment": ("Cancel a payment", "Cancelar un pago"),
    "dispute_charge": ("A charge looks wrong", "Un cargo está mal"),
    "fraud_report": ("A charge I didn't make", "Un cargo que no hice"),
    "hardship_help": ("I can't pay right now", "No puedo pagar ahora"),
    "explain_interest": ("Why I was charged interest", "Por qué me cobraron intereses"),
    "explain_fee": ("A fee on my account", "Un cargo en mi cuenta"),
    "autopay_status": ("Autopay", "Pago automático"),
    "statement": ("My statement", "Mi estado de cuenta"),
    "payoff": ("Paying it all off", "Pagar todo"),
    "transaction_search": ("A transaction", "Una transacción"),
    "payment_status": ("A payment I made", "Un pago que hice"),
    "limit_increase": ("A higher limit", "Un límite más alto"),
    "due_date_change": ("Moving my due date", "Cambiar mi fecha de pago"),
    "credit_reporting_info": ("Credit reporting", "Reporte de crédito"),
    "card_admin": ("My card", "Mi tarjeta"),
    "bank_admin": ("My linked bank", "Mi banco vinculado"),
    "login_help": ("Signing in", "Iniciar sesión"),
    "profile_change": ("My contact details", "Mis datos de contacto"),
    "close_account": ("Closing my account", "Cerrar mi cuenta"),
    "draw_info": ("Cash draws", "Retiros de efectivo"),
}


# "How does the grace period work": about the rule, not about a charge.
_GENERAL = re.compile(r"\b(how (?:do|does)|what(?:'s| is) (?:a|the)|c[oó]mo funciona)\b", re.I)
_GRACE = re.compile(r"\b(?:grace|gracia)\b", re.I)
_MONEY_BACK = re.compile(
    r"\b(money back|get it back|refund(?:ed)? me|reimburse|will i win|devolver|reembols)", re.I
)
# "Is there a charge for paying here": about the fee, not about the ways to pay.
_COSTS = re.compile(r"\b(?:charge|fee|cost|free|cobran|cuesta|gratis)\b", re.I)
# "When will I hear from you": of the dispute that is open.
_HEAR = re.compile(
    r"\b(?:hear (?:back|from|anything)|(?:you|y'?all|ustedes) (?:answer|reply|respond|decide|"
    r"get back)|(?:an|the|your) (?:answer|reply|decision)|responden|contestan|la respuesta|"
    r"noticias)\b",
    re.I,
)
# "Did you decide on my dispute": of one that is open or was answered not long ago.
_BECAME = re.compile(
    r"\b(?:(?:did|have|has) (?:you|y'?all|they) (?:\w+ )?(?:decide\w*|resolved?|look(?:ed)? into)|"
    r"(?:happen\w*|going on|status|news|update|became|progress) (?:with|of|on|about) "
    r"(?:my|the|that|those) (?:\w+ )?(?:disputes?|claims?)|"
    r"where (?:is|are|do) (?:my|the) (?:disputes?|claims?)|"
    r"(?:pas[oó]|pasa|estado|noticias|va) (?:con |de |sobre )?(?:mi|la|el) (?:disputa|reclamo)|"
    r"(?:ya )?decidieron|resolvieron)\b",
    re.I,
)
_YEAR = re.compile(r"\b(year|ytd|20\d\d|año)\b", re.I)
_INTEREST = re.compile(r"\binter[eé]s", re.I)
_LIMIT = re.compile(r"\b(limit|increase|l[ií]mite|aumento)\b", re.I)
_STANDING = re.compile(
    r"\b(status|heard|answer|decision|decided|approved|request|where'?s|where is|when|"
    r"solicitud|respuesta|decidi\w+|aprob\w+|cu[aá]ndo)\b",
    re.I,
)
_CANCEL = re.compile(r"\b(?:cancel|stop|cancele)\b", re.I)
_OWE = re.compile(r"\b(owe|owing|balance|debo|saldo)\b", re.I)
# Acts that one procedure serves, under the name it is served by.
ONE_PROCEDURE = {
    "fraud_report": "dispute_charge",
    "schedule_payment": "make_payment",
    "autopay_stop": "autopay_start",
}
PROCEDURE_ACT = {
    "payment": "make_payment",
    "cancellation": "cancel_payment",
    "hardship": "hardship_help",
    "acceptance": "plan_request",
    "dispute": "dispute_charge",
    "withdrawal": "dispute_withdraw",
    "line_increase": "limit_increase",
    "autopay": "autopay_start",
    "draw": "draw",
    "due_date": "due_date_change",
    "waiver": "fee_waiver",
    "contact": "contact_preference",
    "closing": "close_account",
}
PAYMENT_ACTS = frozenset({"make_payment", "schedule_payment", "payment_status", "last_payment"})
# Acts that this module chose itself, by words that leave no doubt.
TOLD_APART_BY_WORDS = frozenset(
    """dispute_outcome dispute_status identity_payment identity_steps identity_unlock interest_year
    limit_request_status plan_request""".split()
)
# What is asked of a request for a plan, where there is one to tell of.
OF_A_REQUEST = frozenset({"plan_status", "hardship_help", "hardship_info"})
# Reads so cheap and so close that a message torn between them gets both.
KINDRED = frozenset({"balance", "due", "available_credit", "limit_info"})


# What only tells of a right, and asks nothing where the right isn't one's own.
NOTICES = frozenset({"bankruptcy_notice", "attorney_notice", "deceased_report"})
# Beside these nothing else in the message is served: whose account it is about isn't clear.
ALONE = ("third_party_access", "injection_like")


@dataclass(frozen=True)
class Served:
    """A request, the skill that serves it, and what that skill wants read."""

    request: Request
    skill: Skill
    calls: tuple[Call, ...]


def serve(brief: Brief) -> tuple[Served, ...]:
    """Choose a skill and its calls for each request; the same brief gives the same choice."""
    served = []
    for request in _requests(brief):
        skill = _skill(brief, request)
        if skill is not None:
            served.append(Served(request, skill, tuple(skill.plan(brief, request))))
    return tuple(served)


def _requests(brief: Brief) -> tuple[Request, ...]:
    """Return the requests to serve: each act once, and the procedure's own in its place."""
    chosen: dict[str, Request] = {}
    for request in brief.reading.requests:
        for act in _acts(brief, request):
            chosen.setdefault(act, _renamed(request, act))
    for act in NOTICES & set(chosen) if len(chosen) > 1 else ():
        if not ANSWERED_BY_RIGHT[act] & {right.kind for right in brief.rights}:
            del chosen[act]  # somebody else's: the right wasn't invoked, so the rest is meant
    alone = [act for act in chosen if act in ALONE]
    if alone:
        return (chosen[alone[0]],)
    started = _procedure_act(brief)
    base = brief.reading.requests[0] if brief.reading.requests else _bare(brief)
    if started and brief.step.whole:
        return (_renamed(base, started),)
    if started == "hardship_help":
        chosen.pop("hardship_info", None)  # "can we set up a plan": what comes next answers it
    if brief.tells_request and "plan_request" not in chosen:
        chosen = {"plan_request": _renamed(base, "plan_request"), **chosen}
    if started and started not in chosen:
        chosen[started] = _renamed(base, started)
    return tuple(chosen.values())[:MOST_REQUESTS]


def _asks_when(text: str) -> bool:
    return bool(re.search(r"\b(when|how (?:long|soon)|cu[aá]ndo|cu[aá]nto tiempo)\b", text, re.I))


def _asks_of_request(brief: Brief, request: Request) -> bool:
    """Tell whether the message asks how an open limit request stands."""
    about = _LIMIT.search(request.text) and _STANDING.search(request.text)
    return _limit_waits(brief) and bool(about)


def _limit_waits(brief: Brief) -> bool:
    requests = brief.snapshot.requests
    return bool(requests) and requests[0].status == "open"


def _has_dispute(brief: Brief) -> bool:
    return bool(brief.snapshot.claims) or any(r.kind in DISPUTES for r in brief.rights)


def _acts(brief: Brief, request: Request) -> tuple[str, ...]:
    if not brief.reading.is_sure(request) and _kindred(request):
        return _kindred(request)
    act = _act(brief, request)
    if act == "due" and _OWE.search(request.text):
        return ("balance", "due")
    return () if act is None else (act,)


def _kindred(request: Request) -> tuple[str, ...]:
    """Return the close reads that an unsure message is torn between, if they lead the list."""
    likely = [act for act, _ in request.alternatives[:3]]
    near = [act for act in likely if act in KINDRED]
    return tuple(sorted(near)) if len(near) > 1 and likely[0] in KINDRED else ()


def _act(brief: Brief, request: Request) -> str | None:
    """Return the act as this turn understands it."""
    act = ONE_PROCEDURE.get(request.act, request.act)
    # A right may have opened a procedure: it goes on from what was recorded.
    return act if act == _procedure_act(brief) else _turned(brief, request, act)


def _turned(brief: Brief, request: Request, act: str) -> str | None:
    """Return the act that the turn's circumstances make of what was read, None for silence."""
    if ANSWERED_BY_RIGHT.get(act, frozenset()) & set(brief.acknowledged):
        return None
    if act in BESIDE and RIGHT in brief.acknowledged:
        return "identity_steps" if asks_what_to_do(request.text) else None
    of_theft = _of_theft(brief, request, act)
    if of_theft is not None:
        return of_theft
    if act in {"military_info", "apr"} and "active_duty" in brief.acknowledged:
        return "send_documents"  # what the cap needs next is the orders
    if act in {"answer", "correct", "submit"}:
        afterthought = act if brief.with_team else None
        pressed = "affirm" if act == "submit" and brief.card else None
        return _procedure_act(brief) or pressed or afterthought
    courtesy = {"out_of_scope", "greeting", "thanks", "goodbye"}
    if act in courtesy and (brief.acknowledged or brief.step.kind != "none"):
        return None
    if act == "capabilities" and brief.acknowledged:
        return None  # "what can you do for me", of the right just heard: what comes next says it
    if brief.acknowledged and act in {"human", "dispute_info", "dispute_charge", "praise"}:
        return _procedure_act(brief)
    if act in {"affirm", "deny"} and brief.card is None and brief.step.kind != "none":
        return _procedure_act(brief)
    if act == "deny" and brief.card is None and brief.last_act in PAYMENT_ACTS:
        return "cancel_payment" if _CANCEL.search(request.text) else act
    if act in OF_A_REQUEST and brief.tells_request:
        return "plan_request"
    return _told_apart(brief, request, act)


def _of_theft(brief: Brief, request: Request, act: str) -> str | None:
    """Return the act that a stolen identity on record makes of what was read, if it does."""
    if not stands(brief):
        return None
    if not brief.acknowledged and asks_to_unlock(request.text):
        return "identity_unlock"
    return "identity_payment" if act in PAYING else None


def _told_apart(brief: Brief, request: Request, act: str) -> str:
    """Return the act that the request's own words make of what was read."""
    if _asks_of_request(brief, request):
        return "limit_request_status"
    if act == "limit_request_status" and not _limit_waits(brief):
        return "limit_increase"
    if act == "hardship_status" and brief.request is not None:
        return "plan_request"
    if act == "dispute_info" and _LIMIT.search(request.text) and not _has_dispute(brief):
        return "policy_question"
    if act == "payment_methods" and _COSTS.search(request.text):
        return "fee_policy"
    waits = act == "dispute_info" or _HEAR.search(request.text)
    if waits and _asks_when(request.text) and _has_dispute(brief):
        return "dispute_status"
    if brief.snapshot.claims and _BECAME.search(request.text):
        return "dispute_status"
    if _has_dispute(brief) and _MONEY_BACK.search(request.text):
        return "dispute_outcome"
    if _YEAR.search(request.text) and _INTEREST.search(request.text):
        return "interest_year"
    if act == "explain_interest" and (_GENERAL.search(request.text) or _GRACE.search(request.text)):
        return "interest_policy"
    if act == "explain_interest" and brief.snapshot.status == "charged_off":
        return "daily_interest"
    return act


def _procedure_act(brief: Brief) -> str | None:
    if brief.step.kind == "none":
        return None
    return PROCEDURE_ACT.get(brief.step.procedure or "")


def _renamed(request: Request, act: str) -> Request:
    return Request(
        act,
        request.intent,
        request.confidence,
        request.span,
        request.text,
        request.slots,
        request.alternatives,
    )


def _bare(brief: Brief) -> Request:
    return Request("answer", "other_out_of_scope", 1.0, (0, 0), brief.text, brief.reading.slots)


def _skill(brief: Brief, request: Request) -> Skill | None:
    if brief.acknowledged and not _sure(brief, request):
        return None  # the right was the message; a guess beside it would only distract
    if request.act == "dispute_charge" and not _disputed(brief):
        return SKILLS["dispute_info"]
    if request.act == "hardship_help" and not _in_hardship(brief):
        return SKILLS["hardship_info"]
    if not _sure(brief, request):
        return None
    if request.act in {"answer", "correct", "submit"}:
        return WITH_TEAM
    otherwise = ACKNOWLEDGED if brief.acknowledged else SKILLS["policy_question"]
    return skill_for(brief.snapshot, request.act) or otherwise


def _disputed(brief: Brief) -> bool:
    return brief.step.procedure == "dispute" or bool(
        {"unauthorized_use", "billing_error"} & set(brief.acknowledged)
    )


def _in_hardship(brief: Brief) -> bool:
    return brief.step.procedure == "hardship" or "hardship" in brief.acknowledged


def _sure(brief: Brief, request: Request) -> bool:
    if request.act in TOLD_APART_BY_WORDS:
        return True
    started = _procedure_act(brief)
    return bool(_kindred(request)) or brief.reading.is_sure(request) or started == request.act


def word(brief: Brief, served: Sequence[Served], results: Sequence[Sequence[Result]]) -> Say:
    """Word the reply: one piece a request, in the order that protects the borrower."""
    pieces = []
    for each, found in zip(served, results, strict=True):
        say = each.skill.word(brief, each.request, found)
        if say.text:
            pieces.append(say)
    if not pieces:
        return Say("") if brief.acknowledged else _ask_which(brief)
    pieces.sort(key=lambda say: say.rank)
    money = " ".join(dict.fromkeys(say.text for say in pieces if say.rank in SHORT))
    rest = [say.text for say in pieces if say.rank not in SHORT]
    text = "\n\n".join(dict.fromkeys(filter(None, [money, *rest])))
    quick = tuple(dict.fromkeys(reply for say in pieces for reply in say.quick_replies))
    handoff = next((say.handoff for say in pieces if say.handoff), None)
    return Say(text, pieces[0].rank, quick, handoff)


def _ask_which(brief: Brief) -> Say:
    """Ask, offering the likeliest meanings as choices."""
    position = 0 if brief.language == "en" else 1
    acts = [act for r in brief.reading.requests for act, _ in r.alternatives]
    choices = [CHOICE_WORDING[act][position] for act in acts if act in CHOICE_WORDING][
        :MOST_CHOICES
    ]
    if not choices:
        choices = [CHOICE_WORDING[act][position] for act in ("balance", "make_payment")]
    key = "unsure_again" if brief.last_act == "unsure" else "unsure"
    replies = (*dict.fromkeys(choices), PERSON[brief.language])
    return Say(phrase(key, brief.language), QUESTION, replies)
