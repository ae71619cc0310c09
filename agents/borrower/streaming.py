"""A verified turn as typed events. Nothing is streamed that hasn't passed every rail."""

import re
from collections.abc import Iterator

from agents.assistant import Event
from agents.turn import Turn

_SENTENCE = re.compile(r".+?(?:[.!?…](?=\s)|\n+|$)\s*", re.S)


def events(turn: Turn) -> Iterator[Event]:
    """Yield the turn's events in order; the deltas together are the reply, `done` is the Turn."""
    for found in _SENTENCE.finditer(turn.reply):
        yield Event("delta", {"text": found.group()})
    for citation in turn.citations:
        yield Event("citation", citation.model_dump(mode="json"))
    if turn.confirmation is not None:
        yield Event("confirm", turn.confirmation.model_dump(mode="json"))
    if turn.handoff is not None:
        yield Event("handoff", turn.handoff.model_dump(mode="json"))
    yield Event("done", turn.model_dump(mode="json"))
