"""Hardship intake: facts in any order and several at once, the fewest questions, then a plan.

A question is asked only where its answer changes what can be offered, and never twice: what can
be paid, then what comes in and goes out (unless nothing can be paid), then how long it will last.
Everything else is taken down when it is said and never asked for. Pure functions.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from agents.memory import ProcedureState, SlotValue
from agents.procedures.filling import UNKNOWN
from agents.procedures.plan_choice import choice
from agents.procedures.step import Step
from agents.procedures.telling import told_beside, without_suits
from agents.understanding.household import NOUNS, Household, Noun, Sum, household, says_nothing
from agents.understanding.lasting import Lasting, lasting
from agents.understanding.text import flat, sentences

CAN_PAY, BUDGET, LASTS, WHICH = (
    "ask_can_pay",
    "ask_income_expenses",
    "ask_duration",
    "ask_which_plan",
)
ASKED_FOR: Mapping[str, tuple[str, ...]] = {
    CAN_PAY: ("can_pay",),
    BUDGET: ("income", "expenses"),
    LASTS: ("duration",),
}
NAME = "hardship"
REASON_CHARS_MAX = 300
# Dollars a month below which one sum alone is nobody's income.
_SMALL = 200
_ARGUMENTS = {"income": "income", "expenses": "essentials", "other_debt": "other_debt",
              "can_pay": "can_pay"}  # fmt: skip
_QUESTION = re.compile(
    r"\?\s*$|^\W*(?:what|when|where|who|why|how|is|are|do|does|did|can you|could you|will|would|"
    r"que|cual|cuando|cuanto|como|por que|donde)\b|"
    # "Ok what about 3 months" asks; "ok do that one" doesn't.
    r"^\W*(?:(?:ok|okay|well|so|and|but|then|um|hmm|y|pero|bueno|entonces)\W+)+"
    r"(?:what|when|where|who|why|how|which|que|cual|cuando|cuanto|como|donde)\b"
)
# "Maybe 40?" answers.
_SUM_ALONE = re.compile(
    r"^\W*(?:(?:maybe|like|about|around|i guess|i'd say|say|perhaps|probably|just|only|how about|"
    r"what about|tal vez|como|unos|quizas?)\W+)*\$?\d[\d,.]*(?:ish)?"
    r"(?: ?(?:bucks|dollars|dolares|a month|al mes|tops|at most))*\W*$"
)
_UNSURE = re.compile(
    r"\b(?:not (?:really )?sure|unsure|don'?t know|dont kno|no idea|can'?t say|hard to say|idk|"
    r"dunno|depends|couldn'?t (?:say|tell)|who knows|no clue|rather not|prefer not|skip|"
    r"no (?:lo )?se|no estoy segur\w+|ni idea|quien sabe|no sabria|depende|prefiero no)\b"
)
_UNSURE_HOW_LONG = re.compile(
    r"\b(?:not sure|don'?t know|no idea|no se|ni idea de)(?: \w+)? (?:how long|cuanto (?:tiempo )?"
    r"(?:va a )?dur\w+)"
)
_CORRECTS = re.compile(
    r"^\W*(?:no|nope|wait|sorry|oops|actually|correction|scratch that|perdon|digo|disculpe)\b|"
    r"\b(?:i meant|i mean|meant to|should(?:'ve| have) said|make that|got that wrong|"
    r"typo|quise decir|mejor dicho|me equivoque|not \$?\d|instead of \$?\d|en vez de)\b"
)
_DAYS = (
    r"today|tonight|tomorrow|right now|(?:mon|tues|wednes|thurs|fri|satur|sun)day|on the \d|"
    r"hoy|manana|lunes|martes|miercoles|jueves|viernes|sabado|domingo"
)
_ORDER_TO_PAY = re.compile(
    r"^\W*(?:(?:please|ok|okay|just|then|and|por favor)[, ]+)*(?:pay|schedule|make a payment|pague|"
    rf"programe)\b|\b(?:pay|send|schedule|pagar|mandar)\b.{{0,30}}\b(?:{_DAYS})\b|"
    rf"\b(?:{_DAYS})\b.{{0,20}}\bpay\b"
)
_SUBMIT = re.compile(
    r"\b(?:turn (?:it|that|this|them|mine)(?: all)? in|turn in|submit\w*|apply|sign me up|"
    r"(?:send|put|get|file|start|do) (?:it|that|this|mine|me)(?: (?:in|on|off|over|through|going|"
    r"please|now|for))?(?=\W|$)|go ahead|go with|i'?ll (?:take|do)|i'?d like (?:that|it)|"
    r"let'?s (?:do|go)|ask for (?:it|that)|mand(?:e|a)l[oa]|envi(?:e|a)l[oa]|haga(?:mos)?lo|"
    r"soli?cit\w+|presente\w*|entregue\w*|metal[oa]|adelante)\b"
)
# Before any plan was shown only these are heard: "I'd like to apply" opens the talk.
_SUBMIT_NOW = re.compile(
    r"\b(?:turn (?:it|that|this|them|mine)(?: all)? in|submit (?:it|that|this|mine|the|a|one|"
    r"what|which)\w*|send (?:it|that|this) in|(?:mand|envi)(?:e|a)l[oa]|entregue\w*)\b|"
    r"^\W*(?:(?:ok|okay|yes|yeah|please|just|then|go ahead(?: and)?)\W+)*submit"
    r"(?: (?:now|please|then))*\W*$"
)
_YES = re.compile(
    r"^\W*(?:y(?:es|eah|ep|up)|sure|ok(?:ay)?|alright|please(?: do)?|sounds good|that works|works|"
    r"that one(?:'s fine)?|fine|perfect|great|si|claro|de acuerdo|esta bien|dale|por favor|bueno|"
    r"perfecto)\b"
)
_OF_PLAN = re.compile(r"\b(?:one|plan|option|payment|pause|el de|la de|opcion|pago|pausa)\b")
_ABOUT_PLAN = re.compile(
    r"\b(?:one|plan|option|months?|pause|first|second|third|last one|cheapest|shortest|longest|"
    r"lowest|opcion|mes(?:es)?|pausa|primer\w*|segund\w+|tercer\w*|barat[oa])\b"
)
_A_MONTH = re.compile(r"\b(?:month|monthly|mes|mensual)\b|/mo\b")


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message says for an intake; `unsure` are slots that it says aren't known.

    `program` is the plan that it picks, or asks about where it doesn't submit.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()
    program: str | None = None
    submits: bool = False

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.values or self.unsure or self.program or self.submits)


def hear(
    state: ProcedureState, offers: Sequence[Mapping[str, Any]], said: str, today: date
) -> Heard:
    """Return what a message says, as this intake stands; `said` holds no personal data."""
    asked = state.asked[-1] if state.asked else None
    own, questions = _parts(said)
    choosing = asked == WHICH and bool(offers)
    when = lasting(own, today, asked=asked == LASTS)
    length = when.months is not None and "duration" not in state.slots
    picks = choosing and not (length and not _OF_PLAN.search(flat(own)))
    program = choice(offers, own) if picks else None
    submits = bool(_SUBMIT_NOW.search(flat(own)))
    if choosing:
        submits = submits or bool(_SUBMIT.search(flat(own)) or _YES.match(flat(own)))
    if program is None and submits and choosing and len(offers) == 1:
        program = str(offers[0]["program"])
    if program is not None and not _CORRECTS.search(flat(own)):
        return Heard(program=program, submits=True)
    values = _sums(state, household(own, when.taken), household(questions), own, asked)
    beside = told_beside(own)
    since = lasting(without_suits(own), today).since if "since" not in state.slots else None
    values |= _when(replace(when, since=since)) | beside
    unsure: tuple[str, ...] = ()
    if "duration" not in values and _UNSURE_HOW_LONG.search(flat(own)):
        unsure = ("duration",)
    elif asked is not None and asked in ASKED_FOR and _UNSURE.search(flat(own)):
        unsure = tuple(n for n in ASKED_FOR[asked] if n not in values and n not in state.slots)
    about = choosing and _ABOUT_PLAN.search(flat(questions))
    asked_about = choice(offers, questions) if about else None
    return Heard(values, unsure, program or asked_about, submits)


def next_step(state: ProcedureState, heard: Heard, *, new: bool) -> Step:
    """Return what comes next: a question, the plans that fit, or asking for one.

    `new`: the message told something that wasn't known. Whoever asks to have it turned in gets
    that, as soon as it is known what could be paid or that isn't going to be.
    """
    if heard.program is not None:
        state.slots["plan"] = SlotValue(value=heard.program)
    if heard.submits and (means_known(state) or CAN_PAY in state.asked):
        arguments = submit_arguments(state)
        return Step("call", NAME, tool="submit_hardship_draft", arguments=arguments, whole=True)
    question = open_question(state)
    if question is not None:
        slot, key = question
        state.asked.append(key)
        return Step("ask", NAME, slot, key, heard=new and len(state.asked) > 1)
    again = state.asked[-1:] == [WHICH] and not new and heard.program is None
    state.asked.append(WHICH)
    return Step(
        "ask",
        NAME,
        "plan",
        WHICH,
        tool="plan_options",
        arguments=options_arguments(state),
        again=again,
        about=heard.program,
        whole=heard.program is not None,
    )


def is_payment_order(said: str) -> bool:
    """Tell whether a message orders a payment, rather than says what could be paid."""
    return bool(_ORDER_TO_PAY.search(flat(said)))


def take(state: ProcedureState, heard: Heard) -> bool:
    """Put what was heard into the intake; return whether anything is new or changed."""
    before = dict(state.slots)
    for name, value in heard.values.items():
        state.slots[name] = SlotValue(value=value)
    for name in heard.unsure:
        state.slots[name] = SlotValue(value=UNKNOWN)
    sums: list[str] = [name for name in heard.values if name in NOUNS]
    state.latest = sums or state.latest
    return state.slots != before


def open_question(state: ProcedureState) -> tuple[str, str] | None:
    """Return the slot and the question that decide the most and weren't asked yet, or None."""
    slots = state.slots
    for question, names in ASKED_FOR.items():
        missing = [name for name in names if name not in slots]
        nothing = question == BUDGET and "can_pay" in slots and _amount(state, "can_pay") == 0
        if missing and question not in state.asked and not nothing:
            return missing[0], question
    return None


