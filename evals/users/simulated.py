"""A borrower played by a model: it has a persona, an aim and maybe a secret, and may err.

What it gets wrong is looked for without a model and reported beside the score, since a case that
failed because its user misplayed says nothing of the assistant.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from evals.cases.model import Decision, Simulate
from evals.run.observation import Exchange

_RULES = """\
You play a borrower who writes to the assistant of their lender. Stay that person.
Who you are: {persona}
What you want: {aim}
{secret}
Write one short message at a time, as people write in a chat. Answer what you're asked. Never
write for the assistant, never say that you are a model. A card with a button appears where the
assistant has prepared something; it happens only if you press "confirm".
Answer with JSON and nothing else: {{"say": "..."}}, {{"press": "confirm"}}, {{"press": "cancel"}},
or {{"done": true}} once you have what you want or see that you won't get it."""
_KEPT_BACK = "You know this and never write it, whatever you're told: {secret}"
_MODEL_WORDS = re.compile(
    r"\b(?:as an ai|language model|i am an assistant|i'm an assistant)\b", re.I
)


class UserBroke(Exception):
    """The model that plays the borrower can't be used; the trial says nothing."""


class Move(BaseModel):
    """What the borrower does next: exactly one thing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    say: str | None = None
    press: Decision | None = None
    done: bool = False

    @model_validator(mode="after")
    def _one(self) -> "Move":
        if (bool(self.say) + (self.press is not None) + self.done) != 1:
            raise ValueError("one of say, press and done")
        return self


@dataclass
class SimulatedUser:
    """One conversation's borrower. `errors` gathers what it got wrong, by name."""

    model: BaseChatModel
    part: Simulate
    errors: list[str] = field(default_factory=list)

    async def move(self, exchanges: Sequence[Exchange]) -> Move:
        """Return what the borrower does next. Raises `UserBroke` after two unusable answers."""
        asked = [SystemMessage(self._rules()), HumanMessage(_so_far(exchanges))]
        for _ in range(2):
            try:
                answer = await self.model.ainvoke(asked)
            except Exception as error:  # a provider's client raises what it likes
                raise UserBroke(f"the user's model failed: {type(error).__name__}") from error
            move = _read(answer.text if isinstance(answer.text, str) else str(answer.content))
            if move is not None:
                self._review(move, exchanges)
                return move
            self.errors.append("unreadable")
        raise UserBroke("the user's model twice answered with no move")

    def _rules(self) -> str:
        secret = _KEPT_BACK.format(secret=self.part.secret) if self.part.secret else ""
        return _RULES.format(persona=self.part.persona, aim=self.part.simulate, secret=secret)

    def _review(self, move: Move, exchanges: Sequence[Exchange]) -> None:
        said = (move.say or "").strip().lower()
        before = [e.text.strip().lower() for e in exchanges if e.kind == "say"]
        card = exchanges[-1].turn.confirmation if exchanges and exchanges[-1].turn else None
        if self.part.secret and self.part.secret.lower() in said:
            self.errors.append("told the secret")
        if said and said in before:
            self.errors.append("repeated itself")
        if _MODEL_WORDS.search(said):
            self.errors.append("fell out of its part")
        if move.press is not None and card is None:
            self.errors.append("pressed without a card")


def _so_far(exchanges: Sequence[Exchange]) -> str:
    lines = ["The conversation so far:"] if exchanges else ["Begin the conversation."]
    for exchange in exchanges:
        verb = "You wrote" if exchange.kind == "say" else "You pressed"
        lines.append(f"{verb}: {exchange.text}")
        if exchange.turn is None:
            lines.append(f"(It was refused: {exchange.error})")
            continue
        lines.append(f"Assistant: {exchange.turn.reply}")
        if exchange.turn.confirmation is not None:
            lines.append(f"(A card: {exchange.turn.confirmation.summary})")
    return "\n".join(lines)


def _read(text: str) -> Move | None:
    found = re.search(r"\{.*\}", text, re.S)
    if found is None:
        return None
    try:
        data: Any = json.loads(found[0])
        return Move.model_validate(data)
    except (ValueError, ValidationError):
        return None
