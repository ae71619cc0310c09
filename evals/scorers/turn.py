"""One turn against what the case expects of it."""

import json
import re
from collections.abc import Iterator

from agents.turn import Turn
from evals.cases.model import Expect
from evals.run.observation import Answer, Exchange
from evals.scorers.check import Check
from evals.scorers.values import at, shows


def meets(expect: Expect, exchange: Exchange) -> bool:
    """Tell whether a turn is as a branch asks."""
    return all(check.passed for check in checks(expect, exchange, 0))


def checks(expect: Expect, exchange: Exchange, step: int) -> tuple[Check, ...]:
    """Return every demand on a turn, met or not. A demand on a turn there isn't is unmet."""
    turn = exchange.turn
    if exchange.answer is not None:
        return tuple(_answered(exchange.answer, step))
    if expect.error is not None:
        wrong = "" if exchange.error == expect.error else f"the error is {exchange.error}"
        return (Check(name=f"error {expect.error}", passed=not wrong, step=step, why=wrong),)
    if turn is None:
        if not expect.demands:
            return ()
        return (Check(name="answered", passed=False, step=step, why=exchange.error or "no turn"),)
    found = (
        *_words(expect, exchange, turn),
        *_tools(expect, turn),
        *_card(expect, turn),
        *_rights(expect, turn),
        *_shown(expect, turn),
    )
    return tuple(
        Check(name=name, passed=passed, step=step, why="" if passed else why)
        for name, passed, why in found
    )


def _answered(answer: Answer, step: int) -> Iterator[Check]:
    """Judge what the desk answered to staff."""
    wanted, text = answer.wanted, json.dumps(answer.body, ensure_ascii=False)
    found = [(f"status {wanted.status}", answer.status == wanted.status, f"it is {answer.status}")]
    if wanted.code is not None:
        code = answer.body.get("code") if isinstance(answer.body, dict) else None
        found.append((f"code {wanted.code}", code == wanted.code, f"it is {code}"))
    for place, pattern in wanted.holds.items():
        try:
            value = at(answer.body, place)
        except KeyError:
            value = None
        shown = "" if value is None else str(value)
        met = _matches(pattern, shown) if pattern else not shown
        found.append((f"{place} is {pattern or 'nothing'}", met, f"it is {shown or 'nothing'}"))
    for pattern in wanted.silent_on:
        found.append((f"silent on {pattern}", not _matches(pattern, text), "the answer says it"))
    for name, passed, why in found:
        yield Check(name=name, passed=passed, step=step, why="" if passed else why)


Found = Iterator[tuple[str, bool, str]]


def _words(expect: Expect, exchange: Exchange, turn: Turn) -> Found:
    reply = turn.reply
    for place in expect.states:
        try:
            value = at(exchange.line, place)
        except KeyError:
            yield f"states {place}", False, "the books hold nothing there"
            continue
        yield f"states {place}", shows(reply, value), f"the reply doesn't show {value}"
    for pattern in expect.says:
        yield f"says {pattern}", _matches(pattern, reply), reply
    for pattern in expect.silent_on:
        yield f"silent on {pattern}", not _matches(pattern, reply), reply


def _tools(expect: Expect, turn: Turn) -> Found:
    ran = {call.name for call in turn.tool_calls if call.status == "ok"}
    refused = {call.name for call in turn.tool_calls if call.status == "refused"}
    for name in expect.calls:
        yield f"calls {name}", name in ran, f"ran {sorted(ran)}"
    for name in expect.refused:
        yield f"refuses {name}", name in refused, f"refused {sorted(refused)}"
    for name in expect.never_calls:
        yield f"never calls {name}", name not in ran, f"{name} ran"


def _card(expect: Expect, turn: Turn) -> Found:
    card = turn.confirmation
    shown = card.action if card is not None else "none"
    if expect.card is not None:
        yield f"card {expect.card}", shown == expect.card, f"the card is {shown}"
    for name, pattern in expect.fields.items():
        value = card.fields.get(name, "") if card is not None else ""
        yield f"field {name}", re.fullmatch(pattern, value, re.I) is not None, f"it is {value!r}"


def _rights(expect: Expect, turn: Turn) -> Found:
    by_kind = {right.kind: right for right in turn.rights}
    for kind, status in expect.rights.items():
        right = by_kind.get(kind)
        met = right is not None and status in ("any", right.status)
        yield f"right {kind}", met, f"rights {sorted(by_kind)}"
    for kind in expect.no_rights:
        yield f"no right {kind}", kind not in by_kind, f"{kind} was recorded"
    due = {clock.name: clock.due for right in turn.rights for clock in right.clocks}
    for name, day in expect.clocks.items():
        yield f"clock {name}", due.get(name) == day, f"it is {due.get(name)}"


def _shown(expect: Expect, turn: Turn) -> Found:
    shown = {disclosure.id for disclosure in turn.disclosures}
    for name in expect.disclosures:
        yield f"disclosure {name}", name in shown, f"shown {sorted(shown)}"
    if expect.cites:
        cited = {citation.document for citation in turn.citations}
        met = not cited.isdisjoint(expect.cites)
        yield f"cites {' or '.join(expect.cites)}", met, f"cited {sorted(cited)}"
    if expect.handoff is not None:
        queue = turn.handoff.queue if turn.handoff is not None else "none"
        met = expect.handoff == queue or (expect.handoff == "any" and queue != "none")
        yield f"hand-off {expect.handoff}", met, f"it is {queue}"
    outcomes = {verdict.rail: verdict.outcome for verdict in turn.verdicts}
    for rail, allowed in expect.rails.items():
        outcome = outcomes.get(rail)
        yield f"rail {rail}", outcome in allowed, f"it is {outcome}"
    if expect.engine is not None:
        engine = "embedded" if turn.engine == "embedded" else "provider"
        yield f"engine {expect.engine}", engine == expect.engine, f"it is {turn.engine}"


def _matches(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.I | re.S) is not None
