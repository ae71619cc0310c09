"""A file from the borrower: kept by the books before the turn, and worded by the turn.

Nobody's engine is asked and no tool is opened by a file; its words take no part in the reply. What
of it a provider may read later is kept with the conversation, without personal data, and only
where it doesn't read like orders to a machine.
"""

from collections.abc import Sequence
from typing import Any

from agents.borrower.acknowledge import QUEUES
from agents.borrower.run import TurnRun
from agents.brief import Attachment
from agents.embedded.phrases import phrase, slots
from agents.turn import ToolCall
from tools.evidence_views import (
    FILES_OF_A_DISPUTE,
    MEGABYTES,
    EvidenceKept,
    FileLimits,
    OpenDispute,
    Suspicion,
)
from tools.tool import ToolResult
from tools.views import Refusal, RightRecord
from tools.views.claims import Claim

KEPT_CHARACTERS = 1_500
KEPT_FILES = 5
NEW_EVIDENCE = "new_evidence"
MARKS = {
    "megabytes": "{{files.megabytes}}",
    "files": "{{files.files}}",
    "reference": "{{evidence.dispute.reference}}",
    "resolve_by": "{{evidence.dispute.resolve_by}}",
    "decided_on": "{{evidence.dispute.decided_on}}",
}


# Rights that a file may be about before a claim is filed under them.
DISPUTED = frozenset({"billing_error", "unauthorized_use"})


def open_disputes(
    rights: Sequence[RightRecord], claims: Sequence[Claim]
) -> tuple[OpenDispute, ...]:
    """Return the disputes that a borrower's file could be about."""
    filed = {(claim.right, claim.received_at) for claim in claims}
    return tuple(
        open_dispute(right, claims)
        for right in rights
        if right.kind in DISPUTED or (right.kind, right.received_at) in filed
    )


def open_dispute(right: RightRecord, claims: Sequence[Claim]) -> OpenDispute:
    """Return a dispute for its borrower to choose, with the charges that were filed under it."""
    filed = [
        claim
        for claim in claims
        if (claim.right, claim.received_at) == (right.kind, right.received_at)
    ]
    charges = dict.fromkeys(charge.name for claim in filed for charge in claim.charges)
    return OpenDispute(
        reference=right.reference,
        kind=right.kind,
        received_at=right.received_at,
        charges=tuple(charges),
    )


async def receive(run: TurnRun, entry: dict[str, Any]) -> None:
    """Word what became of a file, from what the books said of it (`entry`)."""
    run.add_result(
        ToolResult("files", {}, "ok", FileLimits(megabytes=MEGABYTES, files=FILES_OF_A_DISPUTE))
    )
    if entry["refusal"] is not None:
        refusal = Refusal.model_validate(entry["refusal"])
        run.add_result(ToolResult("evidence", {}, "refused", refusal))
        run.tool_calls.append(ToolCall(name="keep_evidence", arguments={}, status="refused"))
        run.draft = _refused(run, refusal)
        return
    kept = EvidenceKept.model_validate(entry["evidence"])
    run.add_result(ToolResult("evidence", {}, "ok", kept))
    arguments = {"evidence": kept.id, "media_type": kept.media_type}
    run.tool_calls.append(ToolCall(name="keep_evidence", arguments=arguments, status="ok"))
    suspicion = Suspicion.model_validate(entry["suspicion"])
    if suspicion.flag:
        run.note("injection", "pass", f"score {suspicion.score:.2f} in a file; it is not read out")
    _remember(run, kept, suspicion)
    if kept.after_decision and kept.status == "new":
        summary = f"New information on a decided dispute ({kept.dispute.reference}): {kept.id}."
        queue = QUEUES["billing_error"]
        await run.services.work.open(run.borrower, run.conversation, queue, NEW_EVIDENCE, summary)
    run.draft = _received(run, kept)


def _remember(run: TurnRun, kept: EvidenceKept, suspicion: Suspicion) -> None:
    """Keep what an engine may read of the file later: nothing of one that reads like orders."""
    if run.attachment is None or suspicion.flag or kept.status == "known":
        return
    words = run.redact(run.attachment.text)[:KEPT_CHARACTERS]
    one = Attachment(id=kept.id, text=words).model_dump(mode="json")
    run.memory.attachments = [*run.memory.attachments, one][-KEPT_FILES:]


def _received(run: TurnRun, kept: EvidenceKept) -> str:
    key = "evidence_kept"
    if kept.status == "known":
        key = "evidence_known"
    elif kept.after_decision:
        key = "evidence_after"
    elif kept.dispute.resolve_by is None:
        key = "evidence_unfiled" if run.memory.card is None else "evidence_with_card"
    return _worded(run, key)


def _refused(run: TurnRun, refusal: Refusal) -> str:
    return _worded(run, f"refused_{refusal.code}")


def _worded(run: TurnRun, key: str) -> str:
    return phrase(key, run.memory.language, **{name: MARKS[name] for name in slots(key)})
