"""Step 3: the engine and its tools, until there is a draft."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from agents.borrower.intake import add_right
from agents.borrower.run import MOST_TOOL_ROUNDS, TurnRun
from agents.brief import Candidate
from agents.embedded.chat_model import BRIEF
from agents.embedded.skills.intake import offer
from agents.model.port import ModelUnavailable
from agents.procedures import PROCEDURES
from agents.procedures.charges import known_as
from agents.turn import ToolCall
from guardrails.rights import KINDS
from tools.guard import CallPolicy, Known, Text, Typed, fence_mark, foreign_texts, told
from tools.plan_views import PlanOptions
from tools.tool import Tool, ToolResult
from tools.views import (
    AccountSnapshot,
    Outcome,
    PassagePage,
    QuoteView,
    Refusal,
    RightRecord,
    Transaction,
    TransactionPage,
)

ADDS_RIGHT = "flag_right"
MOST_RIGHTS_ADDED = 3
# What an engine outside this process isn't told.
# What is read from what the borrower said, and so only with that.
TOLD_BY_BORROWER = frozenset({"plan_options"})
PRIVATE = frozenset({"account_id", "holder", "first_name"})
# Arguments of a tool that aren't called what their slot is.
SLOT_OF = {
    "amount_kind": "amount",
    "payment_id": "payment",
    "allowed": "change",
    "essentials": "expenses",
    "lasts_months": "duration",
    "program": "plan",
}


async def think(run: TurnRun) -> None:
    """Call the engine once; its answer is either tool calls or a draft.

    A provider that fails, or that answers with what can't be used, gives way to the embedded
    engine within the same turn (P7).
    """
    if not run.messages:
        _keep_from_steered(run)
        run.messages = _opening_messages(run)
    try:
        answer = await run.services.model.call(run.engine, run.messages, _open_tools(run))
    except ModelUnavailable as error:
        run.note("provider", "blocked", error.why)
        run.outputs.append({"engine": run.engine, "failed": error.why})
        use_embedded(run)
        run.messages = _opening_messages(run)
        answer = await run.services.model.call("embedded", run.messages, ())
    run.model_calls += 1
    run.outputs.append({"engine": run.engine, "output": answer.model_dump(mode="json")})
    run.messages.append(answer)
    if not answer.tool_calls:
        take_draft(run, answer)
    elif run.rounds >= MOST_TOOL_ROUNDS:
        run.note("tools", "blocked", f"more than {MOST_TOOL_ROUNDS} rounds of tool calls")
        run.draft = ""


def _keep_from_steered(run: TurnRun) -> None:
    """Have the embedded engine act where the turn's text tries to steer a provider.

    The borrower's request is carried on; only who words it changes. It reads no text as orders.
    """
    if run.engine == "provider" and run.steered and run.step.kind == "call":
        run.engine = "embedded"
        run.note("injection", "pass", "text tries to steer; the provider is given no quotes")


def use_embedded(run: TurnRun) -> None:
    """Switch this turn to the embedded engine, from the start."""
    run.forget_attempt()
    run.engine, run.engine_changed = "embedded", True


def take_draft(run: TurnRun, answer: AIMessage) -> None:
    """Take the engine's words, and what travels beside them."""
    run.draft = answer.text if isinstance(answer.text, str) else str(answer.content)
    extra = answer.additional_kwargs if run.engine == "embedded" else {}
    run.quick_replies = tuple(extra.get("quick_replies", ()))
    run.wants_queue = extra.get("handoff")
    run.unsure = bool(extra.get("unsure"))


def _opening_messages(run: TurnRun) -> list[BaseMessage]:
    """Return the messages an engine starts from: rules, what was said before, brief, message."""
    brief = run.brief
    if brief is None:
        raise RuntimeError("the turn has no brief yet")
    own = run.engine == "embedded"
    mark = _mark(run)
    text = brief.model_dump_json() if own else _json(told(brief, mark, PRIVATE))
    rule = "" if own else f"\nThis turn's fence for text that others wrote is {mark}."
    messages: list[BaseMessage] = [SystemMessage(run.services.prompt + rule)]
    for said in [] if own else run.memory.history:
        kind = HumanMessage if said["role"] == "user" else AIMessage
        messages.append(kind(said["text"]))
    return [*messages, SystemMessage(text, name=BRIEF), HumanMessage(run.redacted)]


