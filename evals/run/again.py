"""A trial of a saved run, again: from its own records, or played anew by the code of today (P6).

From records, no books are asked: each turn is run over what it was given, and has to come out the
same to the byte. Played anew, a case starts from its own books; ids, which are drawn afresh each
time, are numbered in their order before the two are compared.
"""

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from agents.borrower import Assistant, Services
from agents.borrower.rerun import NoReplay, rerun
from api.cli.replay import difference
from evals.cases import Case
from evals.cases.model import Press, Say, Step, simulated
from evals.run.journal import Entry
from evals.run.observation import Exchange, Observation
from evals.run.trial import play
from evals.run.world import Cast, Workshop
from evals.scorers.score import Score, score

OPENING = "opening"
# What is drawn at random: "turn_…", hashes, and tokens, which are a whole value.
_ID = re.compile(
    r"\b[a-z]+(?:_[a-z]+)*_[0-9a-f]{16,}\b|\b[0-9a-f]{24,64}\b|(?<=\")[A-Za-z0-9_-]{43}(?=\")"
)


@dataclass(frozen=True)
class Again:
    """One step, before and again: what it was, the difference, what had no answer on record.

    `changes` is a unified difference of indented JSON, empty where both are the same.
    """

    step: str
    changes: str
    missing: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.changes and not self.missing


@asynccontextmanager
async def services_of(workshop: Workshop, case: Case, cast: Cast) -> AsyncIterator[Services]:
    """Make what turns are run again with: the code of today, over books that aren't asked.

    Raises `NoReplay` where the cast isn't the assistant.
    """
    async with workshop.world(case, cast) as world:
        if not isinstance(world.agent, Assistant):
            raise NoReplay("what played this trial isn't the assistant")
        yield world.agent.services


async def from_records(services: Services, entry: Entry) -> tuple[Again, ...]:
    """Run every recorded turn of a trial over its own record; none where staff alone asked."""
    records = [json.loads(line) for line in entry.seen.records.splitlines()]
    turns = (record for record in records if record["kind"] != OPENING)
    return tuple([await _rerun(services, record) for record in turns])


async def _rerun(services: Services, record: dict[str, Any]) -> Again:
    found = await rerun(services, record, "recorded")
    said = record["user_text"] or record["kind"]
    step = f"{record['turn_id']} {said}"
    if found.turn is None:
        return Again(step, "", found.missing)
    now = found.turn.model_dump(mode="json")
    return Again(step, difference(record["turn"], now), found.missing)


async def anew(
    workshop: Workshop, entry: Entry, case: Case, cast: Cast
) -> tuple[tuple[Again, ...], Score]:
    """Play a trial's case once more from its own books; return what differs, and today's score.

    Where a model played the borrower, the moves it made then are made again.
    """
    was = entry.seen
    again = case if not simulated(case.user) else case.model_copy(update={"user": _moves(was)})
    now = await play(workshop, was.suite, again, was.trial, cast)
    return tuple(_compared(was, now)), score(case, now)


def _moves(seen: Observation) -> tuple[Step, ...]:
    made = (e for e in seen.exchanges if e.kind in ("say", "press"))
    return tuple(
        Press.model_validate({"press": e.text}) if e.kind == "press" else Say(say=e.text)
        for e in made
    )


def _compared(was: Observation, now: Observation) -> Iterator[Again]:
    before, after = Numbered(), Numbered()
    for number in range(max(len(was.exchanges), len(now.exchanges))):
        old, new = (
            seen.exchanges[number] if number < len(seen.exchanges) else None for seen in (was, now)
        )
        one = old or new
        step = "" if one is None else f"{number + 1} {one.kind}: {one.text}"
        yield Again(step, difference(before.of(_shown(old)), after.of(_shown(new))))
    ends = {"lost": was.lost, "defect": was.defect}, {"lost": now.lost, "defect": now.defect}
    if ends[0] != ends[1]:
        yield Again("the end", difference(*ends))


def _shown(exchange: Exchange | None) -> dict[str, Any]:
    """Return what somebody saw of a step, and the books after it; how long it took is left out."""
    if exchange is None:
        return {}
    return exchange.model_dump(
        mode="json", include={"kind", "text", "turn", "error", "answer", "line"}
    )


class Numbered:
    """Ids that are drawn at random, by the order in which they come: two plays then read alike."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}

    def of(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return a value with numbers in the place of its ids, the same one for the same id."""
        text = _ID.sub(self._number, json.dumps(value))
        return dict(json.loads(text))

    def _number(self, found: re.Match[str]) -> str:
        return self._numbers.setdefault(found[0], f"id-{len(self._numbers) + 1}")
