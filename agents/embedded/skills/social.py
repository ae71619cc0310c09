"""Greetings, thanks, who am I, and what isn't ours to do."""

from collections.abc import Sequence

from agents.brief import Brief
from agents.embedded.phrases import phrase
from agents.embedded.skills.base import SOCIAL, Result, Say, Skill, fixed, no_calls
from agents.understanding import Request

PERSON = {"en": "Talk to a person", "es": "Hablar con una persona"}
CHOICES = {
    "en": ("What do I owe?", "Make a payment", "A charge looks wrong", "Talk to a person"),
    "es": ("¿Cuánto debo?", "Hacer un pago", "Un cargo está mal", "Hablar con una persona"),
}


def _human(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    return Say(phrase("human", brief.language), SOCIAL, handoff="general")


def _greeting(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    if len(brief.reading.requests) > 1:
        return Say("", SOCIAL)
    text = phrase("greeting", brief.language, name=brief.snapshot.first_name)
    return Say(text, SOCIAL, CHOICES[brief.language])


def _bot(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    return Say(phrase("bot", brief.language), SOCIAL, (PERSON[brief.language],))


def _with_person(key: str) -> Skill:
    """Return a fixed answer that offers a person beside it."""

    def word(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
        return Say(phrase(key, brief.language), SOCIAL, (PERSON[brief.language],))

    return Skill(no_calls, word)


def _quiet_when_more(key: str) -> Skill:
    """Return a courtesy that is left out where the message asks for something as well."""

    def word(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
        alone = len(brief.reading.requests) == 1 and not brief.acknowledged
        return Say(phrase(key, brief.language) if alone else "", SOCIAL)

    return Skill(no_calls, word)


SKILLS = {
    "human": Skill(no_calls, _human),
    "greeting": Skill(no_calls, _greeting),
    "are_you_human": Skill(no_calls, _bot),
    "thanks": _quiet_when_more("thanks"),
    "goodbye": _quiet_when_more("goodbye"),
    "praise": _quiet_when_more("praise"),
    "capabilities": fixed("capabilities", quick=CHOICES["en"]),
    "third_party_access": fixed("third_party"),
    "injection_like": fixed("injection"),
    "debt_age": _with_person("debt_age"),
    "legal_action": _with_person("legal_action"),
    "out_of_scope": fixed("out_of_scope"),
}
