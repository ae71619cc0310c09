"""Steps 1 and 2: what was said, which rights it invokes, and how the line stands."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from agents.borrower.acknowledge import DISPUTES, stands_alone
from agents.borrower.advice import heed
from agents.borrower.grievances import explained, with_grievance
from agents.borrower.offers import take_up
from agents.borrower.reasons import by_reason, opening
from agents.borrower.requests import direct, look_up_intake, look_up_request
from agents.borrower.run import TurnRun
from agents.brief import Attachment, Brief, Candidate
from agents.embedded.skills.identity import claimed_whole
from agents.errors import Unavailable
from agents.procedures import advance
from agents.procedures.filling import UNKNOWN
from agents.procedures.reasons import reasons_of
from agents.turn import ToolCall
from agents.understanding import Hints
from agents.understanding.reading import Slots
from guardrails.rights import RightSignal, opened_by_another, parse_details
from guardrails.safety import Danger
from tools.views import AccountSnapshot, Detail, QuoteView, RightRecord

IDENTITY_THEFT, WHOLE_LINE = "identity_theft", "whole_line"
IDENTIFYING = frozenset({"ssn", "card", "account", "routing", "date_of_birth"})
# A person answers these in writing, so the record has all of what was said, redacted.
ANSWERED_IN_WRITING = frozenset({"complaint", "discrimination", "credit_report_dispute"})
QUIET_FLAGS = frozenset({"bankruptcy", "attorney_represented", "deceased"})


async def listen(run: TurnRun) -> None:
    """Record the rights that the message invokes, hear danger, and score it for injection.

    Rights come first and from the detector alone: nothing that any model says or does later
    in the turn can undo them (P3).
    """
    signals = run.services.rights.detect(run.text)
    run.reasons = reasons_of(run.text)
    signals = with_grievance(by_reason(signals, run.text, run.reasons), run.text)
    run.invoked = tuple([await _record(run, signal) for signal in signals])
    run.acknowledged = tuple(dict.fromkeys(right.kind for right in run.invoked))
    run.dangers = run.services.safety.hear(run.text)
    crises = [signal for signal in signals if signal.kind == "self_harm_or_crisis"]
    run.crisis_is_danger = bool(crises) and all(_said_of(s, run.dangers) for s in crises)
    for danger in run.dangers:
        run.note("safety", "pass", danger.kind)
    score = run.services.injection.score(run.text, "user")
    run.steered = score.flag
    if score.flag:
        run.note("injection", "pass", f"score {score.score:.2f}")


def _said_of(signal: RightSignal, dangers: tuple[Danger, ...]) -> bool:
    """Tell whether a crisis was heard in words about somebody else's violence."""
    unplaced = signal.source == "classifier"
    return any(
        unplaced or (signal.span[0] < danger.span[1] and danger.span[0] < signal.span[1])
        for danger in dangers
    )


async def _record(run: TurnRun, signal: RightSignal) -> RightRecord:
    found = parse_details(run.text, signal)
    detail = Detail(
        span=run.redact(signal.evidence),
        amount=found.amounts[0] if found.amounts else None,
        merchant=run.redact(found.merchant) if found.merchant else None,
        extra=_particulars(run, signal.kind),
    )
    right = await run.books.record_right(signal.kind, detail, run.conversation)
    call = ToolCall(name="record_right", arguments={"kind": signal.kind}, status="ok")
    run.tool_calls.append(call)
    return right


def _particulars(run: TurnRun, kind: str) -> dict[str, Any]:
    """Return what the record of a kind needs of a message beside the words that invoke it."""
    if kind in ANSWERED_IN_WRITING:
        return {"said": run.redact(run.text)}
    if kind == IDENTITY_THEFT and opened_by_another(run.text):
        return {WHOLE_LINE: True}
    return {}


async def look_up(run: TurnRun) -> None:
    """Read the line and the rights on record; these are results that a reply may quote."""
    for name in ("account_snapshot", "rights"):
        result = await run.services.catalogue.call(run.tool_context(), name, {})
        if result.status != "ok":
            raise Unavailable
        run.add_result(result)
        run.tool_calls.append(ToolCall(name=name, arguments={}, status="ok"))
        if isinstance(result.value, AccountSnapshot):
            run.snapshot = result.value
    await look_up_request(run)
    await look_up_intake(run)
    await _read_rights(run)


async def _read_rights(run: TurnRun) -> None:
    now = {right.id: right for right in run.invoked}
    run.rights = tuple(now.get(right.id, right) for right in await run.books.rights())


