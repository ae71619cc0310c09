"""Languages that the classifier doesn't know are read by their pages."""

import time
from collections.abc import Mapping, Sequence
from importlib.resources import files

import pytest
import yaml

from guardrails.advice.languages import Languages, fold
from tests.guardrails.advice.elsewhere import (
    GENERAL_ELSEWHERE,
    LINE_ELSEWHERE,
    PERSONAL_ELSEWHERE,
)

DEEP = ("irish", "gaelic", "zulu", "albanian")
KNOWN = [
    "which stocks should I buy for my retirement",
    "what is an etf",
    "when is my payment due",
    "should i pay de minimum or the balance",
    "¿Qué acciones debo comprar para mi jubilación?",
    "que es un fondo de inversion",
    "¿Cuándo vence mi pago?",
    "autopay",
    "ok",
    "",
]


@pytest.fixture(scope="module")
def languages() -> Languages:
    return Languages.load()


def missed(
    languages: Languages, texts: Mapping[str, Sequence[str]], wanted: tuple[str | None, ...]
) -> list[str]:
    return [
        f"{name}: {text}"
        for name, some in texts.items()
        for text in some
        if languages.read(text) not in wanted
    ]


def floor(texts: Mapping[str, Sequence[str]], share: float) -> int:
    """Return how many of the texts may be missed at most."""
    return int(sum(map(len, texts.values())) * (1 - share))


def test_wishes_for_advice(languages: Languages) -> None:
    wrong = missed(languages, PERSONAL_ELSEWHERE, ("personal",))
    assert len(wrong) <= floor(PERSONAL_ELSEWHERE, 0.95), wrong


def test_general_questions(languages: Languages) -> None:
    wrong = missed(languages, GENERAL_ELSEWHERE, ("general",))
    assert len(wrong) <= floor(GENERAL_ELSEWHERE, 0.95), wrong


def test_nothing_about_the_line_is_taken_for_a_wish(languages: Languages) -> None:
    assert missed(languages, LINE_ELSEWHERE, ("line", None)) == []


@pytest.mark.parametrize("name", DEEP)
def test_the_languages_that_are_written_most_are_read_without_a_miss(
    languages: Languages, name: str
) -> None:
    assert missed(languages, {name: PERSONAL_ELSEWHERE[name]}, ("personal",)) == []
    assert missed(languages, {name: GENERAL_ELSEWHERE[name]}, ("general",)) == []


@pytest.mark.parametrize("name", sorted(PERSONAL_ELSEWHERE))
def test_each_language_has_a_page_and_is_told_by_it(languages: Languages, name: str) -> None:
    texts = (*PERSONAL_ELSEWHERE[name], *GENERAL_ELSEWHERE[name], *LINE_ELSEWHERE[name])
    assert any(name == languages.spoken(text)[0] for text in texts)


@pytest.mark.parametrize("text", KNOWN)
def test_english_and_spanish_are_left_to_the_classifier(languages: Languages, text: str) -> None:
    assert languages.spoken(text) == ()
    assert languages.read(text) is None


def test_accents_and_case_count_nowhere(languages: Languages) -> None:
    assert languages.read("CEN STOIC AR CHEART DOM A CHEANNACH?") == "personal"
    assert languages.read("Cfare eshte inflacioni?") == "general"


def test_what_an_accent_tells_apart_is_kept(languages: Languages) -> None:
    assert languages.spoken("Dè tha bann?")[0] == "gaelic"


def test_what_sounds_like_a_wish_and_asks_to_understand_is_general(languages: Languages) -> None:
    assert languages.read("Cabhraigh liom ciste innéacs a thuiscint") == "general"
    assert languages.read("Aidez-moi à comprendre ce qu'est une obligation") == "general"


def test_more_of_the_line_than_of_money_is_about_the_line(languages: Languages) -> None:
    sold = "J'ai vendu mes actions, dois-je payer le minimum ou tout le solde de ma carte ?"
    assert languages.read(sold) == "line"


def test_folding() -> None:
    assert fold("  ¿Qué es  l'ETF?") == " que es l etf "
    assert fold("हैं।") == " हैं "
    assert fold("ＥＴＦ") == " etf "


def test_every_page_says_what_it_must() -> None:
    needed = {"money", "wishes", "questions", "line"}
    for file in (files("guardrails.advice") / "languages").iterdir():
        page = yaml.safe_load(file.read_text("utf-8"))
        if file.name == "everywhere.yaml":
            assert set(page) == {"money"}
        elif "wishes" in page:
            assert needed <= set(page), file.name
            assert {"marks", "letters", "script"} & set(page), file.name
        assert all(isinstance(value, str | bool) for value in page.values()), file.name
        marks = [mark.strip() for mark in page.get("marks", "").split(",")]
        assert [mark for mark in marks if len(fold(mark).split()) > 1] == [], file.name


def test_an_english_message_is_passed_on_at_once(languages: Languages) -> None:
    text = "i lost my job last month and can't make the minimum payment, what happens now?"
    languages.read(text)
    started = time.perf_counter()
    for _ in range(200):
        languages.read(text)
    assert (time.perf_counter() - started) / 200 < 0.001  # a busy machine's; it takes 0.05 ms
