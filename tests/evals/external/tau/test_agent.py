"""The agent in τ³-bench's own orchestrator, runner and evaluator, where its package is installed.

The model and the user are scripted; bank, articles, tools and scoring are the bench's.
"""

import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from tests.scripted import ScriptedProvider, calls, says

tau2 = pytest.importorskip("tau2", reason="τ³-bench isn't installed (CONTRIBUTING)")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

CARD = "dbc_lj82d4f1a9_bluest"
ASKS = f"I'm Liang Jinhai, user id lj82d4f1a9. Please freeze my debit card {CARD}."
FREEZE = "freeze_debit_card_3892"
STOP = "###STOP###"
SEARCH = calls("KB_search", query="temporarily freeze or unfreeze debit card")
UNLOCK = calls("unlock_discoverable_agent_tool", agent_tool_name=FREEZE)


def frozen(card: str) -> Any:
    carried = {"agent_tool_name": FREEZE, "arguments": json.dumps({"card_id": card})}
    return calls("call_discoverable_agent_tool", **carried)


def mailed(address: str) -> Any:
    return calls("change_user_email", user_id="lj82d4f1a9", new_email=address)


@pytest.fixture
def agent() -> Any:
    return import_module("evals.external.tau.agent")


@pytest.fixture
def bank() -> Any:
    where = import_module("tau2.utils").DATA_DIR / "tau2" / "domains" / "banking_knowledge"
    if not (where / "db.json").exists():
        pytest.skip("τ³-bench's data isn't there (TAU2_DATA_DIR)")
    return import_module("tau2.domains.banking_knowledge.environment").get_environment(
        retrieval_variant="bm25"
    )


def scripted_user(*lines: str) -> Any:
    """Return a class of users who say these lines in turn, and then stop."""
    base = import_module("tau2.user.user_simulator_base").HalfDuplexUser
    message = import_module("tau2.data_model.message").UserMessage

    class Scripted(base):  # type: ignore[misc]
        def __init__(self, **given: Any) -> None:
            super().__init__()

        def get_init_state(self, message_history: Any = None) -> Iterator[str]:
            return iter([*lines, STOP])

        def generate_next_message(self, heard: Any, state: Iterator[str]) -> Any:
            return message(role="user", content=next(state)), state

    return Scripted


def task(*actions: tuple[str, dict[str, Any]]) -> Any:
    """Return a task of our own, with what it expects."""
    tasks = import_module("tau2.data_model.tasks")
    wanted = [
        tasks.Action(action_id=str(n), name=name, arguments=arguments)
        for n, (name, arguments) in enumerate(actions)
    ]
    return tasks.Task(
        id="ours",
        user_scenario=tasks.UserScenario(instructions="scripted"),
        evaluation_criteria=tasks.EvaluationCriteria(actions=wanted, reward_basis=["DB"]),
    )


def played(agent: Any, bank: Any, answers: list[Any], *lines: str) -> Any:
    """Play a conversation in the bench's orchestrator, and return what it made of it."""
    port = agent.port_of(ScriptedProvider(answers=answers), "scripted")
    orchestrator = import_module("tau2.orchestrator.orchestrator").Orchestrator(
        domain=agent.DOMAIN,
        agent=agent.GuardedAgent(bank.get_tools(), bank.get_policy(), port, b"k"),
        user=scripted_user(*lines)(),
        environment=bank,
        task=task(),
        validate_communication=True,
    )
    return orchestrator.run()


def test_every_tool_of_the_bench_is_marked_and_its_writes_are_held(agent: Any, bank: Any) -> None:
    found = agent.kinds(bank.get_tools())
    assert len(found.shown) == 15
    assert len(found.hidden) > 40
    reads = {name for name, kind in found.shown.items() if kind.policy.reads}
    assert {"KB_search", "get_user_information_by_id", "transfer_to_human_agents"} <= reads
    assert not reads & {"change_user_email", "log_verification", "call_discoverable_agent_tool"}
    assert not found.hidden[FREEZE].policy.reads
    assert found.hidden["get_debit_cards_by_account_id_7823"].policy.reads


def test_what_the_user_ordered_is_done_out_of_its_wrapping(agent: Any, bank: Any) -> None:
    answers = [SEARCH, UNLOCK, frozen(CARD), says("It's frozen.")]
    run = played(agent, bank, answers, ASKS)
    assert run.termination_reason == "user_stop"
    assert bank.tools.db.debit_cards.data[CARD]["status"] == "FROZEN"
    asked = [m for m in run.messages if m.role == "assistant" and m.raw_data]
    assert asked == []


