"""Dispute intake: the next question, and what was recorded before."""

from collections.abc import Sequence
from datetime import timedelta

from agents.brief import Brief
from agents.embedded.phrases import phrase
from agents.embedded.skills import claims
from agents.embedded.skills.base import (
    MONEY,
    QUESTION,
    Call,
    Result,
    Say,
    Skill,
    listing,
    no_calls,
)
from agents.embedded.skills.ledger import name_field, transaction_item
from agents.embedded.skills.policy import passage_of, policy_call
from agents.embedded.skills.quoting import quoted
from agents.procedures.candidates import Offer, Talk, duplicates, meant, refuses
from agents.procedures.disputing import TOLD
from agents.understanding import Request
from tools.views import RightRecord, Transaction, TransactionPage

LOOK_BACK_DAYS = 365
MOST_FETCHED = 50
MOST_PASSAGES = 8
WHEN = "when you hear from us about a dispute"
HEARS = "When you hear from us"
EXPLAINED = frozenset({"explain_interest", "explain_fee"})
DISPUTES = ("unauthorized_use", "billing_error")


def _with_team(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    """Answer an afterthought: it joins what the team has."""
    queue = brief.with_team[-1]
    at = clock_mark(brief, "hardship", "answer") if queue == "hardship" else None
    if at is not None and request.act == "submit":
        return Say(phrase("with_hardship", brief.language, answer=at), MONEY)
    return Say(phrase("with_team", brief.language), MONEY, handoff=queue)


def clock_mark(brief: Brief, kind: str, clock: str) -> str | None:
    """Return the mark of a right's deadline, or None if it has no such clock."""
    for position, right in enumerate(brief.rights):
        if right.kind == kind:
            for n, found in enumerate(right.clocks):
                if found.name == clock:
                    return "{{" + f"rights.records.{position}.clocks.{n}.due" + "}}"
    return None


def _plan_dispute(brief: Brief, request: Request) -> Sequence[Call]:
    step = brief.step
    if step.kind == "call" and step.tool is not None:
        return (Call(step.tool, dict(step.arguments)), policy_call(WHEN, "disputes"))
    if step.kind != "ask" or step.slot == TOLD or _explained(brief):
        return ()
    since = brief.today - timedelta(days=LOOK_BACK_DAYS)
    arguments = {"since": since.isoformat(), "kinds": ["purchase"], "limit": MOST_FETCHED}
    return (Call("list_transactions", arguments),)


def _explained(brief: Brief) -> bool:
    """Tell whether this reply explains the interest or fee that is called wrong: no purchase is."""
    return bool(brief.acknowledged) and bool(EXPLAINED & set(brief.reading.acts))


def _dispute(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    if brief.step.kind == "handoff":
        return Say(phrase("dispute_passed", brief.language), QUESTION, handoff="disputes")
    if brief.step.kind == "call" and results:
        refused = results[0].status != "ok"
        said = quoted(brief, results[0], passage_of(brief, results[1], None) if refused else "")
        return Say(said.text, QUESTION, handoff="disputes" if refused else None)
    if brief.step.slot == TOLD and brief.step.question is not None:
        return Say(phrase(brief.step.question, brief.language), QUESTION)
    page = results[0].view(TransactionPage) if results else None
    if page is None:
        return Say(
            "" if brief.acknowledged else phrase("ask_which_charges", brief.language), QUESTION
        )
    rows = page.transactions
    return Say(_ask(brief, results[0], rows, offer(brief, rows)), QUESTION)


def offer(brief: Brief, rows: Sequence[Transaction]) -> Offer:
    """Return the charges that the dispute's question is to name."""
    step = brief.step
    refused = refuses(brief.reading)
    talk = Talk(brief.text, brief.earlier, step.taken, step.apart, refused, step.reason)
    return meant(rows, talk, step.slot, brief.today)


def _ask(brief: Brief, result: Result, rows: Sequence[Transaction], found: Offer) -> str:
    """Ask whether it is these charges, which of them, or the one that stands there twice."""
    if not found.positions:
        return phrase("ask_which_charges", brief.language)
    position = found.positions[0]
    plain = brief.step.slot == "billing_error" and brief.step.reason is None
    pair = plain and position in duplicates(rows)
    if not pair or not found.exact:
        items = [transaction_item(brief, result, n, rows[n]) for n in found.positions]
        key = "ask_unknown_one" if len(items) == 1 else "ask_unknown_pair"
        key = key if found.exact else "ask_which_of"
        return phrase(key, brief.language, items=listing(brief, items))
    item = phrase(
        "duplicate_item",
        brief.language,
        amount=result.mark(f"transactions.{position}.amount"),
        merchant=result.mark(f"transactions.{position}.{name_field(rows[position])}"),
        date=result.mark(f"transactions.{position}.transacted_on"),
    )
    return phrase("ask_duplicate", brief.language, items=item)


def _find(brief: Brief, kinds: Sequence[str]) -> tuple[int, RightRecord] | None:
    return next(((n, r) for n, r in enumerate(brief.rights) if r.kind in kinds), None)


def _dispute_status(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    told = claims.told(brief)
    if told:
        waits = any(one.answer is None for one in brief.snapshot.claims)
        rule = passage_of(brief, results[0], HEARS) if results and waits else ""
        return Say(f"{told} {rule}".strip(), MONEY)
    found = _find(brief, DISPUTES)
    if found is None:
        return Say(phrase("dispute_status_none", brief.language), MONEY)
    n, right = found
    values = {
        "since": "{{" + f"rights.records.{n}.received_at" + "}}",
        "acknowledge": clock_mark(brief, right.kind, "acknowledge") or "",
        "resolve": clock_mark(brief, right.kind, "resolve") or "",
    }
    rule = passage_of(brief, results[0], HEARS) if results else ""
    return Say(f"{phrase('dispute_status', brief.language, **values)} {rule}".strip(), MONEY)


def _plan_status(brief: Brief, request: Request) -> Sequence[Call]:
    disputes = brief.snapshot.claims or _find(brief, DISPUTES)
    return (policy_call(WHEN, "disputes", MOST_PASSAGES),) if disputes else ()


def _plan_withdrawal(brief: Brief, request: Request) -> Sequence[Call]:
    step = brief.step
    if step.kind != "call" or step.tool is None or step.procedure != "withdrawal":
        return ()
    return (Call(step.tool, dict(step.arguments)),)


def _withdrawal(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    if not results:
        return Say(phrase("dispute_status_none", brief.language), MONEY)
    return quoted(brief, results[0])


def _dispute_outcome(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    status = _dispute_status(brief, request, results)
    if brief.snapshot.claims and all(one.answer for one in brief.snapshot.claims):
        return status  # what was decided is told as it is
    return Say(f"{phrase('no_promise', brief.language)} {status.text}", MONEY)


def _complaint_status(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    found = _find(brief, ("complaint",))
    answer = clock_mark(brief, "complaint", "answer")
    if found is None or answer is None:
        return Say(phrase("complaint_status_none", brief.language), MONEY)
    reference = "{{" + f"rights.records.{found[0]}.reference" + "}}"
    text = phrase("complaint_status", brief.language, reference=reference, answer=answer)
    return Say(text, MONEY)


def _acknowledged(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    """Say nothing more: the pipeline has worded what was recorded."""
    return Say("", QUESTION)


SKILLS = {
    "dispute_charge": Skill(_plan_dispute, _dispute),
    "dispute_withdraw": Skill(_plan_withdrawal, _withdrawal),
    "dispute_status": Skill(_plan_status, _dispute_status),
    "dispute_outcome": Skill(_plan_status, _dispute_outcome),
    "complaint_status": Skill(no_calls, _complaint_status),
}
WITH_TEAM = Skill(no_calls, _with_team)
ACKNOWLEDGED = Skill(no_calls, _acknowledged)
