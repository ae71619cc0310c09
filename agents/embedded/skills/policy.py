"""What the policies say: answers by retrieval, quoting the passage they rest on."""

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.brief import Brief
from agents.embedded.phrases import phrase
from agents.embedded.skills.base import ANSWER, Call, Result, Say, Skill
from agents.understanding import Request
from tools.views import Passage, PassagePage

# Which document answers an act; where none is named, the whole library is searched.
DOCUMENTS = {
    "payment_methods": "payments",
    "draw_info": "cash-draws",
    "hardship_info": "hardship-programs",
    "dispute_info": "disputes",
    "fraud_info": "unauthorised-use",
    "credit_reporting_info": "credit-reporting",
    "military_info": "military",
    "product_info": None,
    "apply": None,
    "collections": None,
    "refund_missing": "disputes",
    "payment_problem": None,
    "representative_info": "privacy-and-security",
    "interest_policy": "interest-and-grace-period",
    "policy_question": None,
}
# What a person on the team does for now: the document that says how it works, and what to look
# up in it (the borrower's own words say what they want, not what the rule is).
BY_PEOPLE = {
    "limit_decrease": ("credit-limits", "lowering the limit"),
    "draw_cancel": ("cash-draws", "undoing a draw"),
    "card_admin": (None, "virtual card number, lost or replaced"),
    "bank_admin": ("payments", "linking a bank account"),
    "profile_change": ("privacy-and-security", "changing name, address, phone or e-mail"),
    "login_help": (None, "signing in, locked out"),
    "payoff_letter": ("payoff-and-closing", "payoff letter"),
}
# What one section answers, whatever the words: the document, its section, what to look up in it.
SECTIONS = {
    "missed_plan_payment": (
        "hardship-programs", "If a plan payment is missed", "a plan payment is missed"
    ),
    "plan_use": (
        "hardship-programs", "Using your line on a plan", "using the line on a plan"
    ),
    "disputed_interest": (
        "interest-and-grace-period",
        "Interest on a disputed amount",
        "interest that need not be paid",
    ),
    "grace_regained": (
        "interest-and-grace-period", "Grace period on purchases", "until you pay in full again"
    ),
    "settlement_info": (
        "payoff-and-closing", "Charge-off", "settlement for less than the full amount"
    ),
}  # fmt: skip
MOST_SECTIONS = 8
LATE_FEE, LATE_SHOWS = "Late fee", "When late shows"
REFUNDS = "Refunds from a store"
UNPAID = "What you don't have to pay while we look into it"
_OF_CREDIT = re.compile(r"\b(credit|bureaus?|cr[eé]dito|bur[oó])\b", re.I)
# "What plans do you have": a list is asked for, not a rule about plans.
_WHICH_PLANS = re.compile(
    r"\b(what|which|kind|qu[eé]|cu[aá]les)\b.*\b(plan|option|help|ayuda)", re.I
)
PLANS = "the plans there are: pause, reduced payment, catching up in parts"
# A second passage is quoted too when its score is at least this share of the best one's.
NEARLY = 0.98
ORDERS_DEADLINE = "how long after service ends orders can be sent"


def policy_call(query: str, document: str | None = None, limit: int = 2) -> Call:
    """Return the call that looks something up in the policies."""
    arguments: dict[str, object] = {"query": query[:400] or "policy", "limit": limit}
    if document:
        arguments["document"] = document
    return Call("search_policy", arguments)


def cite(brief: Brief, result: Result) -> str:
    """Word the best passage's best sentence as a quotation with its citation; "" if none."""
    page = result.view(PassagePage)
    if page is None or not page.passages:
        return ""
    return _quoted(brief, page.passages[0])


def passage_of(brief: Brief, result: Result, section: str | None) -> str:
    """Quote the passage of a section, else the one that fits best; "" if there is none."""
    page = result.view(PassagePage)
    if page is None or not page.passages:
        return ""
    named = (p for p in page.passages if p.section == section)
    return _quoted(brief, next(named, page.passages[0]))


def _close(brief: Brief, result: Result) -> str:
    """Quote the best passage, and the next one too where it fits about as well."""
    page = result.view(PassagePage)
    if page is None or not page.passages:
        return ""
    best = page.passages[0]
    fitting = [p for p in page.passages[:2] if p.score >= NEARLY * best.score]
    return " ".join(dict.fromkeys(_quoted(brief, p) for p in fitting))


def _quoted(brief: Brief, passage: Passage) -> str:
    translated = passage.spanish_quote if brief.language == "es" else ""
    quote = translated or passage.quote
    words = translated or phrase("quoted", brief.language, quote=quote)
    return f"{words}{{{{cite:{passage.id}|{quote}}}}}"


def _answer(brief: Brief, *quotes: str) -> Say:
    """Say what was quoted, each once; where nothing was, that no policy says it, and who may."""
    text = " ".join(dict.fromkeys(quote for quote in quotes if quote))
    if not text:
        return Say(phrase("no_policy", brief.language), ANSWER, person(brief))
    return Say(text, ANSWER)


