import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicing.billing.allocation import allocate, by_descending_rate, pay_in_order
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money, total

APRS = {Bucket.PURCHASE: Decimal("21.99"), Bucket.DRAW: Decimal("26.99")}
BUCKETS = (Bucket.PURCHASE, Bucket.DRAW, Bucket.INTEREST, Bucket.FEES)
owed_amounts = st.fixed_dictionaries(
    {bucket: st.integers(0, 10**6).map(Money) for bucket in BUCKETS}
)


@given(st.integers(1, 10**7).map(Money), st.integers(0, 10**5).map(Money), owed_amounts)
def test_every_cent_goes_somewhere_and_none_too_much(
    amount: Money, minimum: Money, owed: dict[Bucket, Money]
) -> None:
    parts = allocate(amount, minimum, owed, APRS)
    assert total(parts.values()) == amount
    assert all(part > ZERO for part in parts.values())
    assert all(parts.get(bucket, ZERO) <= owed[bucket] for bucket in BUCKETS)
    if Bucket.CREDIT in parts:
        assert amount > total(owed.values())


@given(st.integers(1, 10**6).map(Money), owed_amounts)
def test_the_excess_pays_the_dearest_balance_first(
    amount: Money, owed: dict[Bucket, Money]
) -> None:
    parts = allocate(amount, ZERO, owed, APRS)
    if parts.get(Bucket.PURCHASE):
        assert parts.get(Bucket.DRAW, ZERO) == owed[Bucket.DRAW]


def test_the_minimum_pays_interest_and_fees_first() -> None:
    owed = {Bucket.PURCHASE: Money(50000), Bucket.INTEREST: Money(900), Bucket.FEES: Money(3000)}
    parts = allocate(Money(4000), Money(4000), owed, APRS)
    assert parts == {
        Bucket.INTEREST: Money(900),
        Bucket.FEES: Money(3000),
        Bucket.PURCHASE: Money(100),
    }


def test_a_disputed_amount_takes_no_payment() -> None:
    owed = {Bucket.DISPUTED: Money(9000), Bucket.PURCHASE: Money(1000)}
    parts = allocate(Money(2000), Money(2000), owed, APRS)
    assert parts == {Bucket.PURCHASE: Money(1000), Bucket.CREDIT: Money(1000)}


@pytest.mark.shared
@pytest.mark.parametrize("vector_id", ["alloc-ii", "alloc-iii", "alloc-iv"])
def test_official_examples(vector_id: str, shared_file: Callable[[str], Path]) -> None:
    vectors = json.loads(shared_file("regulations/worked-examples.json").read_text())
    vector = next(one for one in vectors if one["id"] == vector_id)
    balances = vector["inputs"]["balances"]
    owed = {one["name"]: Money.of(str(one["bal"])) for one in balances}
    aprs = {one["name"]: Decimal(one["apr"]) for one in balances}
    order = by_descending_rate(owed, aprs)
    parts, rest = pay_in_order(Money.of(str(vector["inputs"]["excess"])), order, owed)
    parts["purchase_plus_transfer"] = parts.get("purchase", ZERO) + parts.get("transfer", ZERO)
    expected = {k: v for k, v in vector["expected"].items() if k != "note"}
    assert {name: parts.get(name, ZERO) for name in expected} == {
        name: Money.of(str(value)) for name, value in expected.items()
    }
    assert rest == ZERO
