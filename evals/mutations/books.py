"""Books that lack one of their own guards, around books that have it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tools.ports import BorrowerId

BooksOf = Callable[[BorrowerId], Any]


@dataclass
class _Around:
    """Books that are as others are, but for what a subclass does."""

    inner: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@dataclass
class Repeating(_Around):
    """Carry out a quote again each time its button is pressed."""

    requests: dict[str, Any] = field(default_factory=dict)
    pressed: set[str] = field(default_factory=set)

    async def quote(self, request: Any, conversation: Any) -> Any:
        """Quote, and remember what was asked."""
        quoted = await self.inner.quote(request, conversation)
        if hasattr(quoted, "token"):
            self.requests[quoted.token] = request
        return quoted

    async def confirm(self, token: str, conversation: Any) -> Any:
        """Quote again what was carried out before, and carry that out."""
        used = token
        if token in self.pressed and token in self.requests:
            used = (await self.inner.quote(self.requests[token], conversation)).token
        self.pressed.add(token)
        return await self.inner.confirm(used, conversation)


@dataclass
class Eager(_Around):
    """Carry a quote out as soon as it is made."""

    async def quote(self, request: Any, conversation: Any) -> Any:
        """Quote, and press the button."""
        quoted = await self.inner.quote(request, conversation)
        if hasattr(quoted, "token"):
            await self.inner.confirm(quoted.token, conversation)
        return quoted


@dataclass
class Loose(_Around):
    """Carry out a quote for whoever presses it, whosesoever it is and from wherever."""

    issued: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    async def quote(self, request: Any, conversation: Any) -> Any:
        """Quote, and remember for whom."""
        quoted = await self.inner.quote(request, conversation)
        if hasattr(quoted, "token"):
            self.issued[quoted.token] = (self.inner, conversation)
        return quoted

    async def confirm(self, token: str, conversation: Any) -> Any:
        """Press as the one that the quote was made for."""
        books, at = self.issued.get(token, (self.inner, conversation))
        return await books.confirm(token, at)


@dataclass
class Heedless(_Around):
    """Carry out a quote that no longer stands, for one reason: its age, or the line's change."""

    code: str = ""

    async def confirm(self, token: str, conversation: Any) -> Any:
        """Press; where that is refused for the reason, press what is offered in its place."""
        outcome = await self.inner.confirm(token, conversation)
        refused = outcome.refusal is not None and outcome.refusal.code == self.code
        if refused and outcome.fresh_quote is not None:
            return await self.inner.confirm(outcome.fresh_quote.token, conversation)
        return outcome


@dataclass
class Shared(_Around):
    """Read another borrower's rows in place of one's own."""

    other: Any = None

    async def transactions(self, query: Any) -> Any:
        """Return the other's transactions."""
        return await self.other.transactions(query)

    async def payments(self, limit: int) -> Any:
        """Return the other's payments."""
        return await self.other.payments(limit)

    async def snapshot(self) -> Any:
        """Return the other's line."""
        return await self.other.snapshot()
