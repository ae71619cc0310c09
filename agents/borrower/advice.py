"""Wishes for personal advice, taken out of the message before any engine can answer them."""

from dataclasses import replace

from agents.borrower.run import TurnRun
from agents.understanding import Reading, Request
from guardrails.advice import Kind

ACTS: dict[Kind, str] = {"personal": "financial_advice", "general": "money_question"}
# A message that answers or steers a procedure is read as such.
WITHIN_PROCEDURES = frozenset({"answer", "correct", "submit", "affirm", "deny"})
# Acts that say nothing of the line.
BEYOND = frozenset({"out_of_scope", "policy_question", "apply", "product_info", "capabilities"})
# Read by the detector alone, as sure as a rule.
SURE = 0.95


def heed(run: TurnRun, reading: Reading) -> Reading:
    """Return the reading with wishes for advice named as such.

    A clause that clearly asks for something of the line keeps its act beside them; what the
    reader only guessed at gives way.
    """
    if WITHIN_PROCEDURES & set(reading.acts):
        return reading
    detector = run.services.advice
    sure = [_about_the_line(reading, request) for request in reading.requests]
    whole = detector.read(run.text, known=any(sure))
    if len(sure) <= 1:
        return reading if whole is None else _only(run, reading, whole)
    kinds = [
        detector.read(request.text, known=known)
        for request, known in zip(reading.requests, sure, strict=True)
    ]
    heard = [kind for kind in (*kinds, whole) if kind is not None]
    if not heard:
        return reading
    kept = tuple(
        request
        for request, kind, known in zip(reading.requests, kinds, sure, strict=True)
        if kind is None and known
    )
    kind: Kind = "personal" if "personal" in heard else "general"
    return replace(reading, requests=(*kept, _named(run, reading, kind)))


def _about_the_line(reading: Reading, request: Request) -> bool:
    return reading.is_sure(request) and request.act not in BEYOND


def _only(run: TurnRun, reading: Reading, kind: Kind) -> Reading:
    return replace(reading, requests=(_named(run, reading, kind),))


def _named(run: TurnRun, reading: Reading, kind: Kind) -> Request:
    act = ACTS[kind]
    whole = (0, len(run.text))
    return Request(act, "other_out_of_scope", SURE, whole, run.text, reading.slots, ((act, SURE),))


def is_wished(reading: Reading | None) -> bool:
    """Tell whether personal advice was asked for."""
    return reading is not None and ACTS["personal"] in reading.acts
