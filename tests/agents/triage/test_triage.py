"""What triage says of whole narratives: matter, rights, figures, handling, and its manners."""

from datetime import date

import pytest

from agents.triage import MATTERS, RIGHTS, Finding, Triage
from agents.triage.cues import CueBook, blank, read_narrative
from agents.triage.rights import RightsBook

RECEIVED = date(2026, 11, 20)

NARRATIVES = [
    (
        "unauthorized_use",
        "Two charges of {$214.00} and {$90.00} from a store in Ohio are on my XXXX card. I never "
        "made those charges and my card was stolen on XX/XX/2023. Please take them off.",
    ),
    (
        "identity_theft",
        "Someone opened an account in my name with my social security number. I am a victim of "
        "identity theft and have filed a police report. XXXX XXXX won't believe me.",
    ),
    (
        "credit_reporting",
        "XXXX is reporting a late payment that is wrong. I want this inaccurate item removed from "
        "my credit report, as the Fair Credit Reporting Act says.",
    ),
    (
        "collections_contact",
        "A debt collector calls me every day at work about a debt I don't owe. I asked for "
        "validation and told them to stop calling me. They threaten to sue me.",
    ),
    (
        "payment_problem",
        "My payment of {$310.00} was never credited. The check cleared XX/XX/2023 and they still "
        "show me past due, because the payment was posted to another account.",
    ),
    (
        "fee_or_interest",
        "The interest rate is outrageous. I borrowed {$500.00} and have paid {$1,400.00} and my "
        "balance never goes down, it all goes to interest and late fees.",
    ),
    (
        "hardship",
        "I lost my job and can't afford the payments. I asked for a hardship plan or a lower "
        "payment and they refuse to work with me.",
    ),
    (
        "application_or_underwriting",
        "I applied for a personal loan and my application was denied. They would not give me a "
        "reason for the denial although my income is more than enough.",
    ),
    (
        "quality_claim",
        "The air conditioner that they financed is defective and stopped working in a week. The "
        "dealer won't honor the warranty or repair it.",
    ),
]


@pytest.mark.parametrize(("matter", "text"), NARRATIVES)
def test_the_matter_of_a_plain_narrative(matter: str, text: str, triage: Triage) -> None:
    found = one(triage, text)
    assert found.primary == matter
    assert set(found.secondary) <= set(MATTERS) - {matter}
    assert len(found.secondary) <= 2
    assert any(reason.speaks_for == matter for reason in found.reasons)
    assert all(text[slice(*reason.span)] == reason.words for reason in found.reasons)


@pytest.mark.parametrize(
    ("right", "invoked", "look_alike"),
    [
        (
            "cease_contact",
            "I told them to stop calling me and to write instead.",
            "They call me ten times a day and it is awful.",
        ),
        (
            "identity_theft",
            "Somebody opened a loan in my name.",
            "You furnished my data without my consent. No consent is identity theft.",
        ),
        (
            "unauthorized_use_claim",
            "I did not make these charges on my card.",
            "They took my payment two days early.",
        ),
        (
            "credit_report_dispute",
            "This account is wrong and must be removed from my credit report.",
            "I was late once. As a goodwill gesture please take it off my credit report.",
        ),
        (
            "attorney_represented",
            "My attorney has written to them twice.",
            "I am going to find a lawyer if this goes on.",
        ),
        (
            "bankruptcy",
            "This debt was discharged in my chapter 7 bankruptcy.",
            "Someone suggested that I should file bankruptcy.",
        ),
        (
            "stop_payment",
            "I revoked my authorization for ACH debits in writing.",
            "My automatic payment failed.",
        ),
        (
            "active_duty",
            "I am on active duty and asked for the SCRA rate.",
            "I am a veteran of the Army.",
        ),
        (
            "debt_validation",
            "I asked the collector to validate the debt.",
            "The bureau verified the account as accurate.",
        ),
        ("hardship", "I was laid off and cannot afford this.", "The fee is too high."),
        ("discrimination", "They discriminated against me for my age.", "They were unfair to me."),
        (
            "complaint_to_regulator",
            "I have sent this to the attorney general of my state.",
            "I reported them to the BBB.",
        ),
        (
            "billing_error_notice",
            "I disputed the charge with the card issuer, the order never arrived.",
            "The late fee is unfair.",
        ),
        ("deceased", "My father passed away in May.", "I borrowed to pay for a funeral."),
    ],
)
def test_a_right_and_what_only_looks_like_it(
    right: str, invoked: str, look_alike: str, triage: Triage
) -> None:
    assert right in RIGHTS
    assert right in one(triage, invoked).rights
    assert right not in one(triage, look_alike).rights


