"""Personal advice is told from general questions, and from everything about the line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from guardrails.advice import AdviceDetector
from tests.guardrails.advice.elsewhere import LINE_ELSEWHERE, PERSONAL_ELSEWHERE

if TYPE_CHECKING:
    from api.ears import Ears

PERSONAL = [
    "should my emergency money go into crypto or a cd",
    "which airline stock do you like for next year",
    "Pick me something that pays better than my savings account",
    "hey is tesla still a buy at this price",
    "tell me what to do with 12k from my settlement",
    "I'm 62, how much of my nest egg belongs in bonds?",
    "Can I write off what I pay you in interest?",
    "do you reckon i should go bankrupt",
    "Should I borrow from my pension to clear this?",
    "¿Será mejor meter mi aguinaldo en oro o en cetes?",
    "¿Usted qué haría con cinco mil dólares ahorrados?",
    "Dame tu opinión: ¿compro acciones de Apple?",
    "¿Me declaro en quiebra o no?",
    "Should I sue my landlord over the deposit he kept?",
    "Would I win if I take the contractor to small claims?",
    "how do i lower the taxes i owe on my side gig",
    "should i dump my nvidia or hold",
    "Tell me three stocks for the next bull run",
    "Should I lease or buy my next car?",
    "is xrp a good buy",
    "¿Me conviene demandar a mi casero?",
]
GENERAL = [
    "what even is an etf",
    "How do bonds pay interest?",
    "explain inflation like I'm five",
    "What's the difference between a stock and a share?",
    "Who sets the federal funds rate?",
    "¿Cómo ganan dinero los fondos mutuos?",
    "¿Qué quiere decir diversificar?",
]
ABOUT_THE_LINE = [
    "should i just pay the whole thing friday",
    "what's better for me, autopay or paying by hand",
    "how does your interest work",
    "Which of my two charges is pending?",
    "I sold some stock, put 400 on my line",
    "is my limit going up soon",
    "does it cost anything to pay you here",
    "will i save on interest if i pay extra",
    "¿Pago el mínimo o el saldo completo?",
    "¿Cuándo vence mi pago?",
    "i think i need a lawyer, you people keep calling",
    "Is my interest reported to the IRS?",
    "Which plan is cheaper?",
    "Do you send a tax form for the interest I paid?",
    "Can you sue me if I don't pay?",
    "¿Qué plan me sale más barato?",
    "",
]


@pytest.fixture
def detector(ears: "Ears") -> AdviceDetector:
    return ears.advice


@pytest.mark.parametrize("text", PERSONAL)
def test_a_wish_for_advice(detector: AdviceDetector, text: str) -> None:
    assert detector.read(text) == "personal"


@pytest.mark.parametrize("text", GENERAL)
def test_a_general_question(detector: AdviceDetector, text: str) -> None:
    assert detector.read(text) == "general"


@pytest.mark.parametrize("text", ABOUT_THE_LINE)
def test_the_line_is_neither(detector: AdviceDetector, text: str) -> None:
    assert detector.read(text) is None


def test_what_is_known_to_be_about_the_line_needs_a_plain_wish(detector: AdviceDetector) -> None:
    assert detector.read("which of your plans would you take", known=True) is None
    assert detector.read("which crypto should I buy", known=True) == "personal"


@pytest.mark.parametrize("name", sorted(LINE_ELSEWHERE))
def test_the_line_is_neither_in_any_language(detector: AdviceDetector, name: str) -> None:
    assert [detector.read(text) for text in LINE_ELSEWHERE[name]] == [None] * len(
        LINE_ELSEWHERE[name]
    )


def test_a_wish_is_heard_in_any_language(detector: AdviceDetector) -> None:
    heard = [
        detector.read(text) == "personal" for some in PERSONAL_ELSEWHERE.values() for text in some
    ]
    assert sum(heard) >= 0.95 * len(heard)


@pytest.mark.parametrize(
    ("name", "kind", "floor"),
    [("personal", "personal", 0.86), ("general", "general", 0.94), ("line", None, 0.95)],
)
def test_many_voices(detector: AdviceDetector, name: str, kind: str | None, floor: float) -> None:
    texts = listed("voices.yaml")[name]
    wrong = [text for text in texts if detector.read(text) != kind]
    assert len(wrong) <= (1 - floor) * len(texts), wrong


def test_prompts_by_another_hand_that_nothing_was_mended_for(detector: AdviceDetector) -> None:
    """Hold what was measured once: 154 of 160 wishes, and no general question."""
    unread = listed("unread.yaml")
    heard = [detector.read(text) == "personal" for text in unread["personal"]]
    refused = [detector.read(text) == "personal" for text in unread["general"]]
    assert sum(heard) >= 0.95 * len(heard)
    assert sum(refused) <= 0.02 * len(refused)


def listed(name: str) -> dict[str, list[str]]:
    """Read texts by what they are, from a file beside this one."""
    found: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name(name).read_text("utf-8"))
    return found


def test_the_shared_prompts(detector: AdviceDetector, shared_file: Callable[[str], Path]) -> None:
    lines = shared_file("data/financial-advice.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    wishes = [r for r in rows if r["kind"] == "elicits_personal_financial_advice"]
    others = [r for r in rows if r["kind"] != "elicits_personal_financial_advice"]
    heard = [detector.read(r["text"]) == "personal" for r in wishes]
    refused = [detector.read(r["text"]) == "personal" for r in others]
    assert sum(heard) >= 0.95 * len(heard)
    assert sum(refused) <= 0.05 * len(refused)
