"""Rates, balances and repayment."""

from datetime import date
from decimal import Decimal

from servicing.billing import rates, repayment, scra
from servicing.billing.apr import Tier, quotient_apr, tiered_charge
from servicing.billing.delinquency import penalty_rate_from
from servicing.billing.excess import Balance, allocate_excess
from servicing.billing.grace import bearing_spans
from servicing.billing.interest import Move, Span
from servicing.money import ZERO, Money
from tests.servicing.examples.common import Vector, dollars, month, on


def sixty_day_delinquency(vector: Vector) -> None:
    amount, _, day = vector["inputs"]["paid"].split()
    found = penalty_rate_from(
        on("03-15"), dollars(vector["inputs"]["due_0315"]), [(on(day), dollars(amount))]
    )
    assert (found is not None) is vector["expected"]["exception_applies"]
    assert found in {None, on("05-15")}


def workout(vector: Vector) -> None:
    before = Decimal(vector["inputs"]["rate_before_plan"])
    assert rates.rate_after_arrangement(before) == vector["expected"]["rate_after_max"]


def servicemember(vector: Vector) -> None:
    year_three = date(2028, 1, 1)
    found = rates.rate_after_service(Decimal(15), year_three, year_three, date(2028, 2, 15))
    assert f"{found.from_day:%m-%d}" in vector["expected"]["variable_rate_resumes"]
    assert found.on_old_and_new
    assert found.right_to_reject is vector["expected"]["right_to_reject_required"]
    assert scra.CAP_PERCENT == vector["inputs"]["rate_in_service"]


def protected_balance(vector: Vector) -> None:
    # The fourteenth day is the one the example names; its own count is a day short.
    given, expected = vector["inputs"], vector["expected"]
    later = [(on(day), dollars(amount)) for day, amount in given["purchases"].items()]
    found = rates.protected_balance(dollars(given["balance_0315"]), later, on(expected["day14"]))
    assert found.protected == dollars(expected["protected_balance"])
    assert found.exposed == dollars(expected["new_rate_applies_to"])


def protected_minimum(vector: Vector) -> None:
    purchases, charges = dollars(vector["inputs"]["purchase"]), dollars(25)
    found = rates.protected_minimum(purchases, Decimal(2), charges, lambda balance: dollars(50))
    assert found.doubled_percent == charges + dollars(80)
    assert vector["expected"]["purchase_component_max"] == "fees + interest + 4% of 2000"


def credit_limit_decrease(vector: Vector) -> None:
    notice, effective = on(vector["inputs"]["notice"]), on(vector["inputs"]["effective"])

    def say(over_on: str, asked: str) -> str:
        return rates.penalty_rate_after_limit_cut(
            notice, effective, lambda day: day == on(over_on), on(asked)
        )

    assert say("02-16", "02-16") == "allowed"
    assert say("01-20", "02-16") == "not_allowed"
    assert say("02-17", "02-17") == "new_notice_needed"


def grace_interest(vector: Vector) -> None:
    purchases = [
        Move(on(day), dollars(amount), "charge")
        for day, amount in (("03-10", 100), ("03-15", 200), ("03-20", 300))
    ]
    february = Move(on("03-25"), -dollars(400), "payment")
    cycles = (month(3), month(4))
    if vector["id"] == "grace-ii":
        excess, cash = dollars(600), dollars(250)
        owed = [Balance("cash", cash, Decimal(25)), Balance("purchase", dollars(600), Decimal(15))]
        parts, _ = allocate_excess(excess, owed)
        assert parts["cash"] == dollars(vector["expected"]["cash_paid"])
        moves = [*purchases, february, Move(on("04-25"), -parts["purchase"], "payment")]
        _, april = bearing_spans(dollars(400), moves, cycles, came_with_grace=True)
        (row,) = vector["expected"]["interest_on"]
        assert april == (Span(on(row["start"]), on(row["end"]), dollars(row["amount"])),)
        advance = [Move(on("03-18"), cash, "charge"), Move(on("04-25"), -cash, "payment")]
        march, april = bearing_spans(ZERO, advance, cycles, True, bears_grace=False)
        first, last = map(on, vector["expected"]["cash_interest"].split(".."))
        assert (march[0].first_day, april[-1].last_day) == (first, last)
    elif vector["id"] == "grace-iii":
        moves = [*purchases, Move(on("04-25"), -dollars(500), "payment")]
        march, _ = bearing_spans(dollars(400), moves, cycles, came_with_grace=True)
        assert {one.day for one in purchases} <= {one.first_day for one in march}
    else:
        raise LookupError(vector["id"])


def apr_quotient(vector: Vector) -> None:
    tiers = (Tier(Decimal("1.5"), dollars(500)), Tier(Decimal(1), None))
    balance = dollars(vector["inputs"]["balance"])
    charge = tiered_charge(balance, tiers)
    assert charge == dollars(vector["expected"]["finance_charge"]).minor
    assert quotient_apr(charge, balance) == Decimal(str(vector["expected"]["composite_apr"]))


def repayment_estimate_rounding(vector: Vector) -> None:
    given, expected = vector["inputs"], vector["expected"]
    true, issuer = given["true_months"], given["issuer_months"]
    said = {name: " ".join(map(str, repayment.disclosed_time(n))) for name, n in given.items()}
    assert said["true_months"] == expected["disclosed_true"]
    assert said["issuer_months"] == expected["disclosed_issuer"]
    assert repayment.within_tolerance(true, issuer) is expected["accurate"]


def repayment_estimate(vector: Vector) -> None:
    given, expected = vector["inputs"], vector["expected"]
    promo = given["promo_last_month"]
    parts = [
        repayment.Portion(
            dollars(balance),
            Decimal(str(apr)) * 100,
            changes_in=promo if number == 0 else None,
            then_apr=Decimal(str(given["rate_after_promo"])) * 100,
        )
        for number, (balance, apr) in enumerate(zip(given["bal"], given["apr"], strict=True))
    ]
    share = Decimal(str(given["pmin"]))

    def formula(balance: Money, interest: Money) -> Money:
        return max(Money(round(balance.minor * share)), dollars(given["dmin"]))

    found, equal = repayment.minimums_only(parts, formula), repayment.in_36_months(parts)
    assert found.months == expected["months"]
    assert found.total_paid == dollars(expected["total_minimum"])
    assert (equal.payment, equal.total_paid) == (
        dollars(expected["pmt36"]),
        dollars(expected["total36"]),
    )
    saved = repayment.savings(found.total_paid, equal.total_paid, whole_dollars=True)
    assert saved == dollars(expected["savings"])
    for name in ("month1", "month6", "last"):
        number, *row = expected[name]
        one = found.schedule[number - 1]
        told = (one.balance, *one.balances, one.payment, one.interest)
        assert told == tuple(map(dollars, row))
