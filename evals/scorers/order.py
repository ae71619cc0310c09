"""What must come before what, across a whole conversation.

An event is written `tool NAME` (it ran), `disclosure ID`, `card ACTION`, `press confirm`,
`right KIND`, `handoff QUEUE`. Within one turn the order is: rights, tools, disclosures, card,
hand-off; so a disclosure shown with a card comes before the press that answers it.
"""

from collections.abc import Iterator, Sequence

from evals.cases.model import Ordered
from evals.run.observation import Exchange, Observation
from evals.scorers.check import Check


def ordered(wanted: Sequence[Ordered], seen: Observation) -> Iterator[Check]:
    """Judge each pair: `then` mustn't happen unless `first` happened before, and both must."""
    events = [event for exchange in seen.exchanges for event in _events(exchange)]
    for pair in wanted:
        name = f"{pair.first} before {pair.then}"
        if pair.then not in events:
            yield Check(name=name, passed=False, why=f"{pair.then} never happened")
            continue
        met = pair.first in events[: events.index(pair.then)]
        yield Check(name=name, passed=met, why="" if met else f"events: {events}")


def _events(exchange: Exchange) -> Iterator[str]:
    if exchange.kind == "press":
        yield f"press {exchange.text}"
    turn = exchange.turn
    if turn is None:
        return
    yield from (f"right {right.kind}" for right in turn.rights)
    yield from (f"tool {call.name}" for call in turn.tool_calls if call.status == "ok")
    yield from (f"disclosure {disclosure.id}" for disclosure in turn.disclosures)
    if turn.confirmation is not None:
        yield f"card {turn.confirmation.action}"
    if turn.handoff is not None:
        yield f"handoff {turn.handoff.queue}"
