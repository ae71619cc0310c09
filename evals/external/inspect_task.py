"""Our suites as a task of Inspect's (the extra `inspect`), so that others can run them.

    inspect eval evals/external/inspect_task.py --model none -T suite=payments

The solver runs our whole stack on the embedded engine over cloned books (`LINEWISE_DATA_DIR`), so
no model of Inspect's is asked. The scorer is ours: end state, order, figures, rights, invariants.
"""

from asyncio import Lock
from collections.abc import Callable
from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageAssistant, ChatMessageUser
from inspect_ai.scorer import Score, accuracy, scorer, stderr
from inspect_ai.solver import solver

from api.settings import Settings
from evals.agents import cast_of
from evals.cases import Case, load_suites
from evals.external.samples import log_metadata, mark, rows, transcript
from evals.run.observation import Observation
from evals.run.trial import play
from evals.run.world import Workshop
from evals.scorers import score

AGENT, SEEN = "assistant", "linewise_seen"


@task
def linewise(suite: str | None = None) -> Any:
    """Return a suite as a task, or all of them: one sample a case, played once."""
    suites = load_suites([suite] if suite is not None else [])
    cases = {f"{one.name}/{case.id}": case for one in suites for case in one.cases}
    samples = [
        Sample(id=row.key, input=row.asks, target=row.about, metadata=log_metadata(row))
        for row in rows(suites)
    ]
    return Task(
        dataset=MemoryDataset(samples, name=suite or "linewise"),
        solver=stack(cases),
        scorer=checks(cases),
    )


@solver
def stack(cases: dict[str, Case]) -> Callable[..., Any]:
    """Play a sample's case with the borrower assistant, and keep what was seen of it.

    The workshop (a database server with seeded books) is opened at the first sample, and lives
    as long as the process does.
    """
    opened: list[Workshop] = []
    opening = Lock()

    async def workshop() -> Workshop:
        async with opening:
            if not opened:
                opened.append(await Workshop(Settings.from_env()).__aenter__())
        return opened[0]

    async def solve(state: Any, generate: Any) -> Any:
        key = str(state.sample_id)
        suite = key.split("/")[0]
        cast = cast_of(AGENT, suite, cases[key])
        seen = await play(await workshop(), suite, cases[key], state.epoch - 1, cast)
        kinds = {"user": ChatMessageUser, "assistant": ChatMessageAssistant}
        said = transcript(seen)
        state.messages = [kinds[who](content=words) for who, words in said]
        state.output.completion = said[-1][1] if said else ""
        state.store.set(SEEN, seen.model_dump(mode="json"))
        state.completed = True
        return state

    return solve


@scorer(metrics=[accuracy(), stderr()])
def checks(cases: dict[str, Case]) -> Callable[..., Any]:
    """Judge what was seen by the case's own demands and the invariants of every case."""

    async def judge(state: Any, target: Any) -> Any:
        seen = Observation.model_validate(state.store.get(SEEN))
        found = mark(score(cases[str(state.sample_id)], seen))
        return Score(
            value=found.value,
            explanation=found.explanation,
            metadata={"share": found.share, "broken": list(found.broken)},
        )

    return judge