def test_a_value_of_nobodys_reaches_the_books_only_with_the_users_yes(
    agent: Any, bank: Any
) -> None:
    owner = bank.tools.db.users.data["lj82d4f1a9"]
    before = owner["email"]
    answers = [mailed("made@up.example"), says("I left it.")]
    played(agent, bank, answers, ASKS, "No, leave it alone.")
    assert owner["email"] == before
    answers = [mailed("new@up.example"), says("Done.")]
    run = played(agent, bank, answers, ASKS, "Yes, I confirm.")
    assert bank.tools.db.users.data["lj82d4f1a9"]["email"] == "new@up.example"
    (asked,) = [m for m in run.messages if m.role == "assistant" and m.raw_data]
    assert asked.raw_data == {"card": "change_user_email", "foreign": ["new_email"]}
    assert "- new_email: new@up.example (my own wording, nobody gave it)" in asked.content


def test_a_wrapped_write_of_a_made_up_value_needs_the_yes_too(agent: Any, bank: Any) -> None:
    other = "dbc_538bfb9cba"
    answers = [SEARCH, UNLOCK, frozen(other), says("I left it.")]
    run = played(agent, bank, answers, ASKS, "No, not that one.")
    assert bank.tools.db.debit_cards.data[other]["status"] == "ACTIVE"
    assert [m.raw_data["card"] for m in run.messages if m.role == "assistant" and m.raw_data] == [
        FREEZE
    ]


def test_a_model_that_is_down_is_an_error_and_no_score(agent: Any, bank: Any) -> None:
    with pytest.raises(import_module("tau2.agent.base_agent").AgentError, match="no usable answer"):
        played(agent, bank, [RuntimeError("down")], ASKS)


def test_the_benchs_own_runner_plays_and_scores_the_registered_agent(agent: Any, bank: Any) -> None:
    registry = import_module("tau2.registry").registry
    simulation = import_module("tau2.data_model.simulation")
    run_task = import_module("tau2.runner").run_single_task
    answers = [SEARCH, UNLOCK, frozen(CARD), says("It's frozen.")]
    agent.register(lambda name: ScriptedProvider(answers=answers), "ours")
    registry.register_user(scripted_user(ASKS), "scripted")
    config = simulation.TextRunConfig(
        domain=agent.DOMAIN,
        agent="ours",
        llm_agent="scripted",
        user="scripted",
        llm_user="scripted",
        retrieval_config=agent.without_gold("bm25"),
    )
    wanted = task(*((c["name"], c["args"]) for m in (UNLOCK, frozen(CARD)) for c in m.tool_calls))
    assert run_task(config, wanted).reward_info.reward == 1.0
    missed = task(*((c["name"], c["args"]) for c in mailed("made@up.example").tool_calls))
    assert run_task(config, missed).reward_info.reward == 0.0


class Untouchable:
    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(f"the task's {name} was read")


def test_the_agent_never_reads_the_task_it_is_handed(agent: Any, bank: Any) -> None:
    agent.register(lambda name: ScriptedProvider(answers=[says("Hello.")]), "blind")
    build = import_module("tau2.runner").build_agent
    message = import_module("tau2.data_model.message").UserMessage
    made = build("blind", bank, llm="scripted", task=Untouchable())
    answer, _ = made.generate_next_message(
        message(role="user", content="hi"), made.get_init_state([])
    )
    made.stop()
    assert answer.content == "Hello."


@pytest.mark.parametrize("setting", ["golden_retrieval", "qwen_embeddings", "anything"])
def test_a_setting_that_reads_gold_or_is_unknown_is_refused(agent: Any, setting: str) -> None:
    with pytest.raises(agent.GoldRefused):
        agent.without_gold(setting)


@pytest.mark.parametrize(
    ("model", "setting", "why"),
    [("embedded", "bm25", "LINEWISE_MODEL"), ("openai:m", "golden_retrieval", "isn't one of")],
)
def test_the_command_plays_no_task_without_a_model_or_with_gold(
    monkeypatch: pytest.MonkeyPatch, model: str, setting: str, why: str
) -> None:
    typer, testing = import_module("typer"), import_module("typer.testing")
    monkeypatch.setenv("LINEWISE_MODEL", model)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    app = typer.Typer()
    app.command()(import_module("evals.external.tau.__main__").main)
    found = testing.CliRunner().invoke(app, ["--user-llm", "m", "--retrieval", setting])
    assert found.exit_code == 2
    assert why in " ".join(found.output.replace("│", " ").split())
