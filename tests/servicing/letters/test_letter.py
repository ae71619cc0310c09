from dataclasses import replace

import pytest
from jinja2 import UndefinedError

from servicing.letters import KINDS, Kind, draft, lacks, templates

VALUES = {
    "received_on": "November 20, 2026",
    "charges": "$84.99 at NVX <Digital> & Co",
    "amount": "$84.99",
    "reference": "DP-104074-01",
    "resolve_by": "February 11, 2027",
    "decided_on": "December 3, 2026",
    "credited": "$80.00",
    "related": "$1.37",
    "owed": "$4.99",
    "reasons": "The store sent a slip {{ signed }} by you.",
    "pay_by": "January 8, 2027",
    "paid_on": "November 9, 2026",
    "needed": "The account and the month you mean.",
    "asked_on": "November 21, 2026",
    "program": "reduced payment, 6 months",
    "creditor": "Harbor Line",
    "creditor_address": "PO Box 5500, Albany, NY 12201",
    "payment": "$50.00",
    "months": "6 months",
    "first_due_on": "January 6, 2027",
    "ends_on": "June 6, 2027",
    "apr": "9.99%",
    "interest": "$170.72",
    "left": "$3,137.45",
    "line": "You can't draw or buy while it runs.",
    "reporting": "While you keep to it we report the standing that the line has when it starts.",
    "broken_after": "one",
    "answer_by": "December 5, 2026",
    "agency": "the Federal Trade Commission, Equal Credit Opportunity, Washington, DC 20580",
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_has_what_the_law_wants(kind: Kind) -> None:
    letter = draft(kind, VALUES)
    assert lacks(letter) == ()
    assert letter.title in letter.text


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_that_lacks_an_element_fails_with_its_citation(kind: Kind) -> None:
    letter = draft(kind, VALUES)
    for element in templates()[kind].requires:
        lost = element.says or VALUES[element.has or ""]
        cut = tuple(one.casefold().replace(lost.casefold(), "[...]") for one in letter.paragraphs)
        found = lacks(replace(letter, paragraphs=cut))
        assert (element.name, element.cite) in {(lack.name, lack.cite) for lack in found}


def test_a_missing_value_is_never_left_blank() -> None:
    with pytest.raises(UndefinedError):
        draft("explanation", {name: text for name, text in VALUES.items() if name != "pay_by"})
    empty = draft("explanation", VALUES | {"reasons": "  "})
    assert [lack.cite for lack in lacks(empty)] == ["12 CFR 1026.13(f)(1)"]


def test_what_is_put_in_is_text_and_nothing_else() -> None:
    letter = draft("explanation", VALUES)
    assert "{{ signed }}" in letter.text
    assert "NVX &lt;Digital&gt; &amp; Co" in letter.html
    assert "<Digital>" not in letter.html
