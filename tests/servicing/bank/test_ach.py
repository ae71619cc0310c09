"""The file format: what is written reads back, and what doesn't add up is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicing.bank.ach import (
    CREDIT,
    DEBIT,
    RETRY,
    RETURNED_DEBIT,
    AchFile,
    Batch,
    Return,
    Totals,
    write,
)
from servicing.bank.numbers import is_routing, routing_number, with_check_digit
from servicing.bank.reading import BadFile, parse
from tests.servicing.bank.builders import DAY, a_file, entry
from tests.servicing.builders import dollars

FILE = write(a_file())
LINES = FILE.splitlines()


def at(line: int, start: int, text: str) -> Callable[[list[str]], list[str]]:
    """Overwrite part of a record; both counted from 1, as the standard does."""

    def change(lines: list[str]) -> list[str]:
        record = lines[line - 1]
        lines[line - 1] = record[: start - 1] + text + record[start - 1 + len(text) :]
        return lines

    return change


def without(line: int) -> Callable[[list[str]], list[str]]:
    return lambda lines: lines[: line - 1] + lines[line:] + ["9" * 94]


def test_what_is_written_reads_back() -> None:
    assert parse(FILE) == a_file()


def test_a_file_is_whole_blocks_of_ninety_four_characters() -> None:
    assert {len(line) for line in LINES} == {94}
    assert len(LINES) == 20
    assert [line[0] for line in LINES] == list("156685685685689" + "99999")


def test_the_fields_stand_where_the_standard_has_them() -> None:
    header, web, first = LINES[0], LINES[1], LINES[2]
    assert (header[:3], header[23:29], header[34:40]) == ("101", "261124", "094101")
    assert (web[:4], web[50:53], web[53:63]) == ("5225", "WEB", "PAYMENT   ")
    assert (first[:3], first[29:39], first[78]) == ("627", "0000006500", "0")
    assert [line[53:63] for line in LINES if line[0] == "5"] == [
        "PAYMENT   ",
        "AUTOPAY   ",
        "RETRY PYMT",
        "DRAW      ",
    ]
    assert [line[1:4] for line in LINES if line[0] == "8"] == ["225", "225", "225", "220"]


def test_the_control_totals_are_those_of_the_entries() -> None:
    control = LINES[14]
    hash_ = sum(int(one.routing[:8]) for one in a_file().entries) % 10**10
    assert control[1:7] == "000004"
    assert control[7:13] == "000002"
    assert control[13:21] == "00000005"
    assert control[21:31] == f"{hash_:010}"
    assert int(control[31:43]) == 6500 + 100 + 999999 + 2017
    assert int(control[43:55]) == 30000


def test_the_sum_of_routing_numbers_keeps_ten_digits() -> None:
    many = [entry(n, "1.00") for n in range(1, 150)]
    total = Totals.of(many)
    assert total.hash == sum(int(one.routing[:8]) for one in many) % 10**10
    assert total.hash < 10**10 <= sum(int(one.routing[:8]) for one in many)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (at(3, 30, "0000006501"), "record 5: cents of debits: 6601 added up"),
        (at(3, 4, routing_number("Another")), "record 5: the sum of routing numbers"),
        (at(3, 4, "123456789"), "record 3: routing number '123456789' fails"),
        (at(3, 30, "00000065.0"), "record 3: the amount isn't a number"),
        (at(3, 30, "0000000000"), "record 3: an amount of nothing"),
        (at(3, 2, "37"), "record 3: a transaction code we don't use"),
        (at(3, 79, "1"), "record 3: its addendum is missing"),
        (at(4, 80, LINES[2][79:]), "occurs twice"),
        (at(2, 51, "CCD"), "record 2: entries of a class we don't use"),
        (at(2, 70, "261324"), "record 2: the effective day isn't a date"),
        (at(2, 88, "0000007"), "record 2: batch 0000007 stands where batch 1"),
        (at(5, 5, "000003"), "record 5: entries: 2 added up, and the file says 3"),
        (at(5, 45, "1" * 10), "record 5: its control is of another batch"),
        (at(15, 2, "000005"), "record 15: 4 batches"),
        (at(15, 8, "000003"), "record 15: 2 blocks"),
        (at(15, 14, "00000006"), "record 15: entries: 5 added up"),
        (at(15, 44, "000000030001"), "record 15: cents of credits"),
        (at(1, 35, "080101"), "record 1: not of 94 characters"),
        (at(1, 1, "5"), "record 1: a file header should stand here"),
        (without(4), "record 4: entries: 1 added up"),
        (without(5), "record 5: an entry or the end of its batch"),
        (lambda lines: lines[:14], "don't fill whole blocks"),
        (lambda lines: [lines[0] + " ", *lines[1:]], "record 1: 95 characters"),
        (lambda lines: [lines[0][:-1] + "é", *lines[1:]], "record 1: 94 characters, not"),
        (lambda lines: ["9" * 94] * 10, "holds nothing"),
    ],
)
def test_what_does_not_add_up_is_refused(
    change: Callable[[list[str]], list[str]], why: str
) -> None:
    lines = change(list(LINES))
    with pytest.raises(BadFile, match=why):
        parse("".join(f"{line}\n" for line in lines))


def test_a_file_cut_off_in_the_middle_is_refused() -> None:
    for length in (0, 1, 500, 940, len(FILE) - 1):
        with pytest.raises(BadFile):
            parse(FILE[:length])


def test_every_single_digit_of_an_amount_counts() -> None:
    """Changing any digit of any amount, hash or count breaks a total."""
    for number, line in enumerate(LINES[:15], 1):
        spans = {"6": (29, 39), "8": (4, 44), "9": (1, 55)}.get(line[0])
        for position in range(*spans) if spans else ():
            digit = str((int(line[position]) + 1) % 10)
            lines = at(number, position + 1, digit)(list(LINES))
            with pytest.raises(BadFile):
                parse("".join(f"{one}\n" for one in lines))


def test_a_return_names_the_entry_it_answers() -> None:
    sent = entry(1, "65.00")
    back = replace(sent, code=RETURNED_DEBIT, returned=Return("R01", sent.trace))
    file = replace(a_file(), batches=(Batch("WEB", "PAYMENT", DAY, (back,), date(2026, 11, 27)),))
    assert parse(write(file)) == file
    text = write(file).replace("R01", "Q01")
    with pytest.raises(BadFile, match="return code"):
        parse(text)


def test_a_settlement_day_may_fall_into_the_next_year() -> None:
    late = date(2026, 12, 31)
    batch = Batch("WEB", "PAYMENT", late, (entry(1, "1.00"),), date(2027, 1, 4))
    assert parse(write(replace(a_file(), batches=(batch,)))).batches == (batch,)


def test_words_are_cut_to_what_a_file_may_hold() -> None:
    named = replace(entry(1, "1.00"), name="José María Fernández de la Torre y Quintanilla")
    file = replace(a_file(), batches=(Batch("WEB", "PAYMENT", DAY, (named,)),))
    assert parse(write(file)).entries[0].name == "Jos? Mar?a Fern?ndez d"


@given(
    st.lists(
        st.tuples(st.integers(1, 10**10 - 1), st.sampled_from([DEBIT, CREDIT])),
        min_size=1,
        max_size=30,
    )
)
def test_any_amounts_read_back(amounts: list[tuple[int, str]]) -> None:
    entries = tuple(
        replace(entry(number, "1.00", code), amount=dollars(f"{minor / 100:.2f}"))
        for number, (minor, code) in enumerate(amounts, 1)
    )
    file: AchFile = replace(a_file(), batches=(Batch("PPD", "MIXED", DAY, entries),))
    assert parse(write(file)) == file


def test_check_digits() -> None:
    assert with_check_digit("02100002") == "021000021"  # as printed on real checks
    assert not is_routing("021000022")
    assert is_routing(routing_number("Any Bank"))
    assert not is_routing("02100002")


def test_a_retry_is_called_so() -> None:
    assert len(RETRY) == 10
