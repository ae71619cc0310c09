"""Results and trials made by hand, for the parts that judge them."""

from typing import Any

from agents.turn import Confirmation, Disclosure, ToolCall, Turn
from evals.cases import Case
from evals.cases.model import Expect
from evals.results import CaseResult, Cost, Results, SuiteResult
from evals.run.observation import Exchange, Observation

LINE: dict[str, Any] = {
    "as_of": "2026-11-20",
    "terms": {"credit_limit": "6000.00", "autopay": None},
    "balances": {"current": "2071.14"},
    "standing": {"minimum_due": "51.73", "due_date": "2026-12-09", "version": 1},
    "payments": [],
    "rights": [],
}
OPENING = ("automated-assistant",)


def case(**parts: Any) -> Case:
    """A case with one message, and whatever is given beside."""
    row: dict[str, Any] = {
        "id": "one",
        "about": "a case",
        "as": "steady",
        "user": [{"say": "hi", "expect": {"says": ["balance"]}}],
    }
    return Case.model_validate(row | parts)


def turn(reply: str = "Your balance is $2,071.14.", **parts: Any) -> Turn:
    return Turn(
        turn_id="t1",
        conversation_id="c1",
        reply=reply,
        engine="embedded",
        model_calls=1,
        **parts,
    )


def card(action: str = "make_payment", *disclosures: str) -> Confirmation:
    return Confirmation(
        token="t",
        action=action,
        summary="Pay",
        fields={"amount": "75.00"},
        disclosures=tuple(Disclosure(id=d, version="1", text="By pressing…") for d in disclosures),
        expires_at="2026-11-20T15:10:00Z",  # type: ignore[arg-type]
    )


def exchange(said: Turn | None, *, expect: Expect | None = None, **parts: Any) -> Exchange:
    values: dict[str, Any] = {
        "kind": "say",
        "text": "hi",
        "line": LINE,
        "record": {"tool_results": [{"value": LINE}]},
        "ms": 10.0,
    }
    return Exchange(turn=said, expect=expect or Expect(), **(values | parts))


def seen(*exchanges: Exchange, **parts: Any) -> Observation:
    values: dict[str, Any] = {
        "suite": "s",
        "case": "one",
        "trial": 0,
        "before": LINE,
        "opening": OPENING,
    }
    return Observation(exchanges=exchanges, **(values | parts))


def ran(name: str) -> ToolCall:
    return ToolCall(name=name, arguments={}, status="ok")


def result(name: str, *, passed: int = 2, trials: int = 2, **parts: Any) -> CaseResult:
    suite, _, id_ = name.partition("/")
    values: dict[str, Any] = {
        "digest": "d",
        "tags": (),
        "lost": 0,
        "share": passed / trials if trials else 0.0,
        "broken": (),
        "why": (),
    }
    return CaseResult(suite=suite, case=id_, passed=passed, trials=trials, **(values | parts))


def results(*cases: CaseResult, cost: Cost | None = None) -> Results:
    by_suite: dict[str, list[CaseResult]] = {}
    for one in cases:
        by_suite.setdefault(one.suite, []).append(one)
    made = tuple(SuiteResult(name, tuple(found), 2) for name, found in by_suite.items())
    return Results(made, cost or Cost(10, 50.0, 1.0, 0, 0, 5.0))
