from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest

from servicing import nightly
from servicing.accounts import repository
from servicing.accounts.model import Hold, Line
from servicing.calendar import DAY, BusinessDays
from servicing.cards.authorisations import authorise, capture, expire, void
from servicing.ledger.model import Bucket, JournalTransaction, Merchant
from servicing.money import ZERO, Money
from servicing.products import load_products
from servicing.refusal import Refusal
from tests.servicing.builders import a_line, dollars

DAY_ONE = date(2026, 3, 2)
DINER = Merchant("Blue Door Diner", "BLUE DOOR DINER", "restaurants", "Macon, GA")
SHOP = Merchant("Oak & Ivy", "OAK AND IVY #12; DROP TABLE holds", "shopping", "Macon, GA")


@pytest.fixture
def line() -> Line:
    return a_line(limit="500")


def given(line: Line, hold_id: str, amount: str, merchant: Merchant = SHOP) -> Hold:
    hold = authorise(line, hold_id, dollars(amount), merchant, DAY_ONE)
    assert isinstance(hold, Hold)
    return hold


def code(found: object) -> str:
    assert isinstance(found, Refusal)
    return found.code


def test_holds_credit_and_owes_nothing(line: Line) -> None:
    given(line, "a", "120")
    assert (line.available(DAY_ONE), line.balance) == (dollars("380"), ZERO)


def test_two_that_fit_only_singly_are_not_both_given(line: Line) -> None:
    given(line, "a", "300")
    refused = authorise(line, "b", dollars("200.01"), SHOP, DAY_ONE)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.limit) == ("no_room", dollars("200"))
    assert [hold.hold_id for hold in line.holds] == ["a"]
    given(line, "c", "200")
    assert line.available(DAY_ONE) == ZERO


def test_the_network_asking_twice_gets_one_hold(line: Line) -> None:
    assert given(line, "a", "300") is given(line, "a", "300")
    assert line.available(DAY_ONE) == dollars("200")


@pytest.mark.parametrize("blocked", ["bankruptcy", "deceased", "charged_off"])
def test_a_blocked_line_gives_none(line: Line, blocked: str) -> None:
    if blocked == "charged_off":
        line.status = "charged_off"
    else:
        line.flags = {blocked: False}
    assert code(authorise(line, "a", dollars("1"), SHOP, DAY_ONE)) == "card_blocked"


def test_a_product_without_a_card_gives_none(line: Line) -> None:
    line.product = load_products()["revolving"].model_copy(update={"card_access": False})
    assert code(authorise(line, "a", dollars("1"), SHOP, DAY_ONE)) == "no_card"


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_nothing_or_less_is_refused(line: Line, amount: str) -> None:
    assert code(authorise(line, "a", dollars(amount), SHOP, DAY_ONE)) == "amount_too_small"
    hold = given(line, "b", "10")
    assert code(capture(line, hold, dollars(amount), DAY_ONE)) == "amount_too_small"


def test_a_part_captured_frees_the_rest(line: Line) -> None:
    hold = given(line, "a", "100")
    posted = capture(line, hold, dollars("60"), DAY_ONE + DAY)
    assert isinstance(posted, JournalTransaction)
    assert (posted.hold_id, posted.transacted_on, dict(posted.detail)) == ("a", DAY_ONE, {})
    assert line.state.buckets[Bucket.PURCHASE] == dollars("60")
    assert (line.available(DAY_ONE), line.holds) == (dollars("440"), [])


def test_a_capture_happens_once_whatever_the_caller_holds(line: Line) -> None:
    hold = given(line, "a", "100")
    capture(line, hold, dollars("60"), DAY_ONE)
    assert code(capture(line, hold, dollars("40"), DAY_ONE)) == "already_captured"
    assert code(void(line, hold, DAY_ONE)) == "already_captured"
    assert line.state.buckets[Bucket.PURCHASE] == dollars("60")


def test_a_void_frees_the_credit_and_ends_it(line: Line) -> None:
    hold = given(line, "a", "100")
    assert isinstance(void(line, hold, DAY_ONE), Hold)
    assert line.available(DAY_ONE) == dollars("500")
    assert code(void(line, hold, DAY_ONE)) == "already_voided"
    assert code(capture(line, hold, dollars("100"), DAY_ONE)) == "already_voided"


def test_a_tip_is_tolerated_where_people_tip(line: Line) -> None:
    dinner, clothes = given(line, "a", "50", DINER), given(line, "b", "50")
    assert code(capture(line, dinner, dollars("60.01"), DAY_ONE)) == "above_authorisation"
    assert code(capture(line, clothes, dollars("50.01"), DAY_ONE)) == "above_authorisation"
    assert isinstance(capture(line, dinner, dollars("60"), DAY_ONE), JournalTransaction)


def test_expires_after_its_last_day_and_is_posted_late_all_the_same(line: Line) -> None:
    hold = given(line, "a", "500")
    last = DAY_ONE + timedelta(days=7)
    assert expire(line, last) == []
    [expired] = expire(line, last + DAY)
    assert (expired.status, line.available(last)) == ("expired", dollars("500"))
    given(line, "b", "500")
    posted = capture(line, hold, dollars("500"), last + DAY)
    assert isinstance(posted, JournalTransaction)
    assert posted.detail == {"forced": "after_expiry", "expired_on": last.isoformat()}
    assert line.available(last) == ZERO
    assert line.balance == dollars("500")
    assert code(capture(line, expired, dollars("1"), last + DAY)) == "already_captured"


def test_nights_capture_what_the_demo_foresees_and_expire_the_rest(line: Line) -> None:
    days = BusinessDays()
    authorise(line, "a", dollars("20"), SHOP, line.opened_on, posts_on=line.opened_on + 2 * DAY)
    authorise(line, "b", dollars("30"), SHOP, line.opened_on)
    day = line.opened_on
    while day < line.opened_on + 9 * DAY:
        day += DAY
        nightly.morning(line, day, days)
        nightly.evening(line, day)
    assert {key: one.status for key, one in line.changes.holds.items()} == {
        "a": "posted",
        "b": "expired",
    }
    assert line.balance == Money(2000)


def test_in_postgres_each_ends_once(demo_copy: str) -> None:
    products = load_products()
    with psycopg.connect(demo_copy) as connection:
        line, _ = repository.load(connection, products, "b-0001", lock=True)
        day = line.state.morning_of
        for name in "abc":
            assert isinstance(authorise(line, f"net-{name}", Money(500), SHOP, day), Hold)
        repository.save(connection, line)
        line, _ = repository.load(connection, products, "b-0001", lock=True)
        known = {hold.hold_id: hold for hold in line.holds}
        assert known["net-a"].merchant == SHOP
        assert isinstance(capture(line, known["net-a"], Money(450), day), JournalTransaction)
        void(line, known["net-b"], day)
        expire(line, day + timedelta(days=8))
        repository.save(connection, line)
        connection.commit()

        line, _ = repository.load(connection, products, "b-0001", lock=True)
        found = {
            name: repository.hold(connection, line.account_id, f"net-{name}") for name in "abcd"
        }
        states = {name: one and one.status for name, one in found.items()}
        assert states == {"a": "posted", "b": "voided", "c": "expired", "d": None}
        again = found["a"]
        assert again is not None
        assert again.captured == Money(450)
        assert code(capture(line, again, Money(50), day)) == "already_captured"
        # A caller with a stale copy gets as far as Postgres and no further.
        assert isinstance(
            capture(line, replace(again, status="pending"), Money(450), day), JournalTransaction
        )
        with pytest.raises(psycopg.errors.UniqueViolation):
            repository.save(connection, line)