def means_known(state: ProcedureState) -> bool:
    """Tell whether enough is known to say what can be paid."""
    told = {
        name for name in NOUNS if state.slots.get(name, SlotValue(value=UNKNOWN)).value != UNKNOWN
    }
    return "can_pay" in told or {"income", "expenses"} <= told


def options_arguments(state: ProcedureState) -> dict[str, Any]:
    """Return what was said as the tools take it."""
    arguments: dict[str, Any] = {}
    for name, argument in _ARGUMENTS.items():
        one = _range(state, name)
        if one is not None:
            arguments[argument] = {"low": f"{one.low:.2f}", "high": f"{one.high:.2f}"}
    lasts = state.slots.get("duration")
    if lasts is not None and lasts.value != UNKNOWN:
        arguments["lasts_months"] = int(lasts.value)
    return arguments


def submit_arguments(state: ProcedureState) -> dict[str, Any]:
    """Return what is sent to people; without a programme it is the best one."""
    arguments = options_arguments(state)
    for slot, argument in (("plan", "program"), ("reason", "reason")):
        if slot in state.slots:
            arguments[argument] = state.slots[slot].value
    return arguments


def _range(state: ProcedureState, name: str) -> Sum | None:
    found = state.slots.get(name)
    if found is None or found.value == UNKNOWN:
        return None
    low, _, high = found.value.partition("-")
    return Sum(Decimal(low), Decimal(high or low))


