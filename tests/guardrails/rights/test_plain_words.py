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
    ("no hours at work no more and yall froze my line", "hardship"),
    ("no texts to my job", "opt_out_channel"),
    ("call my cell, not at work", "opt_out_channel"),
    ("stop autopay? no, keep it", ""),
    ("stop autopay, and don't keep it", "stop_payment_autopay"),
    ("my son leaves for boot camp in june", ""),
    ("i leave for boot camp in june", "active_duty"),
    ("My wife's squadron left for six months, can the rate come down", "active_duty"),
    ("My husband's boat left the marina without him, what is my balance", ""),
    ("mama past away in october, who do i send the papers to", "deceased"),
    ("I drove past away games all season, what do I owe", ""),
    ("We have retained Ms. Laura Quist, Esq., for this account.", "attorney_represented"),
    ("I've had it at the end of the day with you people", "complaint"),
    ("left on hold again, i have had it at this point with you people", "complaint"),
    ("we had it at the branch with you on Tuesday, the paper about autopay", ""),
    ("The letter with my due date, I last had it at the office. When is it due?", ""),
    ("I had it up to here with this company", "complaint"),
    ("Does the Chapter 13 place at the mall furniture store still take your card?", ""),
    ("I am in Chapter 13 and my furniture store account is in it", "bankruptcy"),
]


@pytest.mark.parametrize(("text", "kinds"), CASES)
def test_plain_wordings(detector: RightsDetector, text: str, kinds: str) -> None:
    assert {signal.kind for signal in detector.detect(text)} == set(kinds.split())


@pytest.mark.parametrize(
    "text",
    [
        "no hours at work no more and yall froze my line",
        "not getting hours at my job",
        "i cant get to my job",
        "they dont pay me at work",
        "dont have no work in the plant and no line",
        "no tengo horas en el trabajo y congelaron mi linea",
    ],
)
def test_a_negation_far_from_any_channel_opts_out_of_none(
    detector: RightsDetector, text: str
) -> None:
    assert "opt_out_channel" not in {signal.kind for signal in detector.detect(text)}
