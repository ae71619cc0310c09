"""The turn as a graph (design §7). State between turns is the conversation's memory alone.

message ─ intake ─ think ⇄ act
                     │
          hand_over ─ judge ─ (think again) ─ record ─ await_press ══ interrupt ══ settle ─ ...
press ── settle ─────┤
"no" ─── put_away ───┤
file ─── receive ────┘

A quote pauses the graph at `await_press`, for hours if need be and on any replica. A node that
was interrupted runs again from its start, so `await_press` does nothing else; the press itself
is made by `settle`, and is safe to repeat because the books allow a quote once.
"""

from typing import Any, Literal, TypedDict

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agents.borrower import converse, intake, judge, record
from agents.borrower.acknowledge import stands_alone
from agents.borrower.advice import is_wished
from agents.borrower.attachments import receive
from agents.borrower.handoffs import hand_over
from agents.borrower.requests import keep_intake
from agents.borrower.run import MOST_TOOL_ROUNDS, TurnRun
from agents.borrower.settle import declines_card, put_away, settle
from agents.memory import Memory
from guardrails.redaction import Tokens


class State(TypedDict, total=False):
    """What the checkpoint keeps: plain data only."""

    memory: dict[str, Any]
    input: dict[str, Any]
    turn: dict[str, Any]
    record: dict[str, Any]


Graph = CompiledStateGraph[State, TurnRun, State, State]


def _resume_memory(state: State, run: TurnRun) -> None:
    run.before = state.get("memory") or {}
    run.memory = Memory.model_validate(run.before)
    run.tokens = Tokens(run.services.token_key, run.memory.tokens)


async def _intake(state: State, runtime: Runtime[TurnRun]) -> State:
    run = runtime.context
    _resume_memory(state, run)
    heard = run.redaction(run.text)
    run.redacted, run.personal = heard.text, heard.spans
    await intake.listen(run)
    await intake.look_up(run)
    intake.understand(run)
    await keep_intake(run)
    run.engine = run.services.model.preferred
    if is_wished(run.reading) and run.engine != "embedded":
        run.engine = "embedded"  # a wish for advice is declined in our own words
        run.note("advice", "pass", "personal advice was asked for; the provider wasn't")
    return {}


async def _think(state: State, runtime: Runtime[TurnRun]) -> State:
    await converse.think(runtime.context)
    return {}


async def _act(state: State, runtime: Runtime[TurnRun]) -> State:
    await converse.act(runtime.context)
    return {}


async def _hand_over(state: State, runtime: Runtime[TurnRun]) -> State:
    await hand_over(runtime.context)
    return {}


async def _judge(state: State, runtime: Runtime[TurnRun]) -> State:
    run = runtime.context
    run.next = judge.judge(run)
    if run.next == "done" and run.wants_queue and run.handoff is None:
        await hand_over(run)
    return {}


async def _settle(state: State, runtime: Runtime[TurnRun]) -> State:
    run, press = runtime.context, state["input"]
    _resume_memory(state, run)
    await intake.look_up(run)
    await settle(run, press["token"], press["decision"])
    return {}


async def _put_away(state: State, runtime: Runtime[TurnRun]) -> State:
    await put_away(runtime.context)
    return {}


async def _receive(state: State, runtime: Runtime[TurnRun]) -> State:
    run = runtime.context
    _resume_memory(state, run)
    await intake.look_up(run)
    await receive(run, state["input"])
    return {}


async def _record(state: State, runtime: Runtime[TurnRun]) -> State:
    run = runtime.context
    turn = record.assemble(run)
    record.remember(run, turn)
    kept = record.turn_record(run, turn, state["input"])
    await run.services.turns.append(kept)
    return {"memory": run.memory.model_dump(mode="json"), "turn": turn.model_dump(mode="json")}


async def _await_press(state: State, runtime: Runtime[TurnRun]) -> State:
    press = interrupt({"token": state["memory"]["card"]["token"]})
    return {"input": press}


def _start(state: State) -> Literal["intake", "settle", "receive"]:
    kind = state["input"]["kind"]
    if kind == "attachment":
        return "receive"
    return "intake" if kind == "message" else "settle"


def _after_intake(
    state: State, runtime: Runtime[TurnRun]
) -> Literal["think", "hand_over", "put_away"]:
    if stands_alone(runtime.context):
        return "hand_over"
    return "put_away" if declines_card(runtime.context) else "think"


def _after_think(state: State, runtime: Runtime[TurnRun]) -> Literal["act", "hand_over"]:
    run = runtime.context
    wants_tools = bool(getattr(run.messages[-1], "tool_calls", ()))
    return "act" if wants_tools and run.rounds < MOST_TOOL_ROUNDS else "hand_over"


def _after_judge(state: State, runtime: Runtime[TurnRun]) -> Literal["think", "record"]:
    return "think" if runtime.context.next == "retry" else "record"


def _after_record(state: State) -> Literal["await_press", "__end__"]:
    return "await_press" if state["memory"].get("card") else "__end__"


def build(checkpointer: BaseCheckpointSaver[Any] | None) -> Graph:
    """Compile the graph over a checkpointer."""
    graph = StateGraph(State, context_schema=TurnRun)
    graph.add_node("intake", _intake)
    graph.add_node("think", _think)
    graph.add_node("act", _act)
    graph.add_node("hand_over", _hand_over)
    graph.add_node("judge", _judge)
    graph.add_node("settle", _settle)
    graph.add_node("put_away", _put_away)
    graph.add_node("receive", _receive)
    graph.add_node("record", _record)
    graph.add_node("await_press", _await_press)
    graph.add_conditional_edges(START, _start)
    graph.add_conditional_edges("intake", _after_intake)
    graph.add_conditional_edges("think", _after_think)
    graph.add_edge("act", "think")
    graph.add_edge("hand_over", "judge")
    graph.add_edge("settle", "judge")
    graph.add_edge("put_away", "judge")
    graph.add_edge("receive", "judge")
    graph.add_conditional_edges("judge", _after_judge)
    graph.add_conditional_edges("record", _after_record, ["await_press", END])
    graph.add_edge("await_press", "settle")
    return graph.compile(checkpointer=checkpointer)
