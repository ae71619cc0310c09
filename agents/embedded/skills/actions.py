"""What a borrower can have done beside paying: the procedures worded, to a card or a reason."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agents.brief import Brief
from agents.embedded.phrases import phrase
from agents.embedded.skills.base import (
    ANSWER,
    QUESTION,
    Call,
    Result,
    Say,
    Skill,
    no_calls,
    snap,
)
from agents.embedded.skills.policy import passage_of, policy_call
from agents.embedded.skills.quoting import quoted
from agents.embedded.skills.social import PERSON
from agents.procedures import asks_about_rule
from agents.understanding import Request

MOST_PASSAGES = 8


@dataclass(frozen=True)
class Topic:
    """Where the rules of an action stand: the document, what to look up, and its usual section."""

    procedure: str
    document: str
    query: str
    section: str


TOPICS: Mapping[str, Topic] = {
    "autopay_start": Topic(
        "autopay", "autopay", "starting or stopping autopay", "Starting AutoPay"
    ),
    "draw": Topic("draw", "cash-draws", "when a draw can't be taken", "How to take a draw"),
    "due_date_change": Topic(
        "due_date", "due-dates", "when a due date can be changed", "Changing your due date"
    ),
    "fee_waiver": Topic("waiver", "fees", "waiving a first late fee", "First late fee waived"),
    "limit_increase": Topic(
        "line_increase", "credit-limits", "asking for a higher limit", "Asking for a higher limit"
    ),
    "contact_preference": Topic(
        "contact", "contact-preferences", "how we reach you", "Choosing how we reach you"
    ),
    "close_account": Topic(
        "closing", "payoff-and-closing", "closing the line", "Closing your line"
    ),
}
# The section that a refusal rests on, where it isn't the action's usual one.
SECTIONS: Mapping[str, str] = {
    "autopay_fee_only": "AutoPay on a draw line",
    "autopay_day": "AutoPay day",
    "autopay_not_covered": "What AutoPay can pay",
    "draw_past_due": "When draws are blocked",
    "draw_plan": "When draws are blocked",
    "draw_recent_return": "When draws are blocked",
    "draw_open": "Draws on a draw line",
    "draw_settling": "Draws on a draw line",
    "due_date_past_due": "When you can change it",
    "due_date_plan": "When you can change it",
    "due_date_payment_waiting": "When you can change it",
    "limit_above_maximum": "Limit range",
    "letters_stay": "Stopping all contact",
}
# What it says by itself: no rule stands behind these.
PLAIN = frozenset(
    {
        "autopay_is_off",
        "autopay_is_so",
        "closing_claimed",
        "draw_locked",
        "due_date_same",
        "fee_waived_before",
        "limit_not_higher",
        "line_closed",
        "no_fee",
        "preference_is_so",
    }
)
# Whether something goes on as before: the action's own section says it.
_STILL = re.compile(
    r"\b(?:still|keep (?:on )?using|todav[ií]a|a[uú]n|seguir|us(?:e|ar|ando))\b", re.IGNORECASE
)
KINDS = {
    "en": ("The minimum", "The statement balance", "The full balance"),
    "es": ("El mínimo", "El saldo del estado de cuenta", "Todo el saldo"),
}
CHANNELS = {"en": ("Calls", "Texts", "E-mails"), "es": ("Llamadas", "Mensajes", "Correos")}


def _plan(topic: Topic) -> Skill:
    def plan(brief: Brief, request: Request) -> Sequence[Call]:
        step = brief.step
        mine = step.procedure == topic.procedure and not brief.quiet
        if (mine and step.kind == "ask") or _next_in_line(brief, request, topic):
            return ()
        look_up = policy_call(topic.query if mine else request.text, topic.document, MOST_PASSAGES)
        if mine and step.kind == "call" and step.tool is not None:
            return (Call(step.tool, dict(step.arguments)), look_up)
        return (look_up,)

    def word(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
        step, person = brief.step, (PERSON[brief.language],)
        if _next_in_line(brief, request, topic):
            return Say(phrase("one_card_at_a_time", brief.language), QUESTION)
        if not results:
            return _asking(brief)
        if len(results) > 1:
            code = str(results[0].value.get("code", ""))
            section = SECTIONS.get(code, topic.section)
            rule = "" if code in PLAIN else passage_of(brief, results[1], section)
            return quoted(brief, results[0], rule, person)
        if step.kind == "handoff" and step.procedure == topic.procedure:
            return Say(phrase("passed_on", brief.language), QUESTION, handoff="general")
        about = topic.section if _STILL.search(request.text) else None
        text = passage_of(brief, results[0], about) or phrase("no_policy", brief.language)
        if brief.quiet:
            return Say(f"{text} {phrase('person_does_this', brief.language)}", ANSWER, person)
        if topic.procedure == "closing" and brief.snapshot.status == "closed":
            return Say(text, ANSWER)
        return Say(f"{text} {phrase(f'offer_{topic.procedure}', brief.language)}", ANSWER)

    return Skill(plan, word)


def _next_in_line(brief: Brief, request: Request, topic: Topic) -> bool:
    """Tell whether this is asked for beside something that goes first: one card a turn."""
    first = brief.step.kind in {"ask", "call"} and brief.step.procedure != topic.procedure
    return first and not asks_about_rule(request.text)


def _asking(brief: Brief) -> Say:
    """Word the open question; one that follows an answer shows first that it was heard."""
    question = brief.step.question or ""
    asked = phrase(question, brief.language)
    choices = {"ask_autopay_kind": KINDS, "ask_contact_channel": CHANNELS}.get(question)
    heard = brief.step.again or brief.step.heard
    text = f"{phrase('noted', brief.language)} {asked}" if heard else asked
    return Say(text, QUESTION, choices[brief.language] if choices else ())


def _request_status(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    """Say how the newest limit request stands."""
    values = {
        "limit": snap("requests.0.limit"),
        "since": snap("requests.0.received_at"),
        "answer_by": snap("requests.0.answer_by"),
        "reference": snap("requests.0.reference"),
    }
    return Say(phrase("limit_request_status", brief.language, **values), ANSWER)


SKILLS = {act: _plan(topic) for act, topic in TOPICS.items()}
SKILLS["limit_request_status"] = Skill(no_calls, _request_status)
