"""Handing over to people: which queue, why, and a summary that saves starting over."""

from agents.borrower.acknowledge import DANGER_QUEUES, QUEUES, TAKEN_OVER
from agents.borrower.run import TurnRun
from agents.turn import Handoff, ToolCall


async def hand_over(run: TurnRun) -> None:
    """Open the work items this turn calls for; the one that takes over becomes the handoff.

    Each right invoked for the first time becomes work; an engine's wish ("talk to a person",
    a finished intake) does too. The summary holds what was asked in the borrower's own words,
    redacted, and what the procedure gathered; never a figure that isn't theirs.
    """
    fresh = [r.kind for r in run.invoked if r.status == "new" or r.kind in TAKEN_OVER]
    wanted: list[tuple[str, str]] = [
        (DANGER_QUEUES[d.kind], d.kind) for d in run.dangers if d.kind in DANGER_QUEUES
    ]
    wanted += [(QUEUES[kind], kind) for kind in TAKEN_OVER if kind in fresh]
    if run.wants_queue is not None:
        wanted.append((run.wants_queue, run.step.procedure or "asked_for_person"))
    later = [(QUEUES[kind], kind) for kind in fresh if kind not in TAKEN_OVER]
    opened: dict[str, str] = {}
    for queue, reason in wanted + later:
        opened.setdefault(queue, reason)
    for queue, reason in opened.items():
        summary = _summary(run, reason)
        await run.services.work.open(run.borrower, run.conversation, queue, reason, summary)
    if wanted:
        queue, reason = wanted[0]
        run.handoff = Handoff(queue=queue, reason=reason, summary=_summary(run, reason))
        call = ToolCall(name="talk_to_person", arguments={"queue": queue}, status="ok")
        run.tool_calls.append(call)


def _summary(run: TurnRun, reason: str) -> str:
    said = [m["text"] for m in run.memory.history if m["role"] == "user"][-3:]
    lines = [f"Reason: {reason}.", f"Said: {' / '.join([*said, run.redacted])}"]
    rights = ", ".join(f"{r.kind} ({r.reference})" for r in run.invoked)
    if rights:
        lines.append(f"Rights on record: {rights}.")
    told = run.step.arguments if run.step.kind == "handoff" else {}
    if told:
        lines.append("Told: " + ", ".join(f"{k} {v}" for k, v in told.items()) + ".")
    return "\n".join(lines)
