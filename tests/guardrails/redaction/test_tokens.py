import json

import pytest

from guardrails.redaction import KnownIdentity, Tokens, redact

KEY = b"only tests know this"


def test_a_value_keeps_its_token_from_turn_to_turn_and_in_any_form() -> None:
    first = Tokens(KEY)
    assert redact("call 601-555-0142", tokens=first).text == "call <PHONE_1>"
    second = Tokens(KEY, first.ledger)
    text = "not 662-555-0100 but (601) 555-0142"
    assert redact(text, tokens=second).text == "not <PHONE_2> but <PHONE_1>"


def test_what_is_kept_gives_no_value_away() -> None:
    tokens = Tokens(KEY)
    redact("my ssn is 078-05-1120, email a.b@mail.example.com", tokens=tokens)
    kept = json.dumps(tokens.ledger)
    assert "1120" not in kept
    assert "mail" not in kept
    assert "1120" not in repr(tokens)
    assert Tokens(b"another key").token("ssn", "078-05-1120") == "<SSN_1>"
    assert Tokens(b"another key", tokens.ledger).token("ssn", "078-05-1120") == "<SSN_2>"


def test_a_reply_shows_back_what_may_be_shown_and_words_the_rest() -> None:
    tokens = Tokens(KEY)
    redact("ssn 078-05-1120, text me at 601-555-0142", tokens=tokens)
    reply = "We have <SSN_1> and will text <PHONE_1>."
    assert tokens.restore(reply) == (
        "We have the social security number you gave and will text 601-555-0142."
    )
    assert tokens.worded(reply, "es") == (
        "We have el número de seguro social que nos dio and will text el teléfono que nos dio."
    )


def test_a_token_of_an_earlier_turn_is_worded() -> None:
    earlier = Tokens(KEY)
    redact("text me at 601-555-0142", tokens=earlier)
    now = Tokens(KEY, earlier.ledger)
    assert now.restore("I'll text <PHONE_1>.") == "I'll text the phone number you gave."
    assert now.restore("<UNHEARD_OF_1>") == "<UNHEARD_OF_1>"


def test_tools_get_contact_details_back_and_records_their_tokens() -> None:
    tokens = Tokens(KEY)
    redact("text me at 601-555-0142, ssn 078-05-1120", tokens=tokens)
    given = {"phone": "<PHONE_1>", "note": "<SSN_1>", "count": 2}
    restored = tokens.arguments(given)
    assert restored == {"phone": "601-555-0142", "note": "<SSN_1>", "count": 2}
    assert tokens.hidden(restored) == given


@pytest.mark.parametrize(
    ("text", "asked", "redacted"),
    [
        ("6015550142", "phone", "<PHONE_1>"),
        ("4417", "account", "<ACCOUNT_1>"),
        ("4417", "card", "<CARD_1>"),
        ("450", "amount", "450"),
        ("1475", "amount", "1475"),
    ],
)
def test_the_question_before_tells_what_digits_are(text: str, asked: str, redacted: str) -> None:
    assert redact(text, asked=asked).text == redacted  # type: ignore[arg-type]


def test_the_household_is_known() -> None:
    known = KnownIdentity(("Mavis Oglethorpe", "Grace Oglethorpe"))
    assert redact("is there a grace period", known).text == "is there a grace period"
    assert redact("ask Grace oglethorpe", known).text == "ask <NAME_1> <NAME_2>"
