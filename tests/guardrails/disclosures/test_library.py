"""The disclosure library: complete, deterministic, filled only from facts."""

from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import yaml

from guardrails.disclosures import (
    Act,
    DisclosureContext,
    DisclosureLibrary,
    LibraryIncomplete,
    PlaceholderUnfilled,
    quote_facts,
)

TODAY = date(2026, 11, 20)
QUOTE = quote_facts("75.00", date(2026, 11, 27), "Checking", "4417")
CONTEXT = DisclosureContext(on=TODAY, evidence=QUOTE)


@pytest.fixture(scope="module")
def library() -> DisclosureLibrary:
    return DisclosureLibrary.load()


@pytest.fixture
def entries() -> list[dict[str, Any]]:
    folder = files("guardrails.disclosures") / "library"
    return [yaml.safe_load(f.read_text("utf-8")) for f in folder.iterdir()]


@pytest.mark.parametrize(
    ("act", "id_", "placement"),
    [
        (Act.FIRST_AUTOMATED_MESSAGE, "automated-assistant", "opening"),
        (Act.QUOTED_PAYMENT, "payment-authorization", "card"),
        (Act.TOOK_DISPUTE, "billing-rights", "reply_end"),
        (Act.TOOK_UNAUTHORIZED_USE, "billing-rights", "reply_end"),
        (Act.DISCUSSED_HARDSHIP, "hardship-no-guarantee", "reply_end"),
        (Act.RECORDED_BANKRUPTCY, "bankruptcy-no-collection", "reply_end"),
    ],
)
def test_an_act_makes_its_disclosure_due(
    library: DisclosureLibrary, act: Act, id_: str, placement: str
) -> None:
    (due,) = library.due([act], CONTEXT)
    assert (due.id, due.placement) == (id_, placement)
    assert due.citation
    assert "{{" not in due.text


def test_the_authorization_shows_the_quote_and_nothing_else(library: DisclosureLibrary) -> None:
    (due,) = library.due([Act.QUOTED_PAYMENT], CONTEXT)
    assert "$75.00 from your Checking account ending 4417 on November 27, 2026" in due.text
    assert due.acknowledge


def test_without_its_facts_the_act_is_refused(library: DisclosureLibrary) -> None:
    with pytest.raises(PlaceholderUnfilled, match=r"quote\.amount"):
        library.due([Act.QUOTED_PAYMENT], DisclosureContext(on=TODAY))


def test_the_order_of_acts_changes_nothing(library: DisclosureLibrary) -> None:
    acts = list(Act)
    due = library.due(acts, CONTEXT)
    assert due == library.due(reversed(acts), CONTEXT)
    assert [d.placement for d in due] == ["opening", *["reply_end"] * 3, "card"]
    assert len({d.id for d in due}) == len(due) == 5


def test_once_means_once_and_each_act_means_again(library: DisclosureLibrary) -> None:
    shown = frozenset((d.id, d.version) for d in library.due(list(Act), CONTEXT))
    again = library.due(list(Act), CONTEXT, shown)
    assert [d.id for d in again] == ["payment-authorization"]


def test_a_new_version_is_shown_again(library: DisclosureLibrary) -> None:
    due = library.due([Act.TOOK_DISPUTE], CONTEXT, frozenset({("billing-rights", "0")}))
    assert [d.id for d in due] == ["billing-rights"]


def test_spanish_is_used_where_it_exists(library: DisclosureLibrary) -> None:
    spanish = DisclosureContext(on=TODAY, language="es", evidence=QUOTE)
    (due,) = library.due([Act.QUOTED_PAYMENT], spanish)
    assert due.language == "es"
    assert "27 de noviembre de 2026" in due.text


def test_english_stands_where_no_translation_exists(entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        entry["text"].pop("es")
    spanish = DisclosureContext(on=TODAY, language="es", evidence=QUOTE)
    (due,) = DisclosureLibrary.load(entries).due([Act.TOOK_DISPUTE], spanish)
    assert due.language == "en"


def test_an_act_with_nothing_in_force_is_refused(library: DisclosureLibrary) -> None:
    with pytest.raises(LibraryIncomplete, match="took_dispute"):
        library.due([Act.TOOK_DISPUTE], DisclosureContext(on=date(2020, 1, 1)))
    with pytest.raises(LibraryIncomplete, match="took_dispute"):
        library.due([Act.TOOK_DISPUTE], DisclosureContext(on=TODAY, channel="fax"))


def test_a_scope_keeps_a_disclosure_from_others(entries: list[dict[str, Any]]) -> None:
    (rights,) = [e for e in entries if e["id"] == "billing-rights"]
    collector = {**rights, "id": "collector-rights", "collector": "debt_collector"}
    cardless = {**rights, "id": "cardless-rights", "card_access": False}
    library = DisclosureLibrary.load([*entries, collector, cardless])
    assert [d.id for d in library.due([Act.TOOK_DISPUTE], CONTEXT)] == ["billing-rights"]
    other = DisclosureContext(on=TODAY, card_access=False, collector="debt_collector")
    assert len(library.due([Act.TOOK_DISPUTE], other)) == 3


def test_load_refuses_an_act_without_disclosure(entries: list[dict[str, Any]]) -> None:
    rest = [e for e in entries if e["id"] != "bankruptcy-no-collection"]
    with pytest.raises(LibraryIncomplete, match="recorded_bankruptcy"):
        DisclosureLibrary.load(rest)


@pytest.mark.parametrize(
    "change",
    [
        {"triggers": ["sneezed"]},
        {"triggers": []},
        {"citation": ""},
        {"surprise": True},
        {"text": {"es": "Hola."}},
        {"text": {"en": "You owe $25.00."}},
        {"text": {"en": "You have 60 days."}},
    ],
)
def test_load_refuses_a_bad_entry(entries: list[dict[str, Any]], change: dict[str, Any]) -> None:
    with pytest.raises(LibraryIncomplete):
        DisclosureLibrary.load([{**entries[0], **change}, *entries[1:]])


def test_load_refuses_two_versions_in_force_at_once(entries: list[dict[str, Any]]) -> None:
    with pytest.raises(LibraryIncomplete, match="versions"):
        DisclosureLibrary.load([*entries, {**entries[0], "version": "2"}])
