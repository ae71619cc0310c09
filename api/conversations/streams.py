"""Turns as streams of events that survive a lost connection.

A turn runs in a task of its own: a reader that goes away doesn't stop it, since half a turn may
already have recorded a right. A reader that comes back with `Last-Event-ID` gets what it missed.
Buffers live in one process for a while; a reader that comes back to another replica, or later,
gets the recorded turn as one `done`.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import suppress

import structlog

from agents.assistant import Event
from agents.errors import AssistantError

STREAMS_KEPT_MAX = 256

Key = tuple[str, str, str, str]
"""Borrower, conversation, client message id, text."""


class Stream:
    """One turn's events as they come; any number of readers from any position."""

    def __init__(self, events: AsyncIterator[Event]) -> None:
        self._events: list[Event] = []
        self._failure: AssistantError | None = None
        self._ended = False
        self._moved = asyncio.Condition()
        self._task = asyncio.create_task(self._run(events))

    @property
    def ended(self) -> bool:
        """Whether the turn is over."""
        return self._ended

    @property
    def length(self) -> int:
        """How many events there are so far."""
        return len(self._events)

    @property
    def failed(self) -> bool:
        """Whether the turn ended in an error; sent again, it is tried again."""
        return self._failure is not None

    async def started(self) -> None:
        """Wait for the first event; raise the error of a turn that failed before it."""
        async with self._moved:
            await self._moved.wait_for(lambda: self._events or self._ended)
        if self._failure is not None and not self._events:
            raise self._failure

    async def after(self, position: int) -> AsyncIterator[tuple[int, Event]]:
        """Yield each event after `position` (the first has 1), until the turn is over."""
        while True:
            async with self._moved:
                while len(self._events) <= position and not self._ended:
                    await self._moved.wait()
            if len(self._events) <= position:
                break
            position += 1
            yield position, self._events[position - 1]
        if self._failure is not None:
            yield position + 1, Event("error", failure_data(self._failure))

    async def close(self) -> None:
        """Stop the turn, at shutdown."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _run(self, events: AsyncIterator[Event]) -> None:
        try:
            async for event in events:
                async with self._moved:
                    self._events.append(event)
                    self._moved.notify_all()
        except AssistantError as error:
            self._failure = error
        except Exception as error:
            structlog.get_logger().error("stream.failed", error=type(error).__name__)
            self._failure = _Unforeseen("Something went wrong on our side. Please try again.")
        finally:
            async with self._moved:
                self._ended = True
                self._moved.notify_all()


class _Unforeseen(AssistantError):
    """A failure nobody foresaw, said without a name or a trace."""

    code = "internal"
    status = 500
    retryable = True


class Streams:
    """The streams of this process, by borrower, conversation and message."""

    def __init__(self) -> None:
        self._streams: OrderedDict[Key, Stream] = OrderedDict()

    def find(self, key: Key) -> Stream | None:
        """Return the stream that is running or was kept, or None."""
        stream = self._streams.get(key)
        return None if stream is None or stream.failed else stream

    def begin(self, key: Key, events: AsyncIterator[Event]) -> Stream:
        """Run a turn and keep its events; forget the oldest finished ones over the limit."""
        stream = self._streams[key] = Stream(events)
        for old in [k for k, s in self._streams.items() if s.ended]:
            if len(self._streams) <= STREAMS_KEPT_MAX:
                break
            del self._streams[old]
        return stream

    async def close(self) -> None:
        """Stop every turn that still runs."""
        for stream in self._streams.values():
            await stream.close()
        self._streams.clear()


def failure_data(error: AssistantError) -> dict[str, object]:
    """Return what an `error` event says."""
    return {"code": error.code, "message": error.message, "retryable": error.retryable}