@pytest.mark.parametrize(
    ("right", "text"),
    [
        (
            "unauthorized_use_claim",
            "A stranger ran up {$900.00} on my credit line in a town I have never been to.",
        ),
        ("unauthorized_use_claim", "These purchases were not made by me and I still have my card."),
        ("unauthorized_use_claim", "There was a wire of {$4,000.00}. I did not send any wire."),
        ("identity_theft", "A lender says I owe for a loan that I never took out."),
        ("identity_theft", "A hacker reset the password and the email on my profile."),
        ("identity_theft", "They show me a contract. It is not my signature and not my email."),
        (
            "credit_report_dispute",
            "They told the bureaus that I was 60 days late. I was never late.",
        ),
        ("credit_report_dispute", "These hard pulls must come off my file, I never applied there."),
        ("credit_report_dispute", "It is listed with the wrong balance. Please report it as paid."),
        ("cease_contact", "I explained to them that they're not to phone me at my job."),
        ("cease_contact", "No more letters please. These calls have to stop."),
        ("cease_contact", "I have told them that it is the wrong number and still they call."),
    ],
)
def test_a_right_in_other_words(right: str, text: str, triage: Triage) -> None:
    assert right in one(triage, text).rights


def test_a_matter_that_implies_its_right_brings_it(triage: Triage) -> None:
    rules = RightsBook.load()
    reading = read_narrative("Something happened with my card.")
    likely = {"unauthorized_use": 0.4, "credit_reporting": 0.1}
    assert rules.likely(reading, {}, likely) == {"unauthorized_use_claim"}
    goodwill = read_narrative("Please take the late mark off my report as goodwill.")
    assert rules.likely(goodwill, {}, {"credit_reporting": 0.9}) == frozenset()


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("They charged me a late fee of {$39.00} again.", ("$39.00",)),
        ("I borrowed {$500.00} from them last year.", ()),
        ("There was a fraudulent charge of {$1,250.00}.", ("$1,250.00",)),
        ("They took {$80.00} and then they took {$80.00} once more.", ("$80.00",)),
        ("This account isn't mine. XXXX XXXX Balance : {$270.00}", ("$270.00",)),
        ("My income is {$3000.00} and the limit {$900.00}.", ()),
        ("It isn't {$12.00 as they say", ()),
    ],
)
def test_disputed_figures(text: str, amounts: tuple[str, ...], triage: Triage) -> None:
    assert one(triage, text).disputed_amounts == amounts


def test_a_protected_status_decides_queue_and_urgency(triage: Triage) -> None:
    found = one(triage, "My mother passed away and they still charge her account a late fee.")
    assert (found.route, found.priority) == ("estates", "urgent")


def test_the_soonest_clock_is_the_deadline(triage: Triage) -> None:
    text = "Remove this wrong account from my credit report and stop calling me."
    deadline = one(triage, text).deadline
    assert deadline is not None
    assert (deadline.name, deadline.due) == ("answer cease_contact", date(2026, 11, 21))


def test_a_narrative_without_a_right_is_answered_as_a_complaint(triage: Triage) -> None:
    deadline = one(triage, "The agent was rude.").deadline
    assert deadline is not None
    assert deadline.name == "answer complaint"


@pytest.mark.parametrize("text", ["", "   ", "XXXX XXXX", "\x00", "{$", "?" * 9_000, "é" * 7_000])
def test_any_text_is_sorted(text: str, triage: Triage) -> None:
    found = one(triage, text)
    assert found.primary in MATTERS
    assert 0.0 <= found.confidence <= 1.0
    assert found.rights == ()


def test_nothing_is_said_with_confidence_of_an_empty_narrative(triage: Triage) -> None:
    assert one(triage, "").primary == "other"


def test_a_batch_is_sorted_as_each_alone(triage: Triage) -> None:
    texts = [text for _, text in NARRATIVES]
    together = triage.sort(texts, RECEIVED)
    alone = [one(triage, text) for text in texts]
    assert [found.primary for found in together] == [found.primary for found in alone]
    assert [found.rights for found in together] == [found.rights for found in alone]
    assert [found.confidence for found in together] == pytest.approx(
        [found.confidence for found in alone], abs=1e-3
    )


def test_the_sieve_takes_no_cue_away() -> None:
    book = CueBook.load()
    for _, text in NARRATIVES:
        reading = read_narrative(text)
        every = [item for item in book.cues.items if item[2].search(reading.text)]
        assert [(cue.matter, cue.tier) for cue in book.find(reading)] == [
            (matter, tier) for matter, tier, _ in every
        ]
        assert len(book.cues.worth(reading.text)) < len(book.cues.items) / 2


def test_redactions_are_blanked_in_place() -> None:
    text = "On XX/XX/2023 XXXX took {$5.00} and {XXXX}."
    assert len(blank(text)) == len(text)
    assert blank(text).split() == ["On", "took", "{$5.00}", "and", "."]


def one(triage: Triage, text: str) -> Finding:
    return triage.sort([text], RECEIVED)[0]
