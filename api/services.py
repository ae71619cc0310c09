"""What the endpoints need; the composition root fills it in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from starlette.types import ASGIApp

from agents.ports import Conversations, TurnLog
from api.auth.tokens import Tokens
from api.conversations.streams import Streams
from api.metrics import Metrics
from api.ports import AssistantPort, Directory
from api.staff.assist import Assistance
from api.staff.handoffs import Handoffs
from tools.desk import Desk


@dataclass(frozen=True)
class Services:
    """One server's parts. `directory` is None outside a demo, which closes the demo endpoints.

    `core` is the books' own application, and `desk` what staff decide in them: both None where
    the books are another process's. `assistance` is None where there is no assistant to rehearse
    with. `books_today` is the books' calendar day.
    """

    assistant: AssistantPort
    conversations: Conversations
    turns: TurnLog
    tokens: Tokens
    directory: Directory | None
    ready: Callable[[], Awaitable[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    books_today: Callable[[], date]
    handoffs: Handoffs
    desk: Desk | None = None
    assistance: Assistance | None = None
    core: ASGIApp | None = None
    metrics: Metrics = field(default_factory=Metrics)
    streams: Streams = field(default_factory=Streams)
