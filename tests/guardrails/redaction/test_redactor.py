import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.redaction import KnownIdentity, find, redact, redact_event
from guardrails.redaction.patterns import luhn

LABELS = {
    "SSN": "ssn",
    "CARD_NUMBER": "card",
    "ADDRESS": "address",
    "NAME": "name",
    "ACCOUNT_NUMBER": "account",
    "TARGET_ACCOUNT_NUMBER": "account",
}


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("my ssn is 123-45-6789", "my ssn is <SSN_1>"),
        ("card 4111 1111 1111 1111 please", "card <CARD_1> please"),
        ("use 4111-1111-1111-1111", "use <CARD_1>"),
        ("call 601-555-0142 or (601) 555-0199", "call <PHONE_1> or <PHONE_2>"),
        ("write to a.b+c@mail.example.com", "write to <EMAIL_1>"),
        ("account number 000123456789", "account number <ACCOUNT_1>"),
        ("routing 021000021", "routing <ROUTING_1>"),
        ("dob: 03/04/1961", "dob: <DATE_OF_BIRTH_1>"),
        ("I live at 412 Old Mill Rd, Tupelo MS 38801 now", "I live at <ADDRESS_1> now"),
        ("can my due date be moved to the 15th", "can my due date be moved to the 15th"),
        ("move to 3 December please", "move to 3 December please"),
        ("could it be moved to Dec 15, 2026", "could it be moved to Dec 15, 2026"),
        ("we moved to 350 5th Avenue", "we moved to <ADDRESS_1>"),
        ("we moved to 5th Street 12", "we moved to <ADDRESS_1>"),
        ("my name is Orville Tench", "my name is <NAME_1> <NAME_2>"),
        ("me llamo Lupe Márquez", "me llamo <NAME_1> <NAME_2>"),
        (
            "Please close it.\nRegards,\nOrville Tench",
            "Please close it.\nRegards,\n<NAME_1> <NAME_2>",
        ),
        ("it's 4471", "it's <SSN_1>"),
        ("odalys tench 4471", "<NAME_1> <NAME_2> <SSN_1>"),
        ("the ac no is wrong, correct is 5501", "the ac no is wrong, correct is <ACCOUNT_1>"),
        ("paste: 5.45E+15", "paste: <CARD_1>"),
        ("021000021", "<ROUTING_1>"),
        ("4111 1111 1111 1112 typed badly", "<CARD_1> typed badly"),
        ("601-555-0142, again 601-555-0142", "<PHONE_1>, again <PHONE_1>"),
        ("my soc sec number is 123 45 6789", "my soc sec number is <SSN_1>"),
        ("ssn 123 - 45 - 6789", "ssn <SSN_1>"),
        ("social security 123–45–6789", "social security <SSN_1>"),
        ("4111.1111.1111.1111", "<CARD_1>"),
        ("4111_1111_1111_1111 or 5105/1051/0510/5100", "<CARD_1> or <CARD_2>"),
        ("(601)5550142", "<PHONE_1>"),
        ("601 . 555 . 0142", "<PHONE_1>"),
        ("call 6015550142", "call <PHONE_1>"),
        ("mi cel es 601 555 01 42", "mi cel es <PHONE_1>"),
        ("tench (at) example (dot) org", "<EMAIL_1>"),
        ("tench arroba ejemplo punto com", "<EMAIL_1>"),
        ("mi cuenta de ahorros 4410029987", "mi cuenta de ahorros <ACCOUNT_1>"),
        ("born on the 3rd of April 1981", "born on the <DATE_OF_BIRTH_1>"),
        ("birthday's 4/3/1981", "birthday's <DATE_OF_BIRTH_1>"),
        ("to 1420 Highway 62 West", "to <ADDRESS_1>"),
        ("RR 2 Box 40", "<ADDRESS_1>"),
    ],
)
def test_replaces_personal_data(text: str, redacted: str) -> None:
    assert redact(text).text == redacted


