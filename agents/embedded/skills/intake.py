"""Hardship and dispute intake: the next question, and what was recorded before."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from agents.brief import Brief
from agents.embedded.phrases import phrase
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
from agents.embedded.skills.ledger import transaction_item
from agents.understanding import Request
from tools.views import RightRecord, Transaction, TransactionPage

LOOK_BACK_DAYS = 365
RECENT_DAYS = 62
MOST_LISTED = 4
DISPUTES = ("unauthorized_use", "billing_error")


def _hardship(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    step = brief.step
    if brief.quiet:
        return Say("", QUESTION)
    if brief.snapshot.plan is not None:
        return Say(phrase("hardship_on_plan", brief.language), QUESTION, handoff="hardship")
    if step.kind == "ask" and step.question and step.procedure == "hardship":
        return Say(phrase(step.question, brief.language), QUESTION)
    if step.kind == "handoff" and step.procedure == "hardship":
        return Say(_passed(brief), QUESTION, handoff="hardship")
    return Say(phrase("ask_can_pay", brief.language), QUESTION)


def _passed(brief: Brief) -> str:
    at = clock_mark(brief, "hardship", "answer")
    if at is None:
        return phrase("hardship_passed_undated", brief.language)
    return phrase("hardship_passed", brief.language, answer=at)


def clock_mark(brief: Brief, kind: str, clock: str) -> str | None:
    """Return the mark of a right's deadline, or None if it has no such clock."""
    for position, right in enumerate(brief.rights):
        if right.kind == kind:
            for n, found in enumerate(right.clocks):
                if found.name == clock:
                    return "{{" + f"rights.records.{position}.clocks.{n}.due" + "}}"
    return None


def _plan_dispute(brief: Brief, request: Request) -> Sequence[Call]:
    if brief.step.kind == "handoff" or brief.candidates:
        return ()
    since = brief.today - timedelta(days=LOOK_BACK_DAYS)
    arguments = {"since": since.isoformat(), "kinds": ["purchase", "draw"], "limit": 50}
    return (Call("list_transactions", arguments),)


def unfamiliar(rows: Sequence[Transaction], since: str) -> list[int]:
    """Return the positions of recent purchases at merchants never seen before that time."""
    first: dict[str, str] = {}
    for row in rows:
        name = row.merchant or row.description
        first[name] = min(first.get(name, "9999"), row.posted_on.isoformat())
    return [
        n
        for n, row in enumerate(rows)
        if row.kind == "purchase" and first[row.merchant or row.description] >= since
    ]


def duplicates(rows: Sequence[Transaction]) -> list[int]:
    """Return the first position of each pair with the same merchant, amount and day."""
    seen: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        seen[(row.merchant or row.description, row.amount, row.transacted_on)].append(n)
    return [positions[0] for positions in seen.values() if len(positions) > 1]


def _dispute(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    if brief.step.kind == "handoff" or not results:
        return Say(phrase("dispute_passed", brief.language), QUESTION, handoff="disputes")
    page = results[0].view(TransactionPage)
    rows = page.transactions if page else ()
    since = (brief.today - timedelta(days=RECENT_DAYS)).isoformat()
    kinds = {right.kind for right in brief.rights if right.status == "new"}
    parts: list[str] = []
    strange = _named(brief, rows) or unfamiliar(rows, since)[:MOST_LISTED]
    if "unauthorized_use" in kinds and strange:
        items = [transaction_item(brief, results[0], n, rows[n]) for n in strange]
        key = "ask_unknown_one" if len(items) == 1 else "ask_unknown_pair"
        parts.append(phrase(key, brief.language, items=listing(brief, items)))
    twice = duplicates(rows)
    if "billing_error" in kinds and twice and not parts:
        values = {
            "amount": results[0].mark(f"transactions.{twice[0]}.amount"),
            "merchant": results[0].mark(f"transactions.{twice[0]}.description"),
            "date": results[0].mark(f"transactions.{twice[0]}.transacted_on"),
        }
        item = phrase("duplicate_item", brief.language, **values)
        parts.append(phrase("ask_duplicate", brief.language, items=item))
    return Say(" ".join(parts) or phrase("ask_which_charges", brief.language), QUESTION)


def _named(brief: Brief, rows: Sequence[Transaction]) -> list[int]:
    """Return the positions that fit a merchant or an amount the borrower named."""
    slots = brief.reading.slots
    amounts = {a.value for a in slots.amounts}
    words = (slots.merchant or "").lower().split()
    return [
        n
        for n, row in enumerate(rows)
        if row.amount in amounts
        or (words and all(w in (row.merchant or row.description).lower() for w in words))
    ][:MOST_LISTED]


def _find(brief: Brief, kinds: Sequence[str]) -> tuple[int, RightRecord] | None:
    return next(((n, r) for n, r in enumerate(brief.rights) if r.kind in kinds), None)


def _dispute_status(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    found = _find(brief, DISPUTES)
    if found is None:
        return Say(phrase("dispute_status_none", brief.language), MONEY)
    n, right = found
    values = {
        "since": "{{" + f"rights.records.{n}.received_at" + "}}",
        "acknowledge": clock_mark(brief, right.kind, "acknowledge") or "",
        "resolve": clock_mark(brief, right.kind, "resolve") or "",
    }
    return Say(phrase("dispute_status", brief.language, **values), MONEY)


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
    "hardship_help": Skill(no_calls, _hardship),
    "fraud_report": Skill(_plan_dispute, _dispute),
    "dispute_charge": Skill(_plan_dispute, _dispute),
    "dispute_status": Skill(no_calls, _dispute_status),
    "complaint_status": Skill(no_calls, _complaint_status),
}
ACKNOWLEDGED = Skill(no_calls, _acknowledged)
