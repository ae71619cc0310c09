"""The rails together: order, repair, failing closed, and what a hostile draft yields."""

from dataclasses import replace
from datetime import date

import pytest

from guardrails.citations import CitedPassage
from guardrails.claims import ClaimContext, ClaimsRail
from guardrails.figures import Evidence, Fact, passage_facts
from guardrails.privacy import PrivacyContext, PrivacyRail
from guardrails.verify import OutputRails, VerifyContext, verify_reply

TODAY = date(2026, 11, 20)
POLICY = "You can change your due date once in 12 months. The new day starts next cycle."
FACTS = (
    Fact("money", "1482.16", "tool", "account_snapshot", "balance.current", role="balance"),
    Fact("money", "47.00", "tool", "account_snapshot", "minimum_due", role="minimum"),
    Fact("date", "2026-12-09", "tool", "account_snapshot", "due_date", role="due"),
)
CONTEXT = VerifyContext(
    evidence=Evidence((*FACTS, *passage_facts("due-1", POLICY, TODAY))),
    today=TODAY,
    passages={
        "due-1": CitedPassage("due-1", POLICY, "borrower", date(2026, 1, 1), None),
        "old-1": CitedPassage("old-1", POLICY, "borrower", date(2020, 1, 1), date(2025, 1, 1)),
        "staff-1": CitedPassage("staff-1", POLICY, "staff", date(2020, 1, 1), None),
    },
)
ANSWER = "You owe {{account_snapshot.balance.current}} as of today."
MINIMUM = "Your minimum of {{account_snapshot.minimum_due}} is due {{account_snapshot.due_date}}."


@pytest.fixture(scope="module")
def rails() -> OutputRails:
    return OutputRails.load(["You are the assistant of a lender and must answer first"], "zq-1")


def outcomes(draft: str, rails: OutputRails, context: VerifyContext = CONTEXT) -> dict[str, str]:
    return {v.rail: v.outcome for v in verify_reply(draft, context, rails).verdicts}


def test_a_sound_draft_passes_every_rail(rails: OutputRails) -> None:
    draft = f"{ANSWER} {MINIMUM} You can change your due date once in 12 months.{{{{cite:due-1}}}}"
    verified = verify_reply(draft, CONTEXT, rails)
    assert verified.text == (
        "You owe $1,482.16 as of today. Your minimum of $47.00 is due December 9. "
        "You can change your due date once in 12 months."
    )
    assert [v.rail for v in verified.verdicts] == [
        *("marks", "figures", "claims", "citations", "privacy", "tone"),
    ]
    assert {v.outcome for v in verified.verdicts} == {"pass"}
    assert not verified.blocked
    assert not verified.repaired
    assert [f.text for f in verified.figures] == [
        *("$1,482.16", "today", "$47.00", "December 9", "12 months"),
    ]
    (citation,) = verified.citations
    assert citation.quote == "You can change your due date once in 12 months."
    assert citation.quote in POLICY


@pytest.mark.parametrize(
    ("bad", "rail"),
    [
        ("Your late fee is $30.00.", "figures"),
        ("That leaves $312.00.", "figures"),
        ("You'll get your money back.", "claims"),
        ("Your payment is scheduled.", "claims"),
        ("The new day starts {{account_snapshot.nope}}.", "marks"),
        ("The new day starts soon.{{cite:nobody}}", "citations"),
        ("The new day starts soon.{{cite:old-1}}", "citations"),
        ("The new day starts soon.{{cite:staff-1}}", "citations"),
        ("The new day starts soon.{{cite:due-1|never said}}", "citations"),
        ("It says “you may change it as often as you like”.{{cite:due-1}}", "citations"),
    ],
)
def test_one_bad_sentence_is_dropped(rails: OutputRails, bad: str, rail: str) -> None:
    verified = verify_reply(f"{ANSWER} {bad}", CONTEXT, rails)
    assert verified.text == "You owe $1,482.16 as of today."
    assert [v.rail for v in verified.verdicts if v.outcome == "repaired"] == [rail]
    assert verified.repaired
    assert [f.value for f in verified.figures] == ["1482.16", "2026-11-20"]
    for figure in verified.figures:
        assert verified.text[figure.start : figure.end] == figure.text


def test_a_repair_in_the_middle_keeps_positions(rails: OutputRails) -> None:
    verified = verify_reply(f"{ANSWER} Your late fee is $30.00. {MINIMUM}", CONTEXT, rails)
    assert (
        verified.text == "You owe $1,482.16 as of today. Your minimum of $47.00 is due December 9."
    )
    for figure in verified.figures:
        assert verified.text[figure.start : figure.end] == figure.text


@pytest.mark.parametrize(
    ("draft", "rail"),
    [
        ("You owe $12.00.", "figures"),
        ("You owe $12.00. Is that what you wanted?", "figures"),
        ("You owe $12.00. It is due soon. A person is one tap away.", "figures"),
        ("{{account_snapshot.nope}}", "marks"),
        (f"{ANSWER} I'm a real person.", "claims"),
        (f"{ANSWER} What's your social security number?", "claims"),
        (f"{ANSWER} Call 415-555-2671.", "privacy"),
        (f"{ANSWER} You are the assistant of a lender and must answer.", "privacy"),
        (f"{ANSWER} zq-1", "privacy"),
        ('{"reply": "hello there"}', "privacy"),
        ("   ", "marks"),
        ("You can ask. " * 400, "marks"),
    ],
)
def test_what_cannot_be_mended_is_blocked(rails: OutputRails, draft: str, rail: str) -> None:
    verified = verify_reply(draft, CONTEXT, rails)
    assert verified.blocked
    assert (verified.text, verified.figures, verified.citations) == ("", (), ())
    assert {v.rail: v.outcome for v in verified.verdicts}[rail] == "blocked"


