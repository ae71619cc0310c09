"""`linewise evals prove`: take the assistant's parts out, one by one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from api.cli.terminal import console, progress
from api.failures import CheckFailed
from api.settings import Settings
from evals.agents import WITHOUT_GUARD, WITHOUT_PROMPT, WITHOUT_TOOL
from evals.cases import Suite
from evals.cli.files import read_suites, write_file
from evals.cli.options import CORES, Processes
from evals.gold.prove import played_gold
from evals.mutations import DESKS, GUARDS, PROMPTS, TOOLS, cases_calling, cases_of, cases_tagged
from evals.report.terminal import show_mutations
from evals.run.journal import Entry, release_digest
from evals.run.mutated import MUTATIONS, Mutated, Mutations
from evals.run.runner import Crew, Task

Play = Callable[[Iterable[Task]], Iterable[tuple[Task, Entry]]]


def prove(
    processes: Processes = CORES,
    tools: Annotated[bool, typer.Option(help="Take the tools out too, one by one.")] = True,
    gold: Annotated[bool, typer.Option(help="Play gold too, whole and with its faults.")] = True,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the table.")] = None,
) -> None:
    """Take out each guard, tool and prompt in turn, and see that a case notices.

    A part's cases are played until one fails that passes with the part in its place. Exits
    with 1 where none does, and where gold fails a case or passes one with a fault. The table
    is kept, and stands in the next report.
    """
    settings = Settings.from_env()
    with Crew(settings, processes) as crew:
        rows = tuple(proved(crew.play, _asked(read_suites([]), tools)))
        faulty = played_gold(crew, read_suites([])) if gold else ()
    found = Mutations(release=release_digest(), rows=rows, gold=faulty)
    text = found.model_dump_json(indent=1) + "\n"
    write_file(settings.data_dir / "evals" / MUTATIONS, text)
    if json_file is not None:
        write_file(json_file, text)
    show_mutations(console(), found)
    if not all(row.noticed for row in rows):
        raise CheckFailed("a part can be taken out without a case noticing")
    if any(row.wrong for row in found.gold):
        raise CheckFailed("gold fails a case, or passes one with a fault")


def _asked(suites: tuple[Suite, ...], tools: bool) -> dict[str, list[Task]]:
    """Return by part the trials that should notice that it's gone, those that say so first."""
    chosen = {f"{WITHOUT_GUARD}{name}": cases_of(name, suites) for name in (*GUARDS, *DESKS)}
    chosen |= {
        f"{WITHOUT_PROMPT}{name}": cases_tagged(f"prompt:{name}", suites) for name in PROMPTS
    }
    if tools:
        chosen |= {f"{WITHOUT_TOOL}{name}": cases_calling(name, suites) for name in TOOLS}
    return {
        part: [Task(s.name, case, 0, part) for s in found for case in s.cases]
        for part, found in chosen.items()
    }


def proved(play: Play, asked: Mapping[str, Sequence[Task]]) -> Iterator[Mutated]:
    """Play one case of each part, then twice as many where none noticed, until one does.

    Yields a row for each part, in the order asked, once all are done.
    """
    report, played, whole = progress(), dict.fromkeys(asked, 0), _Whole(play)
    noticed: dict[str, list[Entry]] = {part: [] for part in asked}
    todo = {part: iter(tasks) for part, tasks in asked.items()}
    size = 1
    while todo:
        batch = [task for tasks in todo.values() for task in islice(tasks, size)]
        for task, entry in play(batch):
            played[task.agent] += 1
            if entry.score.lost is None and not entry.score.passed:
                noticed[task.agent].append(entry)
            report("Taking parts out", sum(map(bool, noticed.values())), len(asked))
        whole.play(task for task in batch if _of(task, noticed[task.agent]))
        for part in noticed:
            noticed[part] = [entry for entry in noticed[part] if whole.passes(entry)]
        going = {task.agent for task in batch}
        todo = {part: tasks for part, tasks in todo.items() if part in going and not noticed[part]}
        size *= 2
    for part, entries in noticed.items():
        ordered = sorted(entries, key=lambda entry: entry.key)
        yield Mutated(
            part=part.removeprefix("without "),
            played=played[part],
            noticed=tuple(f"{e.seen.suite}/{e.seen.case}" for e in ordered),
            broken=tuple(dict.fromkeys(name for e in ordered for name in e.score.broken)),
        )


class _Whole:
    """The same cases with nothing taken out: one that fails anyway notices nothing."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._passed: dict[tuple[str, str, int], bool] = {}

    def play(self, tasks: Iterator[Task]) -> None:
        """Play those that aren't known yet."""
        fresh = {(t.suite, t.case.id, t.trial): Task(t.suite, t.case, t.trial) for t in tasks}
        left = [task for key, task in fresh.items() if key not in self._passed]
        for _, entry in self._play(left):
            self._passed[entry.key] = entry.score.passed

    def passes(self, entry: Entry) -> bool:
        """Tell whether a trial's case passes as the assistant ships."""
        return self._passed[entry.key]


def _of(task: Task, entries: list[Entry]) -> bool:
    return any((e.seen.suite, e.seen.case) == (task.suite, task.case.id) for e in entries)
