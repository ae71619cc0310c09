"""What was said and done in a conversation, from its records alone."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from agents.copilot.model import CardOpen, Happened, Said, Talk
from agents.memory import Memory
from tools.plan_views import HardshipIntake
from tools.views import QuoteView

SAID_MAX = 3
Record = Mapping[str, Any]


def last_message(records: Sequence[Record]) -> Record | None:
    """Return the newest turn that answers a message of the borrower's, or None."""
    return next((one for one in reversed(records) if one["kind"] == "message"), None)


def open_card(records: Sequence[Record], now: datetime) -> tuple[CardOpen, QuoteView] | None:
    """Return the card that still waits for its button, and the quote behind it."""
    card: Mapping[str, Any] | None = None
    quotes: dict[str, Any] = {}
    for record in records:
        if record["kind"] == "confirmation":
            card = None
        card = record["turn"]["confirmation"] or card
        quotes |= {quote["token"]: quote for quote in _quotes(record)}
    if card is None or card["token"] not in quotes:
        return None
    quote = QuoteView.model_validate_json(json.dumps(quotes[card["token"]]))
    if quote.expires_at <= now:
        return None
    shown = CardOpen(
        action=card["action"],
        summary=card["summary"],
        fields=card["fields"],
        expires_at=quote.expires_at,
    )
    return shown, quote


def _quotes(record: Record) -> Iterator[Mapping[str, Any]]:
    for call in record["inputs"].get("books", ()):
        found = call["result"]
        for one in (found, found.get("fresh_quote")) if isinstance(found, dict) else ():
            if isinstance(one, dict) and "token" in one and "expires_at" in one:
                yield one


def told_before(record: Record) -> HardshipIntake | None:
    """Return what an intake had been told when a turn began, as its books answered then."""
    for call in record["inputs"].get("books", ()):
        if call["method"] == "hardship_intake" and call["result"] is not None:
            return HardshipIntake.model_validate_json(json.dumps(call["result"]))
    return None


def talk_of(
    records: Sequence[Record],
    about: Sequence[str],
    language: Literal["en", "es"],
    memory: Memory | None,
) -> Talk:
    """Return the talk so far. `about` is what its messages were read as asking.

    `memory` is what the conversation would remember now: an intake that goes on, and its question.
    """
    said = [
        Said(at=datetime.fromisoformat(one["at"]), text=one["user_text"])
        for one in records
        if one["kind"] == "message"
    ]
    happened = tuple(_happened(records))
    procedure = memory.procedure if memory is not None else None
    return Talk(
        words=_words(len(said), about, happened),
        language=language,
        messages=len(said),
        about=tuple(about),
        said=tuple(said[-SAID_MAX:]),
        happened=happened,
        procedure=procedure.name if procedure is not None else None,
        told={name: slot.value for name, slot in procedure.slots.items()} if procedure else {},
        waits_for=memory.asked_slot if memory is not None else None,
    )


def _happened(records: Sequence[Record]) -> Iterator[Happened]:
    actions: dict[str, str] = {}
    queues: set[str] = set()
    for record in records:
        at, turn, entry = record["at"], record["turn"], record["inputs"].get("entry", {})
        when = datetime.fromisoformat(at)
        for right in turn["rights"]:
            if right["status"] == "new":
                yield Happened(at=when, what="right", name=right["kind"], outcome="recorded")
        if record["kind"] == "confirmation" and entry.get("token") in actions:
            action = actions[entry["token"]]
            yield Happened(at=when, what="card", name=action, outcome=_pressed(entry, turn, action))
        if record["kind"] == "attachment":
            outcome = "refused" if entry.get("evidence") is None else "received"
            yield Happened(at=when, what="file", name="evidence", outcome=outcome)
        card = turn["confirmation"]
        if card is not None and card["token"] not in actions:
            actions[card["token"]] = card["action"]
            yield Happened(at=when, what="card", name=card["action"], outcome="offered")
        queue = turn["handoff"]["queue"] if turn["handoff"] else None
        if queue is not None and queue not in queues:
            queues.add(queue)
            yield Happened(at=when, what="handoff", name=queue, outcome="opened")


def _pressed(entry: Mapping[str, Any], turn: Mapping[str, Any], action: str) -> str:
    if entry["decision"] == "cancel":
        return "cancelled"
    calls = [call["status"] for call in turn["tool_calls"] if call["name"] == action]
    return calls[-1] if calls else "refused"


def _words(messages: int, about: Sequence[str], happened: Sequence[Happened]) -> str:
    """Put the talk into two or three short sentences."""
    count = "one message" if messages == 1 else f"{messages} messages"
    topics = f", about {_listed(about)}" if about else ""
    lines = [f"The borrower wrote {count}{topics}."]
    rights = [one.name for one in happened if one.what == "right"]
    if rights:
        lines.append(f"Put on record: {_listed(rights)}.")
    pressed = [one for one in happened if one.what == "card" and one.outcome != "offered"]
    lines += [f"The card to {_plain(one.name)}: {_OUTCOMES[one.outcome]}." for one in pressed]
    queues = [one.name for one in happened if one.what == "handoff"]
    if queues:
        lines.append(f"Handed over to: {_listed(queues)}.")
    return " ".join(lines)


_OUTCOMES = {
    "ok": "confirmed",
    "cancelled": "put away",
    "refused": "refused",
    "error": "not done",
}


def _listed(names: Sequence[str]) -> str:
    return ", ".join(_plain(name) for name in dict.fromkeys(names))


def _plain(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")