def _mark(run: TurnRun) -> str:
    return fence_mark(run.services.token_key, run.turn_id)


def _open_tools(run: TurnRun) -> tuple[Tool[Any], ...]:
    """Return the tools for this turn: all reads, and quotes only where a procedure asks.

    A provider may also add a right to the record, unless text tries to steer it; the embedded
    engine works from the detector's.
    """
    opened = _opened_quotes(run)
    tools = run.services.catalogue.open_to(run.scopes)
    adds = {ADDS_RIGHT} if run.engine == "provider" and not run.steered else set()
    return tuple(t for t in tools if t.effect == "read" or t.name in opened | adds)


def _opened_quotes(run: TurnRun) -> frozenset[str]:
    procedure = PROCEDURES.get(run.step.procedure or "")
    if procedure is None or (run.brief is not None and run.brief.quiet):
        return frozenset()
    if run.steered and run.engine == "provider":
        return frozenset()
    return frozenset(procedure.tools)


async def act(run: TurnRun) -> None:
    """Run the tool calls of the engine's last answer; each one's outcome goes back to it."""
    run.rounds += 1
    answer = run.messages[-1]
    calls = answer.tool_calls if isinstance(answer, AIMessage) else []
    for call in calls:
        # What is quoted from the borrower stays as the engine saw it, with its tokens.
        quotes = call["name"] == ADDS_RIGHT
        arguments = dict(call["args"]) if quotes else run.tokens.arguments(call["args"])
        found = await _call(run, call["name"], arguments)
        result = replace(found, arguments=run.tokens.hidden(found.arguments))
        key = run.add_result(result)
        run.tool_calls.append(
            ToolCall(name=result.name, arguments=dict(result.arguments), status=result.status)
        )
        await _take(run, result)
        body = {"key": key, "status": result.status, "value": _told(run, result)}
        run.messages.append(ToolMessage(_json(body), tool_call_id=str(call["id"])))
    _mind(run)


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


def _told(run: TurnRun, result: ToolResult) -> dict[str, Any]:
    """Return a tool's result as this turn's engine is told it."""
    if run.engine == "embedded":
        return result.value.model_dump(mode="json")
    private = PRIVATE if isinstance(result.value, AccountSnapshot) else ()
    return told(result.value, _mark(run), private)


def _mind(run: TurnRun) -> None:
    """Take the quotes from a provider that has read text which tries to steer it.

    Where the borrower had asked for something to be done, the embedded engine does it instead.
    """
    if run.engine == "embedded" or run.steered:
        return
    texts = {text for _, result in run.results for text, _ in foreign_texts(result.value)}
    scores = [run.services.injection.score(text, "tool") for text in sorted(texts)]
    run.steered = any(score.flag for score in scores)
    if run.steered:
        worst = max(score.score for score in scores)
        run.note("injection", "pass", f"score {worst:.2f} in text that was read")
        if run.step.kind == "call" and run.quote is None:
            run.forget_attempt()


async def _call(run: TurnRun, name: str, arguments: dict[str, Any]) -> ToolResult:
    """Run one call if this turn allows it; a refusal is a value that the engine can read."""
    tool = {tool.name: tool for tool in run.services.catalogue.open_to(run.scopes)}.get(name)
    if tool is not None and (tool.effect != "read" or name in TOLD_BY_BORROWER):
        adds = name == ADDS_RIGHT
        why = _not_heard(run, arguments) if adds else _not_asked(run, tool, arguments)
        if why is not None:
            run.note("tools", "blocked", f"{name}: {why}")
            refusal = Refusal(code="not_asked", message=f"Not done: {why}.")
            return ToolResult(name, arguments, "refused", refusal)
    result = await run.services.catalogue.call(run.tool_context(), name, arguments)
    if result.status == "refused" and tool is None:
        run.note("tools", "blocked", f"{name}: unknown tool")
    return result