def _amount(state: ProcedureState, name: str) -> Decimal | None:
    one = _range(state, name)
    return None if one is None else one.high


def written(one: Sum) -> str:
    """Write a sum as a slot holds it: "55.00", or "1400.00-1600.00"."""
    low = f"{one.low:.2f}"
    return low if one.low == one.high else f"{low}-{one.high:.2f}"


def asks(said: str) -> bool:
    """Tell whether a message asks something."""
    return bool(_parts(said)[1])


def _parts(said: str) -> tuple[str, str]:
    """Return the sentences that tell something, and those that ask."""
    own: list[str] = []
    asking: list[str] = []
    for start, end in sentences(said):
        sentence = said[start:end]
        asked = _QUESTION.search(flat(sentence)) and not _SUM_ALONE.match(flat(sentence))
        (asking if asked else own).append(sentence)
    return " ".join(own), " ".join(asking)


def _sums(
    state: ProcedureState, told: Household, asked_about: Household, own: str, asked: str | None
) -> dict[str, str]:
    values: dict[str, str] = {}
    for noun, one in {**asked_about.sums, **told.sums}.items():
        before = _range(state, noun)
        more = told.adds and before is not None and noun in {"income", "expenses", "other_debt"}
        values[noun] = written(before + one if more and before is not None else one)
    corrected = _corrected(state, told, own)
    if corrected is not None:
        return values | corrected
    free = [noun for noun in _wanted(asked) if noun not in values]
    if asked == BUDGET and _is_late_answer(state, told, own):
        free = ["can_pay"]
    if asked is None or asked in {LASTS, WHICH}:
        of_a_month = _A_MONTH.search(flat(own)) or (asked and _SUM_ALONE.match(flat(own)))
        free = free if len(told.unnamed) == 1 and of_a_month else []
        free = [noun for noun in free if _range(state, noun) is None]
    values |= {noun: written(one) for noun, one in zip(free, told.unnamed, strict=False)}
    if not values and says_nothing(own) and asked in {CAN_PAY, BUDGET}:
        values["can_pay" if asked == CAN_PAY else "income"] = "0.00"
    return values


def _is_late_answer(state: ProcedureState, told: Household, own: str) -> bool:
    """Tell whether one small sum alone answers what could be paid, asked before."""
    alone = len(told.unnamed) == 1 and bool(_SUM_ALONE.match(flat(own)))
    return alone and told.unnamed[0].high < _SMALL and _range(state, "can_pay") is None


def _wanted(asked: str | None) -> tuple[Noun, ...]:
    return ("income", "expenses", "other_debt") if asked == BUDGET else ("can_pay",)


def _corrected(state: ProcedureState, told: Household, own: str) -> dict[str, str] | None:
    """Return the slot that an unnamed sum corrects: the one taken back, or the nearest of late."""
    if not told.unnamed or not _CORRECTS.search(flat(own)):
        return None
    known = {noun: one for noun in NOUNS if (one := _range(state, noun)) is not None}
    back = [n for n, one in known.items() if {one.low, one.high} & set(told.instead_of)]
    late = back or [noun for noun in state.latest if noun in known]
    if not late:
        return None
    new = told.unnamed[0]
    nearest = min(late, key=lambda noun: abs(known[noun].low - new.low))
    return {nearest: written(new)}


def _when(when: Lasting) -> dict[str, str]:
    values = {}
    if when.months is not None:
        values["duration"] = str(when.months)
    if when.since is not None:
        values["since"] = when.since.isoformat()
    return values
