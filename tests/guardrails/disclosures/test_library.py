"""The disclosure library: complete, deterministic, filled only from facts."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
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
        (Act.AUTHORISED_DEBIT, "payment-authorization", "card"),
        (Act.TOOK_DISPUTE, "billing-rights", "reply_end"),
        (Act.HARDSHIP_STARTED, "hardship-no-guarantee", "reply_end"),
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
    (due,) = library.due([Act.AUTHORISED_DEBIT], CONTEXT)
    assert "$75.00 from your Checking account ending 4417 on November 27, 2026" in due.text
    assert due.acknowledge


def test_without_its_facts_the_act_is_refused(library: DisclosureLibrary) -> None:
    with pytest.raises(PlaceholderUnfilled, match=r"quote\.amount"):
        library.due([Act.AUTHORISED_DEBIT], DisclosureContext(on=TODAY))


def test_the_library_is_large_enough_and_says_everything_twice(library: DisclosureLibrary) -> None:
    assert len(library.disclosures) >= 25
    english_only = {d.id for d in library.disclosures if "es" not in d.text}
    assert english_only == {"ecoa-notice"}  # the law's own words
    assert {act for d in library.disclosures for act in d.triggers} == set(Act)


def test_the_order_of_acts_changes_nothing(library: DisclosureLibrary) -> None:
    acts = list(Act)
    due = library.due(acts, CONTEXT)
    assert due == library.due(reversed(acts), CONTEXT)
    places = [d.placement for d in due]
    assert places == sorted(places, key=("opening", "reply_end", "card").index)
    assert len({d.id for d in due}) == len(due)


def test_once_means_once_and_each_act_means_again(library: DisclosureLibrary) -> None:
    first = library.due(list(Act), CONTEXT)
    again = library.due(list(Act), CONTEXT, frozenset((d.id, d.version) for d in first))
    repeated = {d.id for d in library.disclosures if d.repeat == "each_act"}
    assert {d.id for d in again} == repeated & {d.id for d in first}
    assert {"payment-authorization", "ecoa-notice"} <= {d.id for d in again}
    assert "billing-rights" not in {d.id for d in again}


def test_a_disclosure_says_which_act_made_it_due(library: DisclosureLibrary) -> None:
    due = library.due([Act.TOOK_DISPUTE, Act.TOOK_UNAUTHORIZED_USE], CONTEXT)
    acts = {d.id: d.acts for d in due}
    assert acts["billing-rights"] == (Act.TOOK_DISPUTE, Act.TOOK_UNAUTHORIZED_USE)
    assert acts["unauthorized-use-liability"] == (Act.TOOK_UNAUTHORIZED_USE,)


def test_card_rules_stay_with_cards(library: DisclosureLibrary) -> None:
    cardless = replace(CONTEXT, card_access=False)
    ids = {d.id for d in library.due([Act.TOOK_UNAUTHORIZED_USE], cardless)}
    assert ids == {"billing-rights"}
    assert library.due([Act.QUOTED_MINIMUM_ONLY], cardless) == ()
    (warning,) = library.due([Act.QUOTED_MINIMUM_ONLY], CONTEXT)
    assert warning.text.startswith("Minimum Payment Warning: If you make only the minimum payment")


def test_a_product_has_its_own_words(library: DisclosureLibrary) -> None:
    line = replace(CONTEXT, card_access=False, bears_interest=False)
    acts = (Act.DREW_FUNDS, Act.SET_AUTOPAY, Act.QUOTED_APR)
    revolving = {d.id for d in library.due(acts, CONTEXT)}
    assert revolving == {"draw-cost", "autopay-authorization", "apr-and-changes"}
    ids = {d.id for d in library.due(acts, line)}
    assert ids == {"draw-repayment", "autopay-fee-authorization", "no-interest-line"}


def test_only_a_debt_collector_says_that_it_is_one(library: DisclosureLibrary) -> None:
    acts = (Act.COLLECTOR_FIRST_MESSAGE, Act.COLLECTOR_LATER_MESSAGE)
    assert library.due(acts, CONTEXT) == ()
    collector = replace(CONTEXT, collector="debt_collector")
    (first, opt_out) = library.due(acts[:1], collector)
    assert "attempting to collect a debt" in first.text
    assert "any information obtained will be used for that purpose" in first.text.lower()
    (later, _) = library.due(acts[1:], collector, frozenset({("collector-later", "1")}))
    assert "from a debt collector" in later.text
    assert opt_out.citation == "12 CFR 1006.6(e)"
    spanish = replace(collector, language="es")
    assert "cobrador de deudas" in library.due(acts[1:], spanish)[0].text


def test_the_ecoa_notice_is_the_regulations_own(
    library: DisclosureLibrary, shared_file: Callable[[str], Path]
) -> None:
    lines = shared_file("regulations/regulations.jsonl").read_text("utf-8").splitlines()
    rule = next(r for r in map(json.loads, lines) if r["id"] == "12 CFR 1002.9(b)")
    (notice,) = [d for d in library.due([Act.ADVERSE_ACTION], CONTEXT) if d.id == "ecoa-notice"]
    said = notice.text.removeprefix("Notice: ").partition("is the Federal Trade")[0]
    assert said in rule["text"]


def test_require_names_what_is_missing(entries: list[dict[str, Any]]) -> None:
    library = DisclosureLibrary.load(entries)
    everywhere = [
        replace(CONTEXT, collector=who, card_access=card, bears_interest=interest)
        for who in ("first_party", "debt_collector")
        for card, interest in ((True, True), (False, True), (False, False))
    ]
    library.require(everywhere)
    with pytest.raises(LibraryIncomplete, match=r"in force on 2020-01-01 for .*took_dispute"):
        library.require([replace(CONTEXT, on=date(2020, 1, 1))])
    for entry in entries:
        if entry["id"] == "draw-repayment":
            entry["effective_to"] = date(2026, 11, 1)
    old = DisclosureLibrary.load(entries)
    old.require(everywhere[:2])
    with pytest.raises(LibraryIncomplete, match=r"drew_funds \(first_party, app, without interest"):
        old.require(everywhere)


def test_a_new_version_is_shown_again(library: DisclosureLibrary) -> None:
    due = library.due([Act.TOOK_DISPUTE], CONTEXT, frozenset({("billing-rights", "0")}))
    assert [d.id for d in due] == ["billing-rights"]


def test_spanish_is_used_where_it_exists(library: DisclosureLibrary) -> None:
    spanish = DisclosureContext(on=TODAY, language="es", evidence=QUOTE)
    (due,) = library.due([Act.AUTHORISED_DEBIT], spanish)
    assert due.language == "es"
    assert "27 de noviembre de 2026" in due.text


def test_english_stands_where_no_translation_exists(entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        entry["text"].pop("es", None)
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
