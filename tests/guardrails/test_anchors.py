"""Looking for words first changes no answer: what a pattern matches, the sieve lets through."""

import re

from guardrails.anchors import Sieve, anchors
from guardrails.claims import ClaimsRail
from guardrails.rights.detector import examples
from guardrails.rights.reading import read
from guardrails.rights.rules import RuleBook

RULES = RuleBook.load()


def test_anchors_are_words_that_every_match_holds() -> None:
    assert anchors(r"\bcredit (?:score|report)s?\b") == {"credit "}
    assert anchors(r"(?:score|report)s?") == {"score", "report"}
    assert anchors(r"(?:bankrupt\w*)? filing") == {" filing"}
    assert anchors(r"\d+") == frozenset()


def test_items_keep_their_order_and_those_without_anchors_always_pass() -> None:
    sieve = Sieve.of([("a", frozenset({"fee"})), ("b", frozenset()), ("c", frozenset({"rate"}))])
    assert sieve.worth("No FEE, no rate.") == ["a", "b", "c"]
    assert sieve.worth("The Rate") == ["b", "c"]
    assert sieve.worth("") == ["b"]


def test_an_anchor_too_short_to_tell_anything_lets_its_item_pass() -> None:
    sieve = Sieve.of([("a", frozenset({"id", "rate"})), ("b", frozenset({"fees", "feel"}))])
    assert sieve.worth("") == ["a"]
    assert sieve.worth("fee") == ["a"]
    assert sieve.worth("how do you feel") == ["a", "b"]


def test_every_rule_that_matches_an_utterance_passes() -> None:
    matched = 0
    for example in examples()[::7]:
        reading = read(example.text, RULES.speller)
        passed = {id(rule) for _, rule in RULES.sieve.worth(reading.text)}
        for _, rule in RULES.sieve.items:
            if rule.pattern.search(reading.text):
                matched += 1
                assert id(rule) in passed, (rule.pattern.pattern, reading.text)
    assert matched > 50


def test_every_claim_that_matches_a_reply_passes() -> None:
    rail = ClaimsRail.load()
    text = "We guarantee it. Your score will go up, and you won't be sued. I've paid it. Call now!"
    passed = rail.patterns.worth(text)
    matching = [p for p in rail.patterns.items if re.search(p.pattern, text)]
    assert matching
    assert all(p in passed for p in matching)
