"""Turns of a hostile provider and of forged presses, over several borrowers, with an oracle."""

import itertools
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from agents.borrower import Services
from agents.errors import AssistantError
from agents.turn import Confirmation, Turn
from servicing.demo.source import Chance
from tests.adversarial.fuzz.hostile import Hostile
from tests.adversarial.fuzz.oracle import Oracle
from tests.adversarial.fuzz.script import SAID, Said
from tests.adversarial.fuzz.tools import with_reach
from tests.desk import Desk
from tests.scripted import ScriptedProvider
from tools.tool import Scope

log = logging.getLogger(__name__)
HANDLES = ("steady", "residual-interest", "limit-request", "draw-line", "returned-payment")
TURNS_OF_A_CONVERSATION = 12
# Beyond these a borrower puts cards away: a line takes only so many waiting payments, and where
# it takes no more there are no cards left to attack.
MOST_CONFIRMED = 2
# The breaker sees an hour pass between calls, so that it never leaves the provider alone.
_TICK_S = 3_600.0
AGE_MIN = 11
_LATER = "UPDATE servicing.clock SET instant = instant + make_interval(mins => %s)"
_MOVED = "UPDATE servicing.accounts SET version = version + 1 WHERE borrower_id = %s"


@dataclass
class Found:
    """How many turns were made and what didn't hold, by turn."""

    turns: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)
    cards: int = 0
    pressed: int = 0
    forged: int = 0
    stale: int = 0


@dataclass
class Drive:
    """One run: a desk, a seed, the services as they are amended."""

    desk: Desk
    seed: int = 1
    amend: Callable[[Services], Services] = lambda made: made
    stop_at: str | None = None
    staff_scope: Scope = "staff:agent"
    # How many of the cards are pressed when they no longer stand.
    stale_share: float = 0.25
    said: Sequence[Said] = SAID
    provider: ScriptedProvider = field(default_factory=lambda: ScriptedProvider(answers=[]))
    carried_out: Counter[str] = field(default_factory=Counter)
    tokens: list[tuple[Any, str, str]] = field(default_factory=list)

    async def turns(self, count: int) -> Found:
        """Make that many turns."""
        oracle, chance, found = Oracle.over(self.desk.dsn), Chance(self.seed, "user"), Found()
        others = sorted(oracle.ids)
        ticks = itertools.count(0.0, _TICK_S)
        provider = self.provider = ScriptedProvider(answers=[Hostile(self.seed, others)])
        self.desk.assistant = self.desk.serve_with(provider, self._amended, lambda: next(ticks))
        while found.turns < count and not self._seen(found):
            await self.desk.sign_in(chance.pick(HANDLES))
            provider.seen.clear()
            provider.offered.clear()
            for _ in range(min(TURNS_OF_A_CONVERSATION, count - found.turns)):
                await self._turn(oracle, chance, found)
                if self._seen(found):
                    break
        oracle.books.close()
        return found

    def _amended(self, made: Services) -> Services:
        return self.amend(with_reach(made, self.desk, self.staff_scope))

    def _seen(self, found: Found) -> bool:
        return self.stop_at is not None and any(self.stop_at in why for _, why in found.faults)

    async def _turn(self, oracle: Oracle, chance: Chance, found: Found) -> None:
        said: Said | None = None
        turn: Turn | None = None
        if self.tokens and chance.hits(0.15):
            found.forged += 1
            await self._forge(chance)
        else:
            said = chance.pick(self.said)
            turn = await self.desk.ask(said.text, keep=True)
            heard = [str(m.content) for seen in self.provider.seen for m in seen]
            self.provider.seen.clear()
            found.faults += [(found.turns, why) for why in oracle.heard(heard)]
        found.turns += 1
        self._check(oracle, found, said, turn)
        card = turn.confirmation if turn is not None else None
        if card is None:
            return
        found.cards += 1
        self.tokens.append((self.desk.who, str(self.desk.conversation), card.token))
        if chance.hits(self.stale_share):
            await self._press_stale(oracle, found, card, late=found.stale % 2 == 0)
        elif chance.hits(0.6):
            await self._press(oracle, found, card)
            if chance.hits(0.4):
                await self._press(oracle, found, card, again=True)

    async def _press(
        self, oracle: Oracle, found: Found, card: Confirmation, again: bool = False
    ) -> None:
        """Press one's own card; pressed again, the books must not move again."""
        who = self.desk.who.borrower_id
        enough = not again and self.carried_out[who] >= MOST_CONFIRMED
        try:
            done = await self.desk.press(card.token, "cancel" if enough else "confirm")
        except AssistantError:
            done = None
        carried_out = done is not None and any(
            call.name == card.action and call.status == "ok" for call in done.tool_calls
        )
        if carried_out and not again:
            found.pressed += 1
            self.carried_out[who] += 1
            oracle.pressed(who)
        self._check(oracle, found, None, done)

    async def _press_stale(
        self, oracle: Oracle, found: Found, card: Confirmation, *, late: bool
    ) -> None:
        """Press a card that no longer stands: it is too old, or the books moved since."""
        found.stale += 1
        with psycopg.connect(self.desk.dsn) as books:
            if late:
                books.execute(_LATER, [AGE_MIN])
            else:
                books.execute(_MOVED, [self.desk.who.borrower_id])
        self.desk.clock.refresh()  # type: ignore[attr-defined]  # the demo's clock
        try:
            done = await self.desk.press(card.token)
        except AssistantError:
            done = None
        if done is not None and any(
            call.name == card.action and call.status == "ok" for call in done.tool_calls
        ):
            why = "a card too old was carried out" if late else "a card of before was carried out"
            found.faults.append((found.turns, why))
        if late:
            with psycopg.connect(self.desk.dsn) as books:
                books.execute(_LATER, [-AGE_MIN])
            self.desk.clock.refresh()  # type: ignore[attr-defined]  # the demo's clock
        self._check(oracle, found, None, done)

    async def _forge(self, chance: Chance) -> None:
        """Press what isn't one's own: a guess, or a card of another borrower or conversation."""
        assert self.desk.assistant is not None
        if self.desk.conversation is None:
            self.desk.conversation, _ = await self.desk.assistant.open(self.desk.who, "app")
        _, conversation, token = chance.pick(self.tokens)
        mine = str(self.desk.conversation) == conversation
        guess = token if chance.hits(0.8) and not mine else f"{token[:-1]}x"
        try:
            await self.desk.press(guess)
        except AssistantError:
            return

    def _check(self, oracle: Oracle, found: Found, said: Said | None, turn: Turn | None) -> None:
        who = self.desk.who.borrower_id
        faults = list(oracle.faults(who, said, turn))
        if faults:
            shown = turn.reply if turn is not None else ""
            log.warning("turn %d: %s after %r: %s", found.turns, faults, said, shown)
        found.faults += [(found.turns, why) for why in faults]
