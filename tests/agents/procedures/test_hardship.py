"""The hardship intake by itself: any wording, any order, the fewest questions, never twice."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from agents.memory import Memory
from agents.procedures import Step, advance
from agents.understanding.reading import Reading, Request, Slots

TODAY = date(2026, 11, 20)
OFFERS = [
    {"program": "reduced-payment-3", "payment": "50.00", "months": 3},
    {"program": "pause-2", "payment": "0.00", "months": 2},
    {"program": "reduced-payment-6", "payment": "50.00", "months": 6},
]
MOST_TURNS = 6


@dataclass
class Talk:
    """An intake, message by message; plans are offered whenever they are asked for."""

    memory: Memory = field(default_factory=Memory)
    questions: list[str] = field(default_factory=list)

    def say(self, text: str, act: str = "answer") -> Step:
        rights = frozenset({"hardship"}) if not self.memory.turns else frozenset[str]()
        request = Request(act, "other", 0.9, (0, len(text)), text, Slots())
        reading = Reading("en", (request,), Slots(), 0.34)
        self.memory, step = advance(self.memory, reading, rights, TODAY, rights, {}, text)
        self.memory.turns += 1
        if step.kind == "ask":
            self.questions.append(str(step.question))
        if step.tool == "plan_options":
            self.memory.offers = OFFERS
        return step

    def told(self) -> dict[str, str]:
        state = self.memory.procedure
        return {name: slot.value for name, slot in state.slots.items()} if state else {}


WORDINGS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "wordings.yaml").read_text())


def sent(step: Step) -> dict[str, Any]:
    """Return what a request says of the household, as the data writes it."""
    return {
        name: value if isinstance(value, int) else "-".join(dict.fromkeys(value.values()))
        for name, value in step.arguments.items()
        if name not in {"program", "reason"}
    }


@pytest.mark.parametrize("name", WORDINGS)
def test_any_wording_leads_to_a_request_in_six_turns_and_no_question_twice(name: str) -> None:
    messages = WORDINGS[name]["messages"]
    talk = Talk()
    steps = [talk.say(message) for message in messages]
    last = steps[-1]
    assert (last.kind, last.tool) == ("call", "submit_hardship_draft"), last
    assert len(messages) <= MOST_TURNS
    asked = [q for q in talk.questions if q != "ask_which_plan"]
    assert len(asked) == len(set(asked))
    assert sent(last) == WORDINGS[name]["told"]


def test_the_plan_that_is_named_is_the_one_that_is_sent() -> None:
    for words, program in [
        ("the second one", "pause-2"),
        ("#3", "reduced-payment-6"),
        ("pause", "pause-2"),
        ("la segunda", "pause-2"),
        ("the six month reduced payment", "reduced-payment-6"),
        ("Reduced payment, 3 months", "reduced-payment-3"),
        ("whichever is cheapest", "reduced-payment-3"),
        ("the longest", "reduced-payment-6"),
        ("yes", None),
        ("Please turn that in.", None),
    ]:
        talk = Talk()
        talk.say("lost my job, 1500 in, 1400 out, I can do 55, 2 months")
        assert talk.say(words).arguments.get("program") == program, words


def test_a_question_about_a_plan_sends_nothing_and_a_yes_after_it_means_that_plan() -> None:
    for words, program in [
        ("ok what about 3 months", "reduced-payment-3"),
        ("what about the second one?", "pause-2"),
        ("¿y la pausa?", "pause-2"),
        ("so how much is the six month one", "reduced-payment-6"),
    ]:
        talk = Talk()
        talk.say("lost my job, 1500 in, 1400 out, I can do 55, 2 months")
        step = talk.say(words)
        assert (step.kind, step.tool, step.again) == ("ask", "plan_options", False), words
        sent = talk.say("yes please")
        assert (sent.tool, sent.arguments["program"]) == ("submit_hardship_draft", program)


@pytest.mark.parametrize("words", ["how long does that take", "what's my balance?", "why?"])
def test_a_question_about_something_else_is_about_no_plan(words: str) -> None:
    talk = Talk()
    talk.say("lost my job, 1500 in, 1400 out, I can do 55, 2 months")
    assert talk.say(words, "policy_question").kind == "none"


def test_nothing_is_sent_before_it_is_asked_for() -> None:
    talk = Talk()
    for message in ("I'd like to apply for hardship help", "55", "1500 in 1400 out"):
        assert talk.say(message).kind == "ask"
    assert talk.say("3 months").tool == "plan_options"
    assert talk.say("let me think about it").kind != "call"
    assert talk.say("no thanks", "deny").kind != "call"


def test_a_question_in_between_leaves_the_intake_as_it_is() -> None:
    talk = Talk()
    talk.say("I lost my job")
    assert talk.say("what's my balance?", "balance").kind == "none"
    assert talk.say("did my $50 payment post?", "payment_status").kind == "none"
    assert "can_pay" not in talk.told()
    assert talk.say("55").question == "ask_income_expenses"
    assert talk.told()["can_pay"] == "55.00"


def test_an_order_to_pay_is_no_answer() -> None:
    talk = Talk()
    talk.say("I lost my job")
    talk.say("pay 50 today", "make_payment")
    assert talk.memory.procedure is None or talk.memory.procedure.name == "payment"


def test_what_is_said_beside_is_taken_down_and_never_asked_for() -> None:
    talk = Talk()
    talk.say("I lost my job in September and my mother is sick, I take care of my mom")
    talk.say("55. I get paid on the 5th, best way to reach me is text")
    told = talk.told()
    assert told["since"] == "2026-09-01"
    assert "caring" in told["circumstances"]
    assert (told["preferred_day"], told["contact"]) == ("5", "text")
    assert told["reason"].startswith("I lost my job")


def test_only_what_changes_the_offer_is_asked() -> None:
    talk = Talk()
    talk.say("I lost my job")
    assert talk.say("nothing").question == "ask_duration"  # what comes in changes nothing then
    assert talk.questions == ["ask_can_pay", "ask_duration"]


@pytest.mark.parametrize(
    "text",
    [
        "I was laid off. It began in September 2026. Income: $1500 to $1600 a month. Essentials: "
        "$1390 a month. Other debts: $120 a month. I can pay $55 a month. It should last 3 months. "
        "Due on the 15 works best. Best way to reach me: text.",
        "Me despidieron. Empezó en septiembre de 2026. Me entran $1500 a $1600 al mes. Lo "
        "esencial: $1390 al mes. Otras deudas: $120 al mes. Puedo pagar $55 al mes. Va a durar 3 "
        "meses. Me conviene el día 15. Contácteme por mensaje.",
    ],
)
def test_the_page_s_form_fills_the_same_slots(text: str) -> None:
    talk = Talk()
    talk.say("I can't pay")
    assert talk.say(text).tool == "plan_options"
    told = talk.told()
    assert (told["income"], told["expenses"]) == ("1500.00-1600.00", "1390.00")
    assert (told["other_debt"], told["can_pay"], told["duration"]) == ("120.00", "55.00", "3")
    assert (told["since"], told["preferred_day"], told["contact"]) == ("2026-09-01", "15", "text")


@pytest.mark.parametrize(
    "text", ["I can pay $55 a month. I'm not sure how long it will last.",
             "Puedo pagar $55 al mes. No sé cuánto va a durar."]
)  # fmt: skip
def test_not_knowing_how_long_is_heard_before_it_is_asked(text: str) -> None:
    talk = Talk()
    talk.say("I can't pay")
    talk.say(text)
    talk.say("1500 in, 1400 out")
    assert "ask_duration" not in talk.questions
