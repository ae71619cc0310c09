"""Many trials at once, each process with a workshop of its own."""

import asyncio
import contextlib
import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from agents.model.provider import connect
from api import logs
from api.failures import DependencyDown
from api.settings import Settings
from evals.agents import cast_of
from evals.cases import Case, Suite
from evals.gold import gold_score, is_gold
from evals.run.journal import Entry, Header, Journal, case_digest, release_digest
from evals.run.trial import play
from evals.run.world import Workshop
from evals.scorers.score import score

USER_TIMEOUT_S = 60.0
YARDSTICK = bytes(8 * 1024 * 1024)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Plan:
    """What to run: suites, trials per case, seed, how many processes, which agent."""

    suites: tuple[Suite, ...]
    trials: int = 1
    seed: int = 0
    processes: int = 2
    agent: str = "assistant"
    user_model: str | None = None


@dataclass(frozen=True)
class Task:
    """One trial to play."""

    suite: str
    case: Case
    trial: int
    agent: str = "assistant"


class _Worker:
    """One process's event loop and workshop, made at its first task and kept."""

    loop: asyncio.AbstractEventLoop
    workshop: Workshop

    def __init__(self, settings: Settings, user_model: str | None) -> None:
        self.loop = asyncio.new_event_loop()
        key, url = settings.openai_api_key, settings.openai_base_url
        user = connect(user_model, key, url, USER_TIMEOUT_S) if user_model is not None else None
        self.workshop = Workshop(settings, user)
        self.loop.run_until_complete(self.workshop.__aenter__())

    def close(self) -> None:
        """Close the workshop."""
        self.loop.run_until_complete(self.workshop.__aexit__(None, None, None))
        self.loop.close()


_worker: list[_Worker] = []
_down: list[DependencyDown] = []
"""Why this process has no worker: told by its first task, as a pool breaks on a failing start."""


def _start(settings: Settings, user_model: str | None) -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    logs.configure(logging.WARNING)
    try:
        _worker.append(_Worker(settings, user_model))
    except DependencyDown as error:
        _down.append(error)


def _yardstick_ms() -> float:
    """Return how long the machine takes for a fixed piece of work: machines differ."""
    start = time.perf_counter()
    hashlib.sha256(YARDSTICK).digest()
    return (time.perf_counter() - start) * 1000


def _play(task: Task) -> Entry:
    if _down:
        raise _down[0]
    worker = _worker[0]
    yardstick = _yardstick_ms()
    cast = cast_of(task.agent, task.suite, task.case)
    playing = play(worker.workshop, task.suite, task.case, task.trial, cast)
    seen = worker.loop.run_until_complete(playing)
    judge = gold_score if is_gold(task.agent) else score
    return Entry(
        case_digest=case_digest(task.case),
        seen=seen,
        score=judge(task.case, seen),
        yardstick_ms=yardstick,
    )


def run(
    plan: Plan, settings: Settings, journal_path: Path, progress: Progress = lambda done, all_: None
) -> tuple[Entry, ...]:
    """Run a plan and return every trial, in the plan's order whatever order they ended in.

    Trials that the journal holds already aren't played again. Raises `JournalError` where it
    holds another run.
    """
    header = Header(
        release=release_digest(),
        seed=plan.seed,
        trials=plan.trials,
        model=settings.model,
        agent=plan.agent,
        user_model=plan.user_model,
    )
    journal = Journal(journal_path, header)
    tasks = [
        Task(suite.name, case, trial, plan.agent)
        for trial in range(plan.trials)
        for suite in plan.suites
        for case in suite.cases
    ]
    known = {key: entry for key, entry in journal.done.items() if entry.score.lost is None}
    left = [task for task in tasks if _fresh(task, known)]
    progress(len(tasks) - len(left), len(tasks))
    if left:
        with Crew(settings, min(plan.processes, len(left)), plan.user_model) as crew:
            for _, entry in crew.play(left):
                journal.add(entry)
                known[entry.key] = entry
                progress(sum(_key(task) in known for task in tasks), len(tasks))
    return tuple(known[_key(task)] for task in tasks)


def _key(task: Task) -> tuple[str, str, int]:
    return task.suite, task.case.id, task.trial


def _fresh(task: Task, known: dict[tuple[str, str, int], Entry]) -> bool:
    entry = known.get(_key(task))
    return entry is None or entry.case_digest != case_digest(task.case)


class Crew:
    """Processes that play trials, each with a workshop of its own. Use as a context manager."""

    def __init__(self, settings: Settings, processes: int, user_model: str | None = None) -> None:
        self._processes = processes
        self._pool = ProcessPoolExecutor(
            processes,
            mp_context=get_context("spawn"),
            initializer=_start,
            initargs=(settings, user_model),
        )

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def play(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Entry]]:
        """Yield trials as they end; no more than two per process wait, so a stop is quick."""
        waiting: dict[Future[Entry], Task] = {}
        todo = iter(tasks)
        with contextlib.ExitStack() as stack:
            stack.callback(lambda: [future.cancel() for future in waiting])
            while True:
                for task in todo:
                    waiting[self._pool.submit(_play, task)] = task
                    if len(waiting) >= 2 * self._processes:
                        break
                if not waiting:
                    return
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield waiting.pop(future), future.result()