def test_privacy_evidence_never_repeats_what_it_found(rails: OutputRails) -> None:
    verified = verify_reply(f"{ANSWER} Your number is 123-45-6789.", CONTEXT, rails)
    (privacy,) = [v for v in verified.verdicts if v.rail == "privacy"]
    assert privacy.evidence == ("ssn",)


def test_the_lenders_own_contact_points_may_be_given(rails: OutputRails) -> None:
    own = PrivacyContext(contacts=frozenset({"800-555-0100"}))
    draft = "Call us at 800-555-0100."
    assert outcomes(draft, rails)["privacy"] == "blocked"
    assert not verify_reply(draft, replace(CONTEXT, privacy=own), rails).blocked
    text = "Write to claims@lender.example with your orders."
    passage = CitedPassage("c-1", text, "borrower", date(2026, 1, 1), None)
    assert outcomes(text, rails)["privacy"] == "blocked"
    assert not verify_reply(text, replace(CONTEXT, passages={"c-1": passage}), rails).blocked


def test_done_acts_and_flags_reach_the_claims_rail(rails: OutputRails) -> None:
    scheduled = replace(CONTEXT, claims=ClaimContext(done_acts=frozenset({"scheduled"})))
    assert not verify_reply("Your payment is scheduled.", scheduled, rails).blocked
    bankrupt = replace(CONTEXT, claims=ClaimContext(flags=frozenset({"bankruptcy"})))
    assert verify_reply(f"{ANSWER} {MINIMUM}", bankrupt, rails).blocked


def test_only_the_policys_own_words_may_speak_of_credit(rails: OutputRails) -> None:
    policy = "Asking for help has no effect on your credit. You can ask at any time."
    passage = CitedPassage("help-1", policy, "borrower", date(2026, 1, 1), None)
    context = replace(CONTEXT, passages={"help-1": passage})
    said = "Asking for help has no effect on your credit."
    assert outcomes(f"{said}{{{{cite:help-1}}}}", rails, context)["claims"] == "pass"
    assert outcomes(said, rails)["claims"] == "blocked"
    other = "A plan has no effect on your credit."
    assert outcomes(f"{other}{{{{cite:help-1}}}}", rails, context)["claims"] == "blocked"


@pytest.mark.parametrize(
    ("said", "policy", "stands"),
    [
        ("Asking for hardship help has no effect on your credit.", "no effect", True),
        ("No, asking for help won't hurt your credit.", "no effect", True),
        ("Pedir ayuda no afecta su crédito.", "no effect", True),
        ("Asking for hardship help has no effect on your credit.", "other", False),
        ("Asking for help has no effect on your credit score, and it'll rise.", "no effect", False),
        ("Asking for help will hurt your credit.", "no effect", False),
    ],
)
def test_the_policy_on_asking_for_help_may_be_told_in_other_words(
    rails: OutputRails, said: str, policy: str, stands: bool
) -> None:
    texts = {
        "no effect": "Asking for help has no effect on your credit. You can ask at any time.",
        "other": "A plan lowers what is due. You can ask at any time.",
    }
    passage = CitedPassage("help-1", texts[policy], "borrower", date(2026, 1, 1), None)
    context = replace(CONTEXT, passages={"help-1": passage})
    claims = outcomes(f"{said}{{{{cite:help-1}}}}", rails, context)["claims"]
    assert (claims == "pass") is stands


def test_an_unknown_act_fails_closed(rails: OutputRails) -> None:
    context = replace(CONTEXT, claims=ClaimContext(done_acts=frozenset({"teleported"})))
    verified = verify_reply(ANSWER, context, rails)
    (claims,) = [v for v in verified.verdicts if v.rail == "claims"]
    assert (claims.outcome, claims.evidence) == ("blocked", ("rail failed: ValueError",))
    assert verified.text == ""


class _Broken:
    def check(self, *_: object) -> tuple[()]:
        raise RuntimeError("broken")


@pytest.mark.parametrize("rail", ["claims", "privacy"])
def test_a_rail_that_raises_blocks(rails: OutputRails, rail: str) -> None:
    broken = replace(rails, **{rail: _Broken()})  # type: ignore[arg-type]
    assert outcomes(ANSWER, broken)[rail] == "blocked"


def test_evidence_that_cannot_be_read_blocks(rails: OutputRails) -> None:
    bad = Evidence((Fact("money", "a lot", "tool", "account_snapshot", "balance.current"),))
    assert outcomes(ANSWER, rails, replace(CONTEXT, evidence=bad)) == {"marks": "blocked"}
    odd = Evidence((Fact("money", "a lot", "tool", "x", "y"),))
    assert outcomes("You owe $1.00.", rails, replace(CONTEXT, evidence=odd))["figures"] == "blocked"


def test_hard_reading_only_warns(rails: OutputRails) -> None:
    draft = (
        "Notwithstanding aforementioned provisions, consumers demonstrating extraordinary "
        "circumstances may subsequently renegotiate contractual obligations."
    )
    verified = verify_reply(draft, CONTEXT, rails)
    tone = verified.verdicts[-1]
    assert (tone.rail, tone.outcome) == ("tone", "pass")
    assert tone.evidence[0].startswith("reading grade")


def test_rails_load_from_nothing() -> None:
    rails = OutputRails(ClaimsRail.load(), PrivacyRail.load())
    assert verify_reply(ANSWER, CONTEXT, rails).text == "You owe $1,482.16 as of today."
