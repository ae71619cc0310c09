"""How far a judge agrees with people: before its checks are believed, and whenever it changes."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from evals.judging.judge import Judge, JudgeFailed, Question


class Labelled(BaseModel):
    """A reply with its sources, and whether a person found all of it supported."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    asked: str
    reply: str
    contexts: tuple[str, ...]
    faithful: bool


@dataclass(frozen=True)
class Agreement:
    """How often judge and people said the same; `kappa` is Cohen's, 0 for mere chance.

    `lost` are the rows about which the judge gave no opinion.
    """

    rows: int
    same: int
    kappa: float
    lost: int

    @property
    def share(self) -> float:
        """The share of judged rows on which they agree."""
        return self.same / self.rows if self.rows else 0.0


def labelled() -> tuple[Labelled, ...]:
    """Read the labelled set."""
    text = files("evals.judging").joinpath("labelled.yaml").read_text("utf-8")
    return tuple(Labelled.model_validate(row) for row in yaml.safe_load(text))


def agreement(judge: Judge, rows: Sequence[Labelled], least: float) -> Agreement:
    """Ask the judge about each row; `least` is the faithfulness that counts as supported."""
    opinions = asyncio.run(_opinions(judge, rows))
    pairs = [(row.faithful, value >= least) for row, value in opinions if value is not None]
    same = sum(person == machine for person, machine in pairs)
    return Agreement(len(pairs), same, _kappa(pairs), len(rows) - len(pairs))


async def _opinions(judge: Judge, rows: Sequence[Labelled]) -> list[tuple[Labelled, float | None]]:
    found: list[tuple[Labelled, float | None]] = []
    for row in rows:
        try:
            values = await judge.opinion(Question(row.asked, row.reply, row.contexts))
        except JudgeFailed:
            found.append((row, None))
        else:
            found.append((row, values["faithfulness"]))
    return found


def _kappa(pairs: Sequence[tuple[bool, bool]]) -> float:
    if not pairs:
        return 0.0
    count = len(pairs)
    seen = sum(person == machine for person, machine in pairs) / count
    people = sum(person for person, _ in pairs) / count
    machines = sum(machine for _, machine in pairs) / count
    chance = people * machines + (1 - people) * (1 - machines)
    return 1.0 if chance == 1.0 else (seen - chance) / (1 - chance)
