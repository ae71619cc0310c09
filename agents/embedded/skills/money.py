"""Money beyond the line: advice is declined with a way to help, a general question is answered."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from agents.brief import Brief
from agents.embedded.phrases import phrase
from agents.embedded.skills.base import ANSWER, Result, Say, Skill, no_calls
from agents.understanding import Request


class Term(BaseModel):
    """A term in plain words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    match: str
    en: str
    es: str


@cache
def glossary() -> tuple[Term, ...]:
    """Return the terms, the more special before the more general."""
    raw = yaml.safe_load(files("agents.embedded").joinpath("glossary.yaml").read_text("utf-8"))
    return tuple(Term.model_validate(entry) for entry in raw)


def _advice(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    quick = ("What do I owe?",) if brief.language == "en" else ("¿Cuánto debo?",)
    return Say(phrase("no_advice", brief.language), ANSWER, quick)


def _general(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    for term in glossary():
        if re.search(term.match, request.text, re.IGNORECASE):
            said = term.en if brief.language == "en" else term.es
            return Say(f"{said} {phrase('general_only', brief.language)}", ANSWER)
    return Say(phrase("general_elsewhere", brief.language), ANSWER)


SKILLS = {
    "financial_advice": Skill(no_calls, _advice),
    "money_question": Skill(no_calls, _general),
}