def _plan(document: str | None) -> Skill:
    def plan(brief: Brief, request: Request) -> Sequence[Call]:
        if document == "hardship-programs" and _OF_CREDIT.search(request.text):
            return (policy_call(request.text, "credit-reporting"),)
        listing = document == "hardship-programs" and _WHICH_PLANS.search(request.text)
        return (policy_call(PLANS if listing else request.text, document),)

    def word(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
        return _answer(brief, _close(brief, results[0]))

    return Skill(plan, word)


def _of_section(document: str, section: str, query: str) -> Skill:
    def plan(brief: Brief, request: Request) -> Sequence[Call]:
        return (policy_call(query, document, MOST_SECTIONS),)

    def word(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
        return _answer(brief, passage_of(brief, results[0], section))

    return Skill(plan, word)


def _by_people(document: str | None, query: str) -> Skill:
    def plan(brief: Brief, request: Request) -> Sequence[Call]:
        return (policy_call(query, document),)

    def word(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
        text = f"{cite(brief, results[0])} {phrase('person_does_this', brief.language)}".strip()
        return Say(text, ANSWER, person(brief))

    return Skill(plan, word)


def _plan_documents(brief: Brief, request: Request) -> Sequence[Call]:
    if "active_duty" not in {*brief.snapshot.flags, *(right.kind for right in brief.rights)}:
        return (policy_call(request.text),)
    return (
        policy_call("where to send military orders", "military"),
        policy_call(ORDERS_DEADLINE, "military"),
    )


def _documents(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    return _answer(brief, *(cite(brief, result) for result in results))


def person(brief: Brief) -> tuple[str, ...]:
    """Return the choice of a person."""
    return ("Talk to a person",) if brief.language == "en" else ("Hablar con una persona",)


# "Will this hurt my credit": what the talk is about says which section answers.
_HURTS = re.compile(
    r"\b(?:ruin|wreck|hurt|damage|affect|tank|lower|drop|mess up|bad for|arruin\w*|da[nñ]\w+|"
    r"afect\w*|perjudic\w*)\b.*\b(?:credit|score|cr[eé]dito|puntaje)\b",
    re.I,
)
CREDIT_SECTIONS = {
    "dispute": "Disputed charges and your credit",
    "hardship": "Hardship plans and your credit",
    "plan": "Hardship plans and your credit",
}
_NAMED = (
    ("dispute", re.compile(r"\b(?:disput\w*|reclam\w*)\b", re.I)),
    ("hardship", re.compile(r"\b(?:help|plans?|program\w*|hardship|ayuda|planes)\b", re.I)),
)


def _credit_section(brief: Brief, request: Request) -> str | None:
    """Return the section that says what hurts the credit; None where something else is asked."""
    if not _HURTS.search(request.text):
        return None
    named = next((subject for subject, words in _NAMED if words.search(request.text)), None)
    return CREDIT_SECTIONS.get(named or brief.subject or "", LATE_SHOWS)


def _plan_credit(brief: Brief, request: Request) -> Sequence[Call]:
    section = _credit_section(brief, request)
    limit = {"limit": MOST_SECTIONS} if section else {}
    return (policy_call(section or request.text, "credit-reporting", **limit),)


def _credit(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    section = _credit_section(brief, request)
    text = passage_of(brief, results[0], section) if section else _close(brief, results[0])
    return _answer(brief, text)


# What being late costs, whatever other fee shares the question's words.
_LATE_COSTS = re.compile(
    r"\b(?:how much|what|cu[aá]nto|cobran?)\b.*\b(?:late|behind|atras\w*|tarde|mora)\b", re.I
)
_OTHER_FEE = re.compile(
    r"\b(?:return\w*|bounc\w*|nsf|first|waive|devuel\w*|rebot\w*|primer\w*)\b", re.I
)


def _of_late(request: Request) -> bool:
    return bool(_LATE_COSTS.search(request.text)) and not _OTHER_FEE.search(request.text)


def _plan_fee(brief: Brief, request: Request) -> Sequence[Call]:
    if _of_late(request):
        return (policy_call("how much is the late fee", "fees", MOST_SECTIONS),)
    return (policy_call(request.text),)


def _fee(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    late = _of_late(request)
    text = passage_of(brief, results[0], LATE_FEE) if late else _close(brief, results[0])
    return _answer(brief, text)


def _plan_disputed(brief: Brief, request: Request) -> Sequence[Call]:
    asked = ("must the disputed amount be paid", "is the rest of the bill still due")
    return tuple(policy_call(query, "disputes", MOST_SECTIONS) for query in asked)


def _disputed(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    """Say what need not be paid while a dispute is open, and what must."""
    return _answer(brief, *(passage_of(brief, result, UNPAID) for result in results))


def _plan_refund(brief: Brief, request: Request) -> Sequence[Call]:
    asked = ("how long has the store to send a refund", "when do you credit a refund to my line")
    return tuple(policy_call(query, "disputes", MOST_SECTIONS) for query in asked)


def _refund(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    """Say how long the store has to send a refund, and how long we have to credit it."""
    return _answer(brief, *(passage_of(brief, result, REFUNDS) for result in results))


def _plan_missed(brief: Brief, request: Request) -> Sequence[Call]:
    return (
        policy_call(LATE_FEE, "fees", MOST_SECTIONS),
        policy_call(LATE_SHOWS, "credit-reporting", MOST_SECTIONS),
    )


def _missed(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    """Say what a late payment costs, and when it would show on a credit report."""
    quotes = (passage_of(brief, results[0], LATE_FEE), passage_of(brief, results[1], LATE_SHOWS))
    said = _answer(brief, *quotes)
    return replace(said, text=f"{said.text} {phrase('missed_help', brief.language)}")


SKILLS = {act: _plan(document) for act, document in DOCUMENTS.items()} | {
    act: _by_people(document, query) for act, (document, query) in BY_PEOPLE.items()
}
SKILLS |= {act: _of_section(*place) for act, place in SECTIONS.items()}
SKILLS["fee_policy"] = Skill(_plan_fee, _fee)
SKILLS["disputed_payment"] = Skill(_plan_disputed, _disputed)
SKILLS["refund_time"] = Skill(_plan_refund, _refund)
SKILLS["missed_payment"] = Skill(_plan_missed, _missed)
SKILLS["credit_reporting_info"] = Skill(_plan_credit, _credit)
SKILLS["send_documents"] = Skill(_plan_documents, _documents)