async def add_right(run: TurnRun, right: RightRecord) -> None:
    """Take in a right that the engine found missing: it is told like any other.

    The rights and the line that a reply may quote are read anew, and nothing is asked for from
    here on that the right forbids.
    """
    if right.kind not in run.acknowledged:
        run.invoked = (*run.invoked, right)
        run.acknowledged = (*run.acknowledged, right.kind)
    particulars = _particulars(run, right.kind)
    if WHOLE_LINE in particulars:
        await run.books.record_right(right.kind, Detail(extra=particulars), run.conversation)
    for name in ("account_snapshot", "rights"):
        fresh = await run.services.catalogue.call(run.tool_context(), name, {})
        if fresh.status != "ok":
            raise Unavailable
        run.results = [(key, fresh if key == name else found) for key, found in run.results]
        if isinstance(fresh.value, AccountSnapshot):
            run.snapshot = fresh.value
    await _read_rights(run)
    quiet = is_quiet(run)
    if quiet:
        run.quote = None
    if run.brief is not None:
        run.brief = run.brief.model_copy(
            update={
                "rights": run.rights,
                "acknowledged": run.acknowledged,
                "quiet": quiet,
                "snapshot": run.known(),
            }
        )


def understand(run: TurnRun) -> None:
    """Read the message, take it into the procedures, and write the brief for the engine.

    Reading happens here, on the borrower's own words with the numbers of identity and accounts
    blotted out, so that none is taken for an amount or a date. What goes on from here to
    engines, tools and records holds tokens in place of personal data.
    """
    memory, snapshot = run.memory, run.known()
    hints = Hints(
        tuple(pending.description for pending in snapshot.pending_transactions),
        memory.last_act,
        memory.asked_slot,
        memory.language,
        memory.subject,
    )
    read = run.services.reader.read(masked(run), today=run.today, hints=hints)
    read = explained(take_up(run, heed(run, read)), run.text, run.acknowledged)
    run.reading = replace(
        read,
        requests=tuple(
            replace(
                r, text=run.redact(run.text[r.span[0] : r.span[1]]), slots=_hidden(run, r.slots)
            )
            for r in read.requests
        ),
        slots=_hidden(run, read.slots),
    )
    memory.language = run.reading.language
    quiet = is_quiet(run)
    if not quiet:
        invoked = opening(_opening(run, run.acknowledged), run.reasons)
        new = [right.kind for right in run.invoked if right.status == "new"]
        fresh = opening(_opening(run, new), run.reasons)
        run.memory, run.step = advance(
            memory,
            run.reading,
            invoked,
            run.today,
            fresh,
            _given(snapshot),
            run.redacted,
            run.kept,
        )
        direct(run)
    run.brief = Brief(
        today=run.today,
        language=run.memory.language,
        text=run.redacted,
        reading=run.reading,
        snapshot=snapshot,
        rights=run.rights,
        acknowledged=run.acknowledged,
        step=run.step,
        card=QuoteView.model_validate(run.memory.card) if run.memory.card else None,
        last_act=run.memory.last_act,
        subject=run.memory.subject,
        with_team=tuple(run.memory.handoffs),
        candidates=tuple(Candidate.model_validate(c) for c in run.memory.candidates),
        attachments=tuple(Attachment.model_validate(a) for a in run.memory.attachments),
        earlier=said_before(run),
        quiet=quiet,
        request=run.plan_request.state if run.plan_request is not None else None,
        tells_request=run.tells_request,
        declined_for=len(run.plan_request.reasons) if run.plan_request is not None else 0,
    )


def _opening(run: TurnRun, kinds: Iterable[str]) -> tuple[str, ...]:
    """Return the rights that may open an intake: no charge is picked of a line set aside whole."""
    whole = claimed_whole(run.known())
    return tuple(kind for kind in kinds if not (whole and kind in DISPUTES))


def said_before(run: TurnRun) -> tuple[str, ...]:
    """Return the borrower's earlier messages in this conversation, oldest first."""
    return tuple(one["text"] for one in run.memory.history if one["role"] == "user")


def _given(line: AccountSnapshot) -> dict[str, str]:
    """Return what the product leaves no choice about, or what changes nothing on it.

    Without interest autopay is for the fee, and there is one plan, however long it's needed.
    """
    if line.product.bears_interest:
        return {}
    return {"autopay.kind": "fee", "hardship.duration": UNKNOWN}


def _hidden(run: TurnRun, slots: Slots) -> Slots:
    """Return slots with a named person as a token."""
    return slots if slots.person is None else replace(slots, person=run.redact(slots.person))


def masked(run: TurnRun) -> str:
    """Return the message, of the same length, with the numbers that identify blotted out."""
    text = run.text
    for span in run.personal:
        if span.kind in IDENTIFYING:
            text = text[: span.start] + "#" * (span.end - span.start) + text[span.end :]
    return text


def is_quiet(run: TurnRun) -> bool:
    """Tell whether nothing in this turn may ask for a payment."""
    if stands_alone(run):
        return True
    return bool(QUIET_FLAGS & {*run.known().flags, *run.acknowledged})
