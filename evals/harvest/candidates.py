"""Conversations that went wrong somewhere, cut off at that turn. Pure; personal data stays out.

A candidate isn't a case: it says what was said and answered, not what should have come of it.
Written out it has keys that no case has, so that it can't be run before a person has read it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from guardrails.redaction import redact

Record = Mapping[str, Any]
HEAD = """\
# Candidates from recorded turns. For each: say in `expect` what should have come of it, give it
# an `about` and a handle whose books fit, take out `why` and `reply`, move it to a suite.
"""


@dataclass(frozen=True)
class Candidate:
    """A conversation up to a turn that is worth a case, and why; words are redacted.

    `steps` are a case's steps without expectations; `reply` is what was answered last.
    """

    turn_id: str
    at: str
    handle: str
    why: tuple[str, ...]
    steps: tuple[Mapping[str, str], ...]
    reply: str


def _verdicts(outcome: str) -> Callable[[Record], str | None]:
    def found(turn: Record) -> str | None:
        rails = [v["rail"] for v in turn["verdicts"] if v["outcome"] == outcome]
        return f"{outcome}: {', '.join(sorted(set(rails)))}" if rails else None

    return found


def _handed_off(turn: Record) -> str | None:
    handoff = turn["handoff"]
    return f"handed off: {handoff['queue']}, {handoff['reason']}" if handoff else None


def _refused(turn: Record) -> str | None:
    names = [call["name"] for call in turn["tool_calls"] if call["status"] != "ok"]
    return f"tool not carried out: {', '.join(sorted(set(names)))}" if names else None


REASONS: Mapping[str, Callable[[Record], str | None]] = {
    "blocked": _verdicts("blocked"),
    "repaired": _verdicts("repaired"),
    "handed-off": _handed_off,
    "refused": _refused,
}
"""Why a turn is worth a case, by name; each says what it found in a recorded turn."""


def candidates(
    records: Iterable[Record], handles: Mapping[str, str], reasons: Collection[str] = REASONS
) -> Iterator[Candidate]:
    """Yield what is worth a case, in the order of the records.

    `records` are turn records, each conversation's in its order; `handles` the demo's handles by
    borrower's id, for anybody else a person must choose one. Conversations that read the same
    and went wrong the same way are yielded once.
    """
    said: dict[str, list[Mapping[str, str]]] = {}
    seen: set[tuple[Any, ...]] = set()
    for record in records:
        if record["kind"] not in ("message", "confirmation"):
            continue
        steps = said.setdefault(record["conversation_id"], [])
        steps.append(_step(record))
        why = tuple(
            found
            for name in REASONS
            if name in reasons and (found := REASONS[name](record["turn"]))
        )
        key = (why, tuple(tuple(step.items()) for step in steps))
        if not why or key in seen:
            continue
        seen.add(key)
        yield Candidate(
            turn_id=record["turn_id"],
            at=record["at"],
            handle=handles.get(record["borrower_id"], "to be chosen"),
            why=why,
            steps=tuple(steps),
            reply=redact(record["turn"]["reply"]).text,
        )


def _step(record: Record) -> Mapping[str, str]:
    if record["kind"] == "confirmation":
        return {"press": record["inputs"]["entry"]["decision"]}
    return {"say": redact(record["user_text"]).text}


def written(found: Sequence[Candidate]) -> str:
    """Return candidates as YAML, shaped like a suite's file but refused as one."""
    rows = [
        {
            "id": f"harvested-{one.turn_id.rpartition('_')[2]}",
            "about": "",
            "as": one.handle,
            "user": [dict(step) for step in one.steps],
            "source": f"turn {one.turn_id} of {one.at}",
            "why": list(one.why),
            "reply": one.reply,
        }
        for one in found
    ]
    return HEAD + yaml.safe_dump(rows, sort_keys=False, allow_unicode=True, width=100)
