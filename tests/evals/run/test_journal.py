"""A run on disk: going on where it broke off."""

from pathlib import Path

import pytest

from evals.run.journal import Entry, Header, Journal, JournalError, read_run
from evals.scorers import score
from tests.evals.builders import case, exchange, seen, turn

HEADER = Header(release="r", seed=1, trials=1, model="embedded")


def entry(trial: int = 0) -> Entry:
    found = seen(exchange(turn()), trial=trial)
    return Entry(case_digest="d", seen=found, score=score(case(), found))


def test_what_was_added_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    Journal(path, HEADER).add(entry())
    assert read_run(path).entries == (entry(),)


def test_a_run_cut_off_in_the_middle_of_a_line_loses_that_line_only(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    journal = Journal(path, HEADER)
    journal.add(entry(0))
    journal.add(entry(1))
    path.write_text(path.read_text()[:-40])
    again = Journal(path, HEADER)
    assert list(again.done) == [("s", "one", 0)]
    again.add(entry(1))
    assert read_run(path).entries == (entry(0), entry(1))


def test_another_run_is_not_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    Journal(path, HEADER)
    with pytest.raises(JournalError, match="another run"):
        Journal(path, HEADER.model_copy(update={"release": "other"}))


@pytest.mark.parametrize("text", ["", "{}\n", "nonsense\n"])
def test_a_file_that_is_no_run_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(text)
    with pytest.raises(JournalError):
        read_run(path)


def test_damage_in_the_middle_is_not_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    journal = Journal(path, HEADER)
    journal.add(entry(0))
    journal.add(entry(1))
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], lines[1][:-40], lines[2]]))
    with pytest.raises(JournalError, match="line 2"):
        read_run(path)
