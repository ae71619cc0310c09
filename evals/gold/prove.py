"""Playing gold over the suites, whole and with each fault."""

from collections.abc import Iterable

from evals.cases import Suite
from evals.cases.model import simulated
from evals.gold.acts import FAULTS, fault, gold_of
from evals.gold.agent import GOLD
from evals.run.mutated import Faulty
from evals.run.runner import Crew, Task


def tasks(suites: Iterable[Suite]) -> tuple[Task, ...]:
    """Return the trials of gold, and of gold with each fault in the cases that it concerns."""
    found = []
    for suite in suites:
        for case in suite.cases:
            if simulated(case.user):
                continue
            acts = gold_of(suite.name, case)
            found.append(Task(suite.name, case, 0, GOLD))
            found.extend(
                Task(suite.name, case, 0, f"{GOLD}: {name}")
                for name in FAULTS
                if fault(name, acts) is not None
            )
    return tuple(found)


def played_gold(crew: Crew, suites: Iterable[Suite]) -> tuple[Faulty, ...]:
    """Play gold and return a row for it and one for each fault."""
    played: dict[str, list[str]] = {GOLD: [], **{f"{GOLD}: {name}": [] for name in FAULTS}}
    wrong: dict[str, list[str]] = {name: [] for name in played}
    for task, entry in crew.play(tasks(suites)):
        name = f"{task.suite}/{task.case.id}"
        played[task.agent].append(name)
        if entry.score.lost is not None or entry.score.passed is not (task.agent == GOLD):
            wrong[task.agent].append(name)
    return tuple(
        Faulty(
            fault=agent.removeprefix(f"{GOLD}: "),
            played=len(names),
            wrong=tuple(sorted(wrong[agent])),
        )
        for agent, names in played.items()
    )
