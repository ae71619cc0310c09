"""What stands in the assistant's place opens as it does, takes no file, and says one thing."""

from dataclasses import dataclass

from agents.assistant import Attached, Opening, Principal
from agents.errors import FileRefused
from agents.turn import Confirmation, Turn
from evals.run.world import Agent
from tools.ports import ConversationId


@dataclass
class StandIn:
    """The part that stand-ins share: the assistant's own opening, and turns of one reply."""

    opened: Agent
    name: str
    reply: str
    turns: int = 0

    async def open(self, who: Principal, channel: str) -> tuple[ConversationId, Opening]:
        """Open a conversation with the assistant's own opening and its disclosures."""
        return await self.opened.open(who, channel)

    async def attach(
        self, who: Principal, conversation_id: ConversationId, name: str, content: bytes | None
    ) -> Attached:
        """Take no file."""
        raise FileRefused(self.name, self.turn(conversation_id))

    def turn(self, conversation_id: ConversationId, card: Confirmation | None = None) -> Turn:
        """Return the next turn, with a card if there is one."""
        self.turns += 1
        return Turn(
            turn_id=f"{self.name}-{self.turns}",
            conversation_id=conversation_id,
            reply=self.reply,
            engine=self.name,
            model_calls=0,
            confirmation=card,
        )
