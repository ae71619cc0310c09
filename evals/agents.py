"""Who can be measured: the assistant, and stand-ins that prove the scorers can tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agents.assistant import Attached, Opening, Principal
from agents.errors import FileRefused
from agents.turn import Turn
from evals.mutations import (
    DESKS,
    GUARDS,
    PROMPTS,
    amended,
    without_desk_guard,
    without_tool,
)
from evals.run.world import Cast
from tools.ports import ConversationId


@dataclass
class Idle:
    """Does nothing, politely: a score above zero for it is a defect of the suites."""

    turns: int = 0

    async def open(self, who: Principal, channel: str) -> tuple[ConversationId, Opening]:
        """Open a conversation with a greeting."""
        return ConversationId("idle"), Opening(text="Hello.", quick_replies=(), disclosures=())

    async def message(
        self,
        who: Principal,
        conversation_id: ConversationId,
        text: str,
        client_message_id: str | None = None,
    ) -> Turn:
        """Say that nothing can be done."""
        self.turns += 1
        return Turn(
            turn_id=f"idle-{self.turns}",
            conversation_id=conversation_id,
            reply="I'm sorry, I can't help with that.",
            engine="embedded",
            model_calls=0,
        )

    async def confirm(
        self, who: Principal, conversation_id: ConversationId, token: str, decision: Any
    ) -> Turn:
        """Say the same."""
        return await self.message(who, conversation_id, "")

    async def attach(
        self, who: Principal, conversation_id: ConversationId, name: str, content: bytes | None
    ) -> Attached:
        """Take no file."""
        raise FileRefused("idle", await self.message(who, conversation_id, ""))


WITHOUT = "without "
WITHOUT_GUARD = "without guard "
WITHOUT_TOOL = "without tool "
WITHOUT_PROMPT = "without prompt "


def cast_of(name: str) -> Cast:
    """Return who is measured: `assistant`, `idle`, or the assistant or desk without a part.

    Raises `KeyError` for any other name.
    """
    if name.startswith(WITHOUT_GUARD):
        guard = name.removeprefix(WITHOUT_GUARD)
        if guard in DESKS:
            return Cast(desk=without_desk_guard(guard))
        return Cast(amended(GUARDS[guard]))
    if name.startswith(WITHOUT_PROMPT):
        return Cast(amended(PROMPTS[name.removeprefix(WITHOUT_PROMPT)]))
    if name.startswith(WITHOUT_TOOL):
        return Cast(amended(without_tool(name.removeprefix(WITHOUT_TOOL))))
    makers: Mapping[str, Cast] = {"assistant": Cast(), "idle": Cast(lambda assembly: Idle())}
    return makers[name]