@pytest.mark.parametrize(
    "text",
    [
        "pay $1,482.16 on december 1",
        "I saw it at shop and dot it down",
        "call 2 times, then 25 dollars",
        "paid 25/50/75/100 in a row",
        "pay 1250 on 2026-12-01",
        "my limit is 5000 and my rate is 24.99%",
        "chapter 13, case filed October 3",
        "two charges of 48.99 on the 14th",
        "hi sam, thanks",
        "i am behind",
        "is there a grace period",
        "transferir 4500",
        "since 2019",
    ],
)
def test_leaves_the_business_alone(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    "text", ["gano 2000 al mes", "Ingreso 2000", "pagamos 1300 de renta", "earn 2000 a month"]
)
def test_what_one_earns_is_no_name(text: str) -> None:
    assert not any(span.kind == "name" for span in find(text))


def test_digits_alone_are_an_identity_unless_an_amount_was_asked() -> None:
    assert redact("4471").text == "<SSN_1>"
    assert redact("4471", asked="amount").text == "4471"


def test_digits_of_unknown_kind_name_every_kind_they_may_be() -> None:
    (span,) = find("4471")
    assert span.kinds == ("ssn", "account", "card")
    (said,) = find("ssn 4471")
    assert said.kinds == ("ssn",)


def test_the_record_is_known() -> None:
    known = KnownIdentity(("Mavis Oglethorpe",), ("8812-004",), ("9 Elm Hollow",))
    text = "oglethorpe here, 8812004, still at 9 elm hollow"
    assert redact(text, known).text == "<NAME_1> here, <ACCOUNT_1>, still at <ADDRESS_1>"


@given(st.text(max_size=200) | st.from_regex(r"(?:\w{1,5} )?\d{3}-\d{2}-\d{4}(?: \w{1,5})?"))
def test_restores_what_it_took(text: str) -> None:
    redaction = redact(text)
    if not any(token in text for token in redaction.originals):
        restored = redaction.restore(redaction.text)
        assert restored.casefold() == text.casefold()


def test_unknown_tokens_stay() -> None:
    assert redact("nothing").restore("call <PHONE_9>") == "call <PHONE_9>"


def test_the_check_digit() -> None:
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")


def test_log_events_carry_no_personal_data() -> None:
    event = {"event": "turn", "n": 3, "data": {"text": ["my ssn is 123-45-6789"], "ok": True}}
    redacted = redact_event(None, "info", event)
    assert "123-45" not in json.dumps(redacted)
    assert redacted["n"] == 3


@pytest.mark.shared
def test_chat_turns(shared_file: Callable[[str], Path]) -> None:
    """Any token over a labelled span hides it; a bare "4448" can't tell its kind."""
    hidden, named, labelled = Counter(), Counter(), Counter()
    right, found = Counter(), Counter()
    for line in shared_file("data/pii-chat.jsonl").read_text().splitlines():
        row = json.loads(line)
        spans = find(row["text"])
        for start, end, label in row["spans"]:
            labelled[LABELS[label]] += 1
            over = [s for s in spans if s.start < end and start < s.end]
            hidden[LABELS[label]] += bool(over)
            named[LABELS[label]] += any(LABELS[label] in s.kinds for s in over)
        found["all"] += len(spans)
        right["all"] += sum(
            any(s.start < e and b < s.end for b, e, _ in row["spans"]) for s in spans
        )
    recall = {kind: hidden[kind] / labelled[kind] for kind in labelled}
    assert recall["card"] >= 0.98
    assert recall["ssn"] >= 0.98
    assert recall["account"] >= 0.90
    assert recall["address"] >= 0.70
    assert recall["name"] >= 0.60
    assert named["ssn"] / labelled["ssn"] >= 0.98
    assert named["card"] / labelled["card"] >= 0.95
    assert named["account"] / labelled["account"] >= 0.90
    assert right["all"] / found["all"] >= 0.90
