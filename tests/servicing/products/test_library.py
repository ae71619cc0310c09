"""Definitions are read whole, and what can't stand is refused in plain words."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from servicing.money import Money
from servicing.products import BadProduct, load_product, load_products
from servicing.products.reach import PENALTY_FEES, RULES, reaches, reaching

HERE = Path(__file__).parent
REVOLVING = files("servicing.products").joinpath("revolving.yaml").read_text()
DRAW_LINE = files("servicing.products").joinpath("draw-line.yaml").read_text()


def test_what_ships_is_two_products_and_a_folder_adds_a_third() -> None:
    assert set(load_products()) == {"revolving", "draw-line"}
    assert set(load_products(HERE)) == {"revolving", "draw-line", "weekly-cash"}


def test_one_id_is_one_product(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(REVOLVING)
    with pytest.raises(BadProduct, match=r"mine\.yaml: a product 'revolving' is already there"):
        load_products(tmp_path)


def test_the_draw_line_has_no_interest_and_no_penalty_fees() -> None:
    product = load_product(DRAW_LINE)
    assert not product.bears_interest
    assert product.penalty("late_payment") is None
    assert product.subscription is not None
    assert product.subscription.fee(Money.of("200")) == Money.of("10")
    assert (product.draws.open_at_once, product.autopay.covers) == (1, ("fee",))


def test_a_fee_goes_by_the_band_that_holds_the_limit() -> None:
    rules = load_products(HERE)["weekly-cash"].subscription
    assert rules is not None
    fees = [rules.fee(Money.of(limit)) for limit in ("100", "500", "500.01", "1500")]
    assert fees == [Money.of(fee) for fee in ("3", "3", "5", "5")]


@pytest.mark.parametrize(
    ("text", "change", "complaint"),
    [
        (REVOLVING, ('floor: "25.00"', "floor: 25.00"), r"minimum_payment\.floor: .*quotes"),
        (REVOLVING, ('floor: "25.00"', 'floor: "25.001"'), r"minimum_payment\.floor: .*cents"),
        (REVOLVING, ('floor: "25.00"', 'floor: "lots"'), r"minimum_payment\.floor: .*dollars"),
        (REVOLVING, ("card_access: true", "card_access: true\ncolour: red"), r"colour: Extra"),
        (REVOLVING, ("charge_off:\n  days_past_due: 180\n", ""), r"charge_off: Field required"),
        (REVOLVING, ("every: month", "every: fortnight"), r"cycle\.every: .*'two_weeks'"),
        (REVOLVING, ("every: month", "every: half_month"), r"same day each month .*1026\.7"),
        (REVOLVING, ("days_to_due: 25", "days_to_due: 20"), r"at least 21 days .*1026\.5"),
        (REVOLVING, ('first: "30.00"', 'first: "31.00"'), r"above the safe harbour .*1026\.52"),
        (REVOLVING, ("capped_at_minimum: true", "capped_at_minimum: false"), r"never above the"),
        (REVOLVING, ('purchase_apr: "17.99"', "purchase_apr: null"), r"purchase_apr where"),
        (REVOLVING, ("name: standard", "name: prime"), r"two tiers have one name"),
        (REVOLVING, ("statement, current, fixed", "fee"), r"can't cover a fee"),
        (REVOLVING, ("[interest, fees, purchase, draw]", "[fees, draw]"), r"order names each of"),
        (REVOLVING, ("blocked_days_after_return: 10", ""), r"belong together"),
        (REVOLVING, ('maximum: "10000.00"', 'maximum: "400.00"'), r"above the maximum \$400\.00"),
        (DRAW_LINE, ("whole_balance: true", "whole_balance: false"), r"repaid whole"),
        (DRAW_LINE, ('floor: "0.00"', 'floor: "5.00"'), r"leaves no room"),
        (DRAW_LINE, ('up_to: "1000.00"', 'up_to: "900.00"'), r"no band for limits above \$900"),
        (DRAW_LINE, ('draws:\n  minimum: "50.00"', 'draws:\n  minimum: "250.00"'), r"smallest"),
        (DRAW_LINE, ("pricing: {}", "pricing: {purchase_grace: true}"), r"needs a card"),
        (DRAW_LINE, ("id: draw-line", "id: Draw Line"), r"id: .*pattern"),
        (DRAW_LINE, ("id: draw-line", "id: ]"), r"not YAML"),
    ],
)
def test_a_faulty_definition_says_what_is_wrong(
    text: str, change: tuple[str, str], complaint: str
) -> None:
    assert change[0] in text
    with pytest.raises(BadProduct, match=complaint):
        load_product(text.replace(*change, 1), "mine.yaml")


def test_a_card_decides_which_rules_reach_a_line() -> None:
    products = load_products()
    card, cash = products["revolving"], products["draw-line"]
    assert reaching(card) == RULES
    assert reaches(PENALTY_FEES, card)
    assert not reaches(PENALTY_FEES, cash)
    assert {rule.scope for rule in reaching(cash)} == {"open_end"}
    subpart_g = [rule for rule in RULES if rule.citation.startswith("12 CFR 1026.5")]
    assert all(rule not in reaching(cash) for rule in subpart_g)
    assert {"12 CFR 1026.13", "12 CFR 1026.10(a)"} <= {r.citation for r in reaching(cash)}


@pytest.mark.shared
def test_each_rule_cited_exists(shared_file) -> None:  # type: ignore[no-untyped-def]
    rows = shared_file("regulations/regulations.jsonl").read_text().splitlines()
    known = {json.loads(row)["id"] for row in rows}
    sections = {id_.split("(")[0] for id_ in known}
    for rule in RULES:
        within = [id_ for id_ in known if f"{rule.citation}(".startswith(f"{id_}(")]
        assert within or rule.citation in sections, rule
