"""What the policies say: answers by retrieval, quoting the passage they rest on."""

from collections.abc import Sequence

from agents.brief import Brief
from agents.embedded.phrases import phrase
from agents.embedded.skills.base import ANSWER, Call, Result, Say, Skill
from agents.understanding import Request
from tools.views import PassagePage

# Which document answers an act; where none is named, the whole library is searched.
DOCUMENTS = {
    "fee_policy": None,
    "payment_methods": "payments",
    "draw_info": "cash-draws",
    "hardship_info": None,
    "dispute_info": "disputes",
    "fraud_info": "unauthorised-use",
    "credit_reporting_info": "credit-reporting",
    "military_info": "military",
    "send_documents": None,
    "product_info": None,
    "apply": None,
    "collections": None,
    "refund_missing": "disputes",
    "payment_problem": None,
    "policy_question": None,
}
# What a person on the team does for now, with the policy that says how it works.
BY_PEOPLE = {
    "fee_waiver": "fees",
    "limit_increase": "credit-limits",
    "limit_decrease": "credit-limits",
    "due_date_change": "due-dates",
    "draw": "cash-draws",
    "draw_cancel": "cash-draws",
    "autopay_start": "autopay",
    "autopay_stop": "autopay",
    "card_admin": None,
    "bank_admin": "payments",
    "profile_change": "privacy-and-security",
    "close_account": "payoff-and-closing",
    "login_help": None,
    "payoff_letter": "payoff-and-closing",
    "contact_preference": "contact-preferences",
}
# Under this score a passage isn't about the question; measured on the policy questions of
# tests/agents/test_policy_answers.py.
LEAST_SCORE = 0.0


def policy_call(query: str, document: str | None = None) -> Call:
    """Return the call that looks something up in the policies."""
    arguments: dict[str, object] = {"query": query[:400] or "policy", "limit": 2}
    if document:
        arguments["document"] = document
    return Call("search_policy", arguments)


def cite(brief: Brief, result: Result) -> str:
    """Word the best passage's best sentence as a quotation with its citation; "" if none."""
    page = result.view(PassagePage)
    if page is None or not page.passages:
        return ""
    best = page.passages[0]
    key = "only_english"
    return (
        phrase(key, brief.language, quote=best.quote)
        + "{{cite:"
        + best.id
        + "|"
        + best.quote
        + "}}"
    )


def _plan(document: str | None) -> Skill:
    def plan(brief: Brief, request: Request) -> Sequence[Call]:
        return (policy_call(request.text, document),)

    def word(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
        text = cite(brief, results[0])
        if not text:
            return Say(phrase("no_policy", brief.language), ANSWER, _person(brief))
        return Say(text, ANSWER)

    return Skill(plan, word)


def _by_people(document: str | None) -> Skill:
    def plan(brief: Brief, request: Request) -> Sequence[Call]:
        return (policy_call(request.text, document),)

    def word(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
        text = f"{cite(brief, results[0])} {phrase('person_does_this', brief.language)}".strip()
        return Say(text, ANSWER, _person(brief))

    return Skill(plan, word)


def _person(brief: Brief) -> tuple[str, ...]:
    return ("Talk to a person",) if brief.language == "en" else ("Hablar con una persona",)


SKILLS = {act: _plan(document) for act, document in DOCUMENTS.items()} | {
    act: _by_people(document) for act, document in BY_PEOPLE.items()
}
