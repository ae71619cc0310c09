"""Playing a case once."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import psycopg
from psycopg_pool import PoolTimeout

from agents.errors import (
    AssistantError,
    BooksMoved,
    ConfirmationGone,
    FileRefused,
    Unavailable,
)
from agents.turn import Turn
from api.failures import DependencyDown
from evals.cases import Case
from evals.cases.model import (
    Advance,
    Attach,
    Branch,
    Does,
    Expect,
    Press,
    Simulate,
    Staffed,
    Step,
    Wait,
)
from evals.run.desk import Requests
from evals.run.observation import Answer, Exchange, Observation
from evals.run.world import Cast, Workshop, World
from evals.scorers.turn import meets
from evals.users.simulated import SimulatedUser, UserBroke
from tools.ports import ConversationId

CHANNEL = "evals"
LOST = (DependencyDown, Unavailable, psycopg.OperationalError, PoolTimeout, OSError)


@dataclass
class _Play:
    """A conversation under way."""

    world: World
    conversation: ConversationId
    before: dict[str, Any]
    exchanges: list[Exchange] = field(default_factory=list)
    cards: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    user_errors: list[str] = field(default_factory=list)
    requests: Requests | None = None

    async def steps(self, steps: Sequence[Step]) -> None:
        for step in steps:
            if isinstance(step, Branch):
                await self.steps(step.then if self._taken(step) else step.otherwise)
            elif isinstance(step, Advance):
                await self.world.advance(step.advance)
            elif isinstance(step, Wait):
                await self.world.wait(step.wait)
            elif isinstance(step, Does):
                await self._does(step)
            elif isinstance(step, Staffed):
                await self._staff(step)
            elif isinstance(step, Press):
                await self._press(step)
            elif isinstance(step, Attach):
                await self._attach(step)
            elif isinstance(step, Simulate):
                await self._simulate(step)
            else:
                await self.say(step.say, step.expect)

    async def _simulate(self, part: Simulate) -> None:
        """Let a model play the borrower until it is done or has had its turns."""
        if self.world.user_model is None:
            raise UserBroke("no model plays the borrower")
        user = SimulatedUser(self.world.user_model, part)
        try:
            for _ in range(part.most_turns):
                move = await user.move(self.exchanges)
                if move.done:
                    return
                if move.press is not None:
                    await self._press(Press(press=move.press))
                else:
                    await self.say(move.say or "", Expect())
        finally:
            self.user_errors += user.errors

    def _taken(self, branch: Branch) -> bool:
        last = self.exchanges[-1] if self.exchanges else None
        return last is not None and last.turn is not None and meets(branch.when, last)

    async def say(self, text: str, expect: Expect) -> Turn | None:
        """Write a message."""
        world = self.world
        start = time.perf_counter()
        try:
            turn = await world.agent.message(world.who, self.conversation, text)
        except AssistantError as error:
            return await self._note("say", text, expect, None, start, error.code)
        return await self._note("say", text, expect, turn, start)

    async def _press(self, step: Press) -> None:
        if not self.cards:
            await self._note("press", step.press, step.expect, None, time.perf_counter(), "no_card")
            return
        token = self.answered[-1] if step.again and self.answered else self.cards[-1]
        if step.first:
            token = self.cards[0]
        conversation = self.conversation
        if step.elsewhere:
            conversation, _ = await self.world.agent.open(self.world.who, CHANNEL)
        await self._press_card(token, step.press, step.expect, conversation)

    async def _press_card(
        self,
        token: str,
        decision: Literal["confirm", "cancel"],
        expect: Expect,
        conversation: ConversationId,
    ) -> Turn | None:
        again = token in self.answered
        self.answered.append(token)
        world = self.world
        start = time.perf_counter()
        try:
            turn = await world.agent.confirm(world.who, conversation, token, decision)
        except (BooksMoved, ConfirmationGone) as stale:
            return await self._note("press", decision, expect, stale.turn, start, stale.code, again)
        except AssistantError as error:
            return await self._note("press", decision, expect, None, start, error.code, again)
        return await self._note("press", decision, expect, turn, start, None, again)

    async def _attach(self, step: Attach) -> None:
        """Send a file; one that isn't taken is answered by a turn and a code."""
        world, start = self.world, time.perf_counter()
        name, content = step.attach, step.content()
        try:
            done = await world.agent.attach(world.who, self.conversation, name, content)
        except FileRefused as refused:
            await self._note("attach", name, step.expect, refused.turn, start, refused.code)
        except AssistantError as error:
            await self._note("attach", name, step.expect, None, start, error.code)
        else:
            await self._note("attach", name, step.expect, done.turn, start)

    async def _does(self, step: Does) -> None:
        """Have something done beside the conversation, and note the line as it is then."""
        start = time.perf_counter()
        await self.world.does(step.does, step.arguments)
        self.exchanges.append(
            Exchange(
                kind="does",
                text=step.does,
                expect=Expect(),
                turn=None,
                line=await self.world.line(),
                ms=(time.perf_counter() - start) * 1000,
            )
        )

    async def _staff(self, step: Staffed) -> None:
        """Ask the desk, and note the answer beside the line as it is then."""
        if self.requests is None:
            self.requests = await Requests.over(self.world.runtime, self.world.desk_of)
        start = time.perf_counter()
        text, status, body = await self.requests.ask(step)
        self.exchanges.append(
            Exchange(
                kind="staff",
                text=text,
                expect=Expect(),
                turn=None,
                answer=Answer(
                    wanted=step.expect, status=status, body=body, wrote=step.post is not None
                ),
                line=await self.world.line(),
                ms=(time.perf_counter() - start) * 1000,
            )
        )

    async def _note(
        self,
        kind: Literal["say", "press", "attach"],
        text: str,
        expect: Expect,
        turn: Turn | None,
        start: float,
        error: str | None = None,
        again: bool = False,
    ) -> Turn | None:
        ms = (time.perf_counter() - start) * 1000
        if turn is not None and turn.confirmation is not None:
            self.cards.append(turn.confirmation.token)
        self.exchanges.append(
            Exchange(
                kind=kind,
                text=text,
                expect=expect,
                again=again,
                turn=turn,
                error=error,
                line=await self.world.line(),
                record=self.world.inputs(turn.turn_id) if turn is not None else {},
                ms=ms,
            )
        )
        return turn


async def play(workshop: Workshop, suite: str, case: Case, trial: int, cast: Cast) -> Observation:
    """Play a case from its own copy of the books; what goes wrong is part of what was seen."""
    try:
        async with workshop.world(case, cast) as world:
            return await _in(world, suite, case, trial)
    except LOST as error:
        why = f"{type(error).__name__}: {error}"
        return Observation(
            suite=suite, case=case.id, trial=trial, before={}, exchanges=(), lost=why
        )


async def _in(world: World, suite: str, case: Case, trial: int) -> Observation:
    before = await world.line()
    conversation, opening = await world.agent.open(world.who, CHANNEL)
    playing = _Play(world, conversation, before)
    defect = lost = None
    try:
        await playing.steps(case.user)
    except LOST:
        raise
    except UserBroke as error:
        lost = str(error)
    except Exception as error:  # whatever the product raises is seen, and fails the case
        defect = f"{type(error).__name__}: {error}"
    return Observation(
        suite=suite,
        case=case.id,
        trial=trial,
        before=before,
        exchanges=tuple(playing.exchanges),
        opening=tuple(shown.id for shown in opening.disclosures),
        records=world.records(conversation),
        others=world.others(),
        exposed=world.exposed(),
        user_errors=tuple(playing.user_errors),
        lost=lost,
        defect=defect,
    )
