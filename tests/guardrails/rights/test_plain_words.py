"""Plain, everyday wordings, right and not: each was missed or mistaken once."""

import pytest

from guardrails.rights import RightsDetector

CASES = [
    ("two charges aren't mine and the grocer billed me twice", "unauthorized_use billing_error"),
    ("someone used my card number", "unauthorized_use"),
    ("i never got the item i paid for", "billing_error"),
    ("My order never came and the shop won't answer.", "billing_error"),
    ("I'd take it kindly if nobody called me anymore. You can write.", "opt_out_channel"),
    ("no one called me back yet", "complaint"),
    ("turn on autopay", ""),
    ("do you report to the credit bureaus", ""),
    ("how do i file a dispute", ""),
    ("what's the minimum payment this month", ""),
    ("explain the fee on my statement", ""),
    ("start drafting my checking each month", ""),
    ("Please close my account effective today.", ""),
    ("medical bills buried us", "hardship"),
    ("move my payment to friday", ""),
]


@pytest.mark.parametrize(("text", "kinds"), CASES)
def test_plain_wordings(detector: RightsDetector, text: str, kinds: str) -> None:
    assert {signal.kind for signal in detector.detect(text)} == set(kinds.split())