def _not_heard(run: TurnRun, arguments: dict[str, Any]) -> str | None:
    """Say why a right that an engine would add has no ground in the message, or None.

    An engine may add what the detector missed, never what isn't there, and few in one turn.
    """
    if sum(1 for call in run.tool_calls if call.name == ADDS_RIGHT) >= MOST_RIGHTS_ADDED:
        return "enough was added this turn"
    kind = next((kind for kind in KINDS if kind == arguments.get("kind")), None)
    if kind is None or kind in run.acknowledged:
        return None  # the tool refuses the one, the books know the other
    if not run.services.rights.may_invoke(run.text, kind):
        return "the message doesn't invoke it"
    return None


def _not_asked(run: TurnRun, tool: Tool[Any], arguments: Mapping[str, Any]) -> str | None:
    """Say why a quote isn't what the borrower asked for, or None where it is.

    Which tool, and with which arguments, is the procedure's to say; where each value came from
    is the guard's to judge. A value from anywhere but the borrower's words and the books (a
    document, a merchant's name, the model) never gets as far as a card (P5).
    """
    if tool.name not in _opened_quotes(run):
        return "nobody asked for it"
    if run.quote is not None:
        return "one quote a turn"
    known = _known(run, tool.name)
    if tool.name != "cancel_payment":
        if run.step.kind != "call" and tool.name != run.step.tool:
            return "something is still to be asked"
        if tool.name != run.step.tool or arguments.keys() != run.step.arguments.keys():
            return "other values than were asked"
    policy = CallPolicy(plain=tool.plain) if tool.name in TOLD_BY_BORROWER else tool.policy
    decision = run.services.guard(arguments, policy, known)
    origins = ", ".join(f"{one.name}: {one.origin}" for one in decision.traced)
    if decision.verdict != "allow":
        return f"other values than were asked ({origins})"
    run.note("provenance", "pass", origins or "nothing to trace")
    return None


def _known(run: TurnRun, tool: str) -> Known:
    """Return the values that this call may have, with their origins, and what others wrote."""
    if tool == "cancel_payment":
        values = [Typed("payment_id", p.id, "books") for p in run.known().pending_payments]
    else:
        state = run.memory.procedure or run.memory.last_call
        slots = state.slots if state is not None else {}
        values = []
        for name, value in run.step.arguments.items():
            slot = slots.get(SLOT_OF.get(name, name))
            # What no slot holds, the procedure itself worked out: no text of anybody's.
            values.append(Typed(name, value, slot.source if slot is not None else "books"))
    texts = [
        Text(text, origin, key)
        for key, result in run.results
        for text, origin in foreign_texts(result.value)
    ]
    texts += [
        Text(one["text"], "attachment", one["id"]) for one in run.memory.attachments if one["text"]
    ]
    return Known(tuple(values), tuple(texts))


async def _take(run: TurnRun, result: ToolResult) -> None:
    if isinstance(result.value, RightRecord):
        await add_right(run, result.value)
    elif isinstance(result.value, QuoteView):
        run.quote = result.value
    elif isinstance(result.value, PlanOptions) and run.step.procedure == "hardship":
        _take_offers(run, result.value)
    elif isinstance(result.value, Outcome) and result.name == "submit_hardship_draft":
        run.memory.procedure, run.memory.offers = None, []
        run.memory.done = sorted({*run.memory.done, result.name})
    elif isinstance(result.value, PassagePage):
        run.passages |= {passage.id: passage for passage in result.value.passages}
    elif isinstance(result.value, TransactionPage) and run.step.procedure == "dispute":
        run.memory.candidates = _candidates(run, result.value.transactions)


def _take_offers(run: TurnRun, plans: PlanOptions) -> None:
    """Remember what is offered, so that "the second one" can be taken.

    Where none fits the intake stays open: "I can do 55 a month" may make one fit.
    """
    run.memory.offers = [
        {"program": one.program, "payment": f"{one.payment:.2f}", "months": one.months}
        for one in plans.options
    ]


def _candidates(run: TurnRun, rows: Sequence[Transaction]) -> list[dict[str, Any]]:
    """Return the transactions that the procedure's question is about, as plain data."""
    if run.brief is None:
        return []
    found = offer(run.brief, rows)
    offered = (
        Candidate(id=r.id, name=known_as(r), amount=r.amount, on=r.transacted_on, exact=found.exact)
        for r in (rows[n] for n in found.positions)
    )
    return [one.model_dump(mode="json") for one in offered]
