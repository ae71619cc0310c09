"""Handing over to people: which queue, why, and a summary that saves starting over."""

from typing import Any

from agents.borrower.acknowledge import DANGER_QUEUES, QUEUES, TAKEN_OVER
from agents.borrower.run import TurnRun
from agents.turn import Handoff, ToolCall

# What these take is what an intake gathered, also where nothing came of it.
OF_INTAKE = frozenset({"plan_options", "submit_hardship_draft"})


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
    asked = any(r.name == "submit_hardship_draft" and r.status == "ok" for _, r in run.results)
    later = [(QUEUES["hardship"], "plan_request")] if asked else []
    later += [(QUEUES[kind], kind) for kind in fresh if kind not in TAKEN_OVER]
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


def _plain(value: Any) -> str:
    """Write a value for people to read: a range as "1400.00 to 1600.00"."""
    if isinstance(value, dict):
        return " to ".join(dict.fromkeys(str(end) for end in value.values()))
    return str(value)


def _summary(run: TurnRun, reason: str) -> str:
    said = [m["text"] for m in run.memory.history if m["role"] == "user"][-3:]
    lines = [f"Reason: {reason}.", f"Said: {' / '.join([*said, run.redacted])}"]
    rights = ", ".join(f"{r.kind} ({r.reference})" for r in run.invoked)
    if rights:
        lines.append(f"Rights on record: {rights}.")
    told = run.step.arguments if run.step.kind == "handoff" or run.step.tool in OF_INTAKE else {}
    if told:
        lines.append("Told: " + ", ".join(f"{k} {_plain(v)}" for k, v in told.items()) + ".")
    return "\n".join(lines)
