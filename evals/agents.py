"""Who can be measured: the assistant, and stand-ins that prove the scorers can tell."""

from collections.abc import Mapping
from typing import Any

from agents.assistant import Principal
from agents.turn import Turn
from evals.cases import Case
from evals.gold import GOLD, gold_cast, is_gold
from evals.mutations import (
    DESKS,
    GUARDS,
    PROMPTS,
    TOOLS,
    amended,
    without_desk_guard,
    without_tool,
)
from evals.run.assembly import Assembly, assistant
from evals.run.standin import StandIn
from evals.run.world import Cast
from tools.ports import ConversationId


class Idle(StandIn):
    """Opens as the assistant does, then does nothing, politely.

    A case that it passes demands nothing of its own: that is a defect of the case.
    """

    async def message(
        self,
        who: Principal,
        conversation_id: ConversationId,
        text: str,
        client_message_id: str | None = None,
    ) -> Turn:
        """Say that nothing can be done."""
        return self.turn(conversation_id)

    async def confirm(
        self, who: Principal, conversation_id: ConversationId, token: str, decision: Any
    ) -> Turn:
        """Say the same."""
        return self.turn(conversation_id)


NOTHING = "I'm sorry, I can't help with that."


def _idle(assembly: Assembly) -> Idle:
    return Idle(assistant(assembly), "idle", NOTHING)


WITHOUT = "without "
WITHOUT_GUARD = "without guard "
WITHOUT_TOOL = "without tool "
WITHOUT_PROMPT = "without prompt "


def known_agent(name: str) -> bool:
    """Tell whether `cast_of` knows an agent by a name. A fault of gold's concerns some cases only.

    So it can't be run over suites, where the others would be neither right nor wrong.
    """
    if name.startswith(WITHOUT_GUARD):
        return name.removeprefix(WITHOUT_GUARD) in {*GUARDS, *DESKS}
    if name.startswith(WITHOUT_PROMPT):
        return name.removeprefix(WITHOUT_PROMPT) in PROMPTS
    if name.startswith(WITHOUT_TOOL):
        return name.removeprefix(WITHOUT_TOOL) in TOOLS
    return name in {"assistant", "idle", GOLD}


def cast_of(name: str, suite: str, case: Case) -> Cast:
    """Return who is measured: `assistant`, `idle`, gold, or the assistant or desk without a part.

    Gold plays by the case: whoever else is measured knows nothing of it. Raises `KeyError` for
    any other name.
    """
    if is_gold(name):
        return gold_cast(name, suite, case)
    if name.startswith(WITHOUT_GUARD):
        guard = name.removeprefix(WITHOUT_GUARD)
        if guard in DESKS:
            return Cast(desk=without_desk_guard(guard))
        return Cast(amended(GUARDS[guard]))
    if name.startswith(WITHOUT_PROMPT):
        return Cast(amended(PROMPTS[name.removeprefix(WITHOUT_PROMPT)]))
    if name.startswith(WITHOUT_TOOL):
        return Cast(amended(without_tool(name.removeprefix(WITHOUT_TOOL))))
    makers: Mapping[str, Cast] = {"assistant": Cast(), "idle": Cast(_idle)}
    return makers[name]
