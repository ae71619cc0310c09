"""Conversations that went wrong somewhere, cut off at that turn. Pure; personal data stays out.

A candidate isn't a case: it says what was said and answered, not what should have come of it.
Written out it has keys that no case has, so that it can't be run before a person has read it.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from agents.ports import FEEDBACK
from guardrails.redaction import redact

Record = Mapping[str, Any]
EDITED = "edited"
DISLIKED = "disliked"
DRAFTS = "submit_hardship_draft"
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
NAMES = (*REASONS, EDITED, DISLIKED)
"""Every reason. That staff edited what a turn sent to them is told by their own acts, and that the
borrower disliked a reply by a record of its own."""


def candidates(
    records: Iterable[Record],
    handles: Mapping[str, str],
    reasons: Collection[str] = NAMES,
    acts: Iterable[Record] = (),
) -> Iterator[Candidate]:
    """Yield what is worth a case, in the order of the records.

    `records` are turn records, each conversation's in its order; `handles` the demo's handles by
    borrower's id, for anybody else a person must choose one; `acts` what staff did at the desk.
    Conversations that read the same and went wrong the same way are yielded once.
    """
    kept = tuple(records)
    edited = _edited(acts) if EDITED in reasons else frozenset()
    disliked = _disliked(kept) if DISLIKED in reasons else {}
    said: dict[str, list[Mapping[str, str]]] = {}
    seen: set[tuple[Any, ...]] = set()
    for record in kept:
        if record["kind"] not in ("message", "confirmation"):
            continue
        steps = said.setdefault(record["conversation_id"], [])
        steps.append(_step(record))
        why = (*_found(record["turn"], reasons), *_sent(record, edited))
        if record["turn_id"] in disliked:
            why = (*why, disliked[record["turn_id"]])
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


def _found(turn: Record, reasons: Collection[str]) -> Iterator[str]:
    for name, find in REASONS.items():
        if name in reasons and (found := find(turn)):
            yield found


def _edited(acts: Iterable[Record]) -> frozenset[str]:
    """Return the drafts that staff made another version of: an item is a draft and its version."""
    done = (act for act in acts if act["what"] == "plan.edit" and act["refused"] is None)
    return frozenset(act["item_id"].rpartition(".")[0] for act in done)


def _disliked(records: Iterable[Record]) -> Mapping[str, str]:
    """Return by turn what was said of it, where the borrower's last word is that it didn't help."""
    said: dict[str, str] = {}
    for record in records:
        if record["kind"] != FEEDBACK:
            continue
        of, words = record["inputs"]["of"], redact(record["user_text"]).text
        if record["inputs"]["liked"]:
            said.pop(of, None)
        else:
            said[of] = f"{DISLIKED}: {words}" if words else DISLIKED
    return said


def _sent(record: Record, edited: Collection[str]) -> Iterator[str]:
    """Tell that a turn sent staff a draft which they edited."""
    if edited and any(call["name"] == DRAFTS for call in record["turn"]["tool_calls"]):
        results = json.dumps(record["inputs"].get("tool_results", ()))
        if any(f'"{draft}"' in results for draft in edited):
            yield f"{EDITED}: plan"


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
