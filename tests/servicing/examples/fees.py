"""Penalty fees."""

from servicing.billing import overlimit, penalties
from servicing.billing.events import Event, Minimum, Received, Use, events
from servicing.billing.penalties import Violation
from servicing.billing.thresholds import SafeHarbour
from servicing.calendar import DAY
from servicing.money import Money
from tests.servicing.examples.common import OPENINGS, Vector, dollars, month, on

THEN = SafeHarbour(Money(2500), Money(3500))


def minimum(due: str, amount: float) -> Minimum:
    due_on = on(due)
    return Minimum(due_on.replace(day=1) - DAY, due_on, dollars(amount))


def received(day: str, amount: float, *returned: str) -> Received:
    return Received(on(day), dollars(amount), tuple(map(on, returned)))


def tier(kind: penalties.Kind, day: str, *earlier: tuple[penalties.Kind, str]) -> Money:
    found = [Violation(one, on(when), "safe_harbour") for one, when in earlier]
    return penalties.safe_harbour_fee(kind, on(day), found, OPENINGS, THEN)


def fees(event: Event, *earlier: tuple[penalties.Kind, str]) -> dict[str, Money]:
    """The most each violation of an event may bear; one of them may be charged."""
    return {
        one.kind: min(tier(one.kind, f"{one.on:%m-%d}", *earlier), one.cap)
        for one in event.violations
    }


def late_fee_cap(vector: Vector) -> None:
    given = vector["inputs"]
    (event,) = events(
        [minimum("09-25", given["min_due"])], [received("09-25", given["paid"])], on("09-26")
    )
    assert event.violations[0].cap == dollars(vector["expected"]["max_fee"])
    assert penalties.late_fee_cap(dollars(given["min_due"])) == event.violations[0].cap


_RETURNED = {
    "retfee-cap-1": ([minimum("03-25", 15)], [received("03-23", 100, "03-26")], "03-31"),
    "retfee-cap-3": ([minimum("03-25", 15)], [received("03-23", 100, "03-26", "04-01")], "04-10"),
    "retfee-cap-4": (
        [minimum("08-25", 15)],
        [received("08-23", 15), received("09-05", 50, "09-07")],
        "09-08",
    ),
}


def returned_fee_cap(vector: Vector) -> None:
    minimums, payments, as_of = _RETURNED[vector["id"]]
    found = events(minimums, payments, on(as_of))
    returned = [one for event in found for one in event.violations if one.kind == "returned"]
    expected = vector["expected"]
    assert len(found) == len(returned) == 1  # one event, whatever the times it came back
    if "max_fee" in expected:
        assert returned[0].cap == dollars(expected["max_fee"])
    if "second_fee_allowed" in expected:
        assert penalties.returned_fee_cap(
            on("04-01"), [(on("03-25"), dollars(15))], earlier_return_of_it=True
        ) == dollars(0)


def overlimit_fee_cap(vector: Vector) -> None:
    moves = [dollars(60), dollars(5)]
    moves += [-dollars(amount) for amount in vector["inputs"].get("payment", {}).values()]
    cap = overlimit.overlimit_fee_cap(dollars(5000), dollars(4950), moves)
    assert cap == dollars(vector["expected"]["max_fee"])


def repeat_fee(vector: Vector) -> None:
    late: tuple[penalties.Kind, str] = ("late", "03-26")
    expected = vector["expected"]
    if vector["id"] == "repeat-A1":
        assert tier("late", "04-26", late) == dollars(expected["fee_0426_max"])
        both = (late, ("late", "04-26"))
        assert tier("late", "10-26", *both) == dollars(35)
        assert tier("late", "11-26", *both) == dollars(25)
    elif vector["id"] == "repeat-A2":
        assert tier("late", "10-26", late) == dollars(expected["fee_1026_max"])
    elif vector["id"] == "repeat-B":
        earlier: tuple[penalties.Kind, str] = ("late", "08-26")
        assert tier("overlimit", "09-30", earlier) == dollars(25)
        found = tier("late", "10-26", earlier, ("overlimit", "09-30"))
        assert found == dollars(expected["fee_1026_max"])
    else:
        raise LookupError(vector["id"])


def _single_i(vector: Vector) -> tuple[Event, ...]:
    april = minimum("04-25", vector["inputs"]["min_due_0425"])
    payment = received("04-20", vector["inputs"]["paid_0420"])
    return events([minimum("03-25", 20), april], [payment], on("04-30"))


def single_event(vector: Vector) -> None:
    expected, vector_id = vector["expected"], vector["id"]
    march_late: tuple[penalties.Kind, str] = ("late", "03-26")
    if vector_id == "single-iA":
        _, april = _single_i(vector)
        assert fees(april, march_late) == {"late": dollars(expected["late_fee_0426_max"])}
    elif vector_id == "single-iB":
        assert len(_single_i(vector)) == 1
    elif vector_id == "single-iiA":
        (event,) = events([minimum("03-25", 30)], [received("03-25", 50, "03-27")], on("03-31"))
        assert fees(event) == {"late": dollars(25), "returned": dollars(25)}
    elif vector_id == "single-iii":
        payments = [received("07-10", 50), received("07-20", 100, "07-24")]
        (event,) = events([minimum("07-25", 30)], payments, on("07-31"))
        assert fees(event) == {"returned": dollars(expected["returned_fee_max"])}
    elif vector_id == "single-iv":
        use = Use(month(3), dollars(1000), dollars(970), [(on("03-31"), dollars(70))])
        late, over = events([minimum("03-25", 35)], [], on("03-31"), use)
        assert fees(late) == {"late": dollars(expected["late_fee"])}
        assert fees(over) == {"overlimit": dollars(expected["overlimit_fee"])}
    elif vector_id == "single-vi":
        payments = [received("03-20", 50, "03-22"), received("03-25", 50, "03-27")]
        first, second = events([minimum("03-25", 50)], payments, on("03-31"))
        assert fees(first) == {"returned": dollars(25)}
        found = fees(second, ("returned", "03-22"))
        assert found == {"late": dollars(25), "returned": dollars(35)}
    else:
        raise LookupError(vector_id)


def fee_rounding(vector: Vector) -> None:
    found = penalties.nearest_dollar(dollars(vector["inputs"]["permitted"]))
    assert found == dollars(vector["expected"]["fee"])


def cost_based_late_fee(vector: Vector) -> None:
    given = vector["inputs"]
    lost = given["late_payments"] - given["collectable"]
    found = penalties.cost_based_fee(dollars(given["costs"]), given["late_payments"], lost)
    assert found == dollars(vector["expected"]["fee"])


def overlimit_from_fees(vector: Vector) -> None:
    given = vector["inputs"]
    own = dollars(given["fees_jan"])
    balance = dollars(given["carried"] + given["purchase_0125"]) + own
    found = overlimit.may_charge_overlimit(dollars(given["limit"]), balance, own, opted_in=True)
    assert found is vector["expected"]["overlimit_fee_allowed"]
