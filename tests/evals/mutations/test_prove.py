"""Parts taken out: no more cases are played than it takes for one to notice."""

from collections.abc import Iterable, Iterator

from evals.cli.mutations import proved
from evals.run.journal import Entry
from evals.run.runner import Task
from evals.scorers.check import Check
from evals.scorers.score import Score
from tests.evals.builders import case, exchange, seen, turn

WHOLE = "assistant"


class Played:
    """Plays trials out of a table of the cases that each agent fails."""

    def __init__(self, fails: dict[str, set[str]], lost: frozenset[str] = frozenset()) -> None:
        self.fails = fails
        self.lost = lost
        self.tasks: list[tuple[str, str]] = []

    def __call__(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Entry]]:
        for task in tasks:
            name = task.case.id
            self.tasks.append((task.agent, name))
            lost = "the database was down" if name in self.lost else None
            found = seen(exchange(turn()), suite=task.suite, case=name, lost=lost)
            passed = name not in self.fails.get(task.agent, ())
            score = Score.of(found, [Check(name="answered", passed=passed)])
            yield task, Entry(case_digest="d", seen=found, score=score)

    def of(self, agent: str) -> list[str]:
        return [name for played, name in self.tasks if played == agent]


def asked(*parts: str, cases: int = 9) -> dict[str, list[Task]]:
    return {part: [Task("s", case(id=f"c{n}"), 0, part) for n in range(cases)] for part in parts}


def test_a_part_whose_first_case_notices_is_played_once() -> None:
    play = Played({"without guard a": {"c0", "c1"}, "without guard b": {"c4"}})
    first, second = proved(play, asked("without guard a", "without guard b"))
    assert (first.part, first.played, first.noticed) == ("guard a", 1, ("s/c0",))
    assert play.of("without guard a") == ["c0"]
    assert second.noticed == ("s/c4",)
    assert play.of("without guard b") == [f"c{n}" for n in range(7)]


def test_a_case_that_fails_with_the_part_in_its_place_notices_nothing() -> None:
    play = Played({"without tool a": {"c0", "c2"}, WHOLE: {"c0"}})
    (row,) = proved(play, asked("without tool a"))
    assert row.noticed == ("s/c2",)
    assert play.of(WHOLE) == ["c0", "c2"]


def test_what_no_case_notices_is_told_after_all_of_them() -> None:
    play = Played({}, lost=frozenset({"c3"}))
    (row,) = proved(play, asked("without prompt a"))
    assert (row.played, row.noticed) == (9, ())
    assert sorted(play.of("without prompt a")) == [f"c{n}" for n in range(9)]
