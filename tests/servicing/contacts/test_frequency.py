"""Call frequencies (12 CFR 1006.14(b)) with every official example, and ceasing contact."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from servicing.contacts.frequency import (
    Call,
    Consent,
    Tally,
    contact_violates_cease,
    next_call_day,
    presumed,
    tally,
)

HERE = ZoneInfo("America/Chicago")
CARD = frozenset({"card"})


def on(month: int, day: int, hour: int = 10, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=HERE)


def unanswered(*moments: datetime, debt: str = "card") -> list[Call]:
    return [Call(moment, frozenset({debt})) for moment in moments]


def talk(moment: datetime, debt: str = "card", placed: bool = True) -> Call:
    debts = frozenset({debt})
    return Call(moment, debts if placed else frozenset(), debts, placed)


def test_1_i_seven_calls_in_seven_days_and_the_next_on_the_eighth() -> None:
    # cmt. 14(b)(2)(i)-1.i
    calls = unanswered(*(on(4, day) for day in range(1, 8)))
    assert tally(calls, "card", date(2026, 4, 7)) == Tally(7, 0)
    assert next_call_day(calls, "card", on(4, 7, 15)) == date(2026, 4, 8)
    assert presumed([*calls, *unanswered(on(4, 8))], "card") == "compliance"


def test_1_ii_a_conversation_the_person_began_starts_the_seven_days() -> None:
    # cmt. 14(b)(2)(i)-1.ii
    calls = [talk(on(8, 13), placed=False)]
    assert next_call_day(calls, "card", on(8, 13, 15)) == date(2026, 8, 20)
    assert presumed([*calls, *unanswered(on(8, 20))], "card") == "compliance"
    assert presumed([*calls, *unanswered(on(8, 19))], "card") == "violation"


def test_1_iii_calls_to_a_third_party_are_counted_for_that_person() -> None:
    # cmt. 14(b)(2)(i)-1.iii: one list of calls a person
    calls = unanswered(*(on(10, day) for day in range(6, 13)))
    assert presumed(calls, "card") == "compliance"


def test_2_i_a_cluster_in_one_day_is_within_the_frequency() -> None:
    # cmt. 14(b)(2)(i)-2.i: the concentration may rebut the presumption, which stands
    calls = unanswered(on(4, 1), *(on(4, 3, hour) for hour in range(9, 15)))
    assert presumed(calls, "card") == "compliance"


def test_3_i_calls_to_a_wrong_number_were_never_calls_to_the_person() -> None:
    # cmt. 14(b)(2)(i)-3.i
    calls = [Call(on(6, day), CARD, number="555-0199") for day in (1, 3)]
    found = tally(calls, "card", date(2026, 6, 4), wrong_numbers={"555-0199"})
    assert found == Tally(0, 0)


def test_violation_1_i_eight_calls_in_seven_days() -> None:
    # cmt. 14(b)(2)(ii)-1.i
    twice = [on(4, day, hour) for day in (2, 3, 6) for hour in (10, 16)]
    assert presumed(unanswered(on(4, 1), *twice), "card") == "compliance"
    assert presumed(unanswered(on(4, 1), *twice, on(4, 7)), "card") == "violation"


def test_violation_1_ii_a_call_within_seven_days_of_a_conversation() -> None:
    # cmt. 14(b)(2)(ii)-1.ii
    calls = [*unanswered(on(8, 11)), talk(on(8, 14))]
    assert presumed(calls, "card") == "compliance"
    assert next_call_day(calls, "card", on(8, 15)) == date(2026, 8, 21)
    for day in range(14, 21):
        assert presumed([*calls, *unanswered(on(8, day, 18))], "card") == "violation"


def test_consent_i_call_back_on_monday() -> None:
    # cmt. 14(b)(3)(i)-3.i
    calls = [talk(on(4, 3)), *unanswered(on(4, 6))]
    assert presumed(calls, "card") == "violation"
    assert presumed(calls, "card", [Consent(on(4, 3, 11), "card")]) == "compliance"


def test_consent_ii_ends_with_the_next_conversation() -> None:
    # cmt. 14(b)(3)(i)-3.ii
    consent = [Consent(on(4, 3, 11), "card")]
    calls = [talk(on(4, 3)), talk(on(4, 6))]
    assert presumed(calls, "card", consent) == "compliance"
    assert presumed([*calls, *unanswered(on(4, 8))], "card", consent) == "violation"


def test_consent_iii_covers_seven_days_from_the_day_it_arrived() -> None:
    # cmt. 14(b)(3)(i)-3.iii
    before = unanswered(on(6, 1), on(6, 2), on(6, 3))
    eight = unanswered(*(on(6, 8, hour) for hour in range(9, 13)), on(6, 9), on(6, 9, 15))
    eight += unanswered(on(6, 10), on(6, 10, 15))
    consent = [Consent(on(6, 4), "card")]
    assert tally([*before, *eight], "card", date(2026, 6, 10), consent) == Tally(0, 0)
    assert presumed([*before, *eight], "card", consent) == "compliance"
    later = unanswered(on(6, 11))
    assert tally([*eight, *later], "card", date(2026, 6, 11), consent) == Tally(1, 0)


def test_a_shorter_consent_ends_sooner_and_covers_only_its_debt() -> None:
    calls = [talk(on(4, 3)), *unanswered(on(4, 7))]
    short = Consent(on(4, 3, 11), "card", until=date(2026, 4, 6))
    assert presumed(calls, "card", [short]) == "violation"
    assert presumed(calls, "card", [Consent(on(4, 3, 11), "medical")]) == "violation"


def test_a_busy_line_is_no_call() -> None:
    # cmt. 14(b)(3)(ii)-1
    busy = [Call(on(4, day), CARD, connected=False) for day in range(1, 8)]
    assert tally(busy, "card", date(2026, 4, 7)) == Tally(0, 0)


def test_debts_i_an_unanswered_call_counts_for_one_debt() -> None:
    # cmt. 14(b)(4)-2.i: 21 calls, seven counted for each of three debts
    calls = [
        call
        for hour, debt in enumerate(("medical", "card A", "card B"), 9)
        for call in unanswered(*(on(11, day, hour) for day in range(1, 8)), debt=debt)
    ]
    assert len(calls) == 21
    assert {presumed(calls, debt) for debt in ("medical", "card A", "card B")} == {"compliance"}


def test_debts_ii_a_limited_content_message_counts_for_either() -> None:
    # cmt. 14(b)(4)-2.ii
    calls = unanswered(on(11, 9), debt="medical")
    assert tally(calls, "medical", date(2026, 11, 9)) == Tally(1, 0)
    assert tally(calls, "card", date(2026, 11, 9)) == Tally(0, 0)


def test_debts_iii_a_conversation_about_one_debt_leaves_the_other_alone() -> None:
    # cmt. 14(b)(4)-2.iii
    calls = [talk(on(11, 9), "medical")]
    assert tally(calls, "medical", date(2026, 11, 9)) == Tally(1, 1)
    assert tally(calls, "card", date(2026, 11, 9)) == Tally(0, 0)


def test_debts_iv_a_conversation_about_both_counts_for_both() -> None:
    # cmt. 14(b)(4)-2.iv
    both = frozenset({"medical", "card"})
    calls = [Call(on(11, 9), both, both)]
    assert {tally(calls, debt, date(2026, 11, 9)) for debt in both} == {Tally(1, 1)}


def test_debts_v_a_general_conversation_is_attributed_to_one() -> None:
    # cmt. 14(b)(4)-2.v
    calls = [
        *unanswered(on(11, 9), on(11, 10), debt="medical"),
        *unanswered(on(11, 9, 12), on(11, 10, 12), on(11, 11), on(11, 11, 12)),
        talk(on(11, 12), "medical"),
    ]
    assert tally(calls, "medical", date(2026, 11, 12)) == Tally(3, 1)
    assert tally(calls, "card", date(2026, 11, 12)) == Tally(4, 0)


def test_debts_vi_the_debt_that_the_person_turned_to_is_discussed_too() -> None:
    # cmt. 14(b)(4)-2.vi
    calls = [Call(on(11, 9), frozenset({"medical"}), frozenset({"medical", "card"}))]
    assert tally(calls, "medical", date(2026, 11, 9)) == Tally(1, 1)
    assert tally(calls, "card", date(2026, 11, 9)) == Tally(0, 1)


def test_cease_counts_from_receipt() -> None:
    # cmt. 6(c)(1)-1.i: mailed August 3, received August 6
    received = date(2026, 8, 6)
    assert not contact_violates_cease(date(2026, 8, 4), received)
    assert contact_violates_cease(date(2026, 8, 7), received)
    assert not contact_violates_cease(date(2026, 8, 7), received, excepted=True)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=14),
    st.integers(0, 20),
)
def test_the_next_day_to_call_is_the_first_that_keeps_both_counts(
    history: list[tuple[int, bool]], offset: int
) -> None:
    start = on(3, 1, 9)
    calls = [
        Call(start + timedelta(days=day, minutes=number), CARD, CARD if talked else frozenset())
        for number, (day, talked) in enumerate(sorted(history))
    ]
    now = start + timedelta(days=20 + offset, hours=5)
    found = next_call_day(calls, "card", now)
    assert 0 <= (found - now.date()).days <= 7

    def naive(day: date) -> bool:
        window = [c for c in calls if 0 <= (day - c.on).days <= 6]
        return len(window) < 7 and not any(c.discussed for c in window)

    days = [now.date() + timedelta(days=ahead) for ahead in range(9)]
    assert found == next(day for day in days if naive(day))
