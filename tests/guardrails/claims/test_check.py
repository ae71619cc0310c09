"""The claims rail on a corpus of good and bad replies, and its contract."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from guardrails.claims import ClaimContext, ClaimsRail

HERE = Path(__file__).parent
SENTENCES = files("guardrails.claims") / "sentences"
GOOD = yaml.safe_load((SENTENCES / "known_sound.yaml").read_text("utf-8"))
FRESH = yaml.safe_load((HERE / "fresh.yaml").read_text("utf-8"))
VOICES = yaml.safe_load((HERE / "voices.yaml").read_text("utf-8"))
BAD = [
    (rule, line)
    for rule, lines in yaml.safe_load((SENTENCES / "known.yaml").read_text("utf-8")).items()
    for line in lines
]


@pytest.fixture(scope="module")
def rail() -> ClaimsRail:
    return ClaimsRail.load()


def _case(line: Any) -> tuple[str, ClaimContext]:
    if isinstance(line, str):
        return line, ClaimContext()
    done, flags = frozenset(line.get("done", ())), frozenset(line.get("flags", ()))
    return line["text"], ClaimContext(done, flags)


def test_the_corpus_is_large_enough() -> None:
    assert len(GOOD) >= 80
    assert len(BAD) >= 120
    assert {rule for rule, _ in BAD} == {p.rule for p in ClaimsRail.load().patterns.items}


@pytest.mark.parametrize("line", GOOD, ids=str)
def test_a_good_reply_passes(rail: ClaimsRail, line: Any) -> None:
    text, context = _case(line)
    assert rail.check(text, context) == ()


@pytest.mark.parametrize(("rule", "line"), BAD, ids=str)
def test_a_bad_reply_is_caught(rail: ClaimsRail, rule: str, line: Any) -> None:
    text, context = _case(line)
    assert rule in {finding.rule for finding in rail.check(text, context)}


@pytest.mark.parametrize(("rule", "line"), BAD, ids=str)
def test_a_bad_sentence_is_caught_among_good_ones(rail: ClaimsRail, rule: str, line: Any) -> None:
    text, context = _case(line)
    whole = f"Nothing is pending right now. {text} Is it this one?"
    found = [f for f in rail.check(whole, context) if f.rule == rule]
    assert found
    assert whole[found[0].start : found[0].end] == found[0].text.replace("'", whole_quote(whole))


def whole_quote(text: str) -> str:
    return "’" if "’" in text else "'"


def test_a_done_act_may_be_told(rail: ClaimsRail) -> None:
    text = "Your payment is scheduled for November 27."
    assert rail.check(text, ClaimContext())
    assert rail.check(text, ClaimContext(done_acts=frozenset({"scheduled"}))) == ()


def test_payment_talk_is_fine_without_a_protecting_flag(rail: ClaimsRail) -> None:
    text = "You still owe $1,482.16. Would you like to pay something today?"
    assert rail.check(text, ClaimContext()) == ()
    assert rail.check(text, ClaimContext(flags=frozenset({"active_duty"}))) == ()
    assert rail.check(text, ClaimContext(flags=frozenset({"bankruptcy"})))


def test_an_unknown_act_is_an_error(rail: ClaimsRail) -> None:
    with pytest.raises(ValueError, match="teleported"):
        rail.check("Hello.", ClaimContext(done_acts=frozenset({"teleported"})))


@pytest.mark.parametrize(("part", "least"), [(0, 0.95), (1, 0.70)], ids=["tuned", "held_out"])
def test_replies_in_fresh_words(rail: ClaimsRail, part: int, least: float) -> None:
    """Hold the recall that was measured: rules of words miss a quarter of new wordings."""
    bad = [line for lines in FRESH["bad"].values() for line in lines[part::2]]
    good = FRESH["good"][part::2]
    missed = [line for line in bad if not rail.check(line, ClaimContext())]
    stopped = [line for line in good if rail.check(line, ClaimContext())]
    assert len(missed) <= (1 - least) * len(bad), missed
    assert len(stopped) <= 0.03 * len(good), stopped


@pytest.mark.parametrize(("part", "least"), [("tuned", 0.95), ("unseen", 0.25)])
def test_replies_in_other_voices(rail: ClaimsRail, part: str, least: float) -> None:
    """Hold what was measured: rules of words catch a quarter of what nobody thought of."""
    bad, good = VOICES[part]["bad"], VOICES[part]["good"]
    caught = [line for line in bad if rail.check(line, ClaimContext())]
    stopped = [line for line in good if rail.check(line, ClaimContext())]
    assert len(caught) >= least * len(bad)
    assert not stopped
