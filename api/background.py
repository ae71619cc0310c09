"""The composition root's part for what goes on by itself: the worker that `serve` runs."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import psycopg

from api.failures import BadInput, DependencyDown
from api.nights import nightly
from servicing.clock import DemoClock
from servicing.events import delivery as events
from servicing.events.delivery import Delivery
from servicing.events.jobs import Telling
from servicing.events.model import DeadLetter, Event, Progress, Subscription
from servicing.events.transport import BadTarget, HttpTransport
from servicing.jobs import OtherJobs, Work, ensure_schema, keep_running
from servicing.session import Pool


def delivery(pool: Pool) -> Delivery:
    """Return what delivers events to their subscribers."""
    return Delivery(pool, HttpTransport(), lambda: datetime.now(UTC))


@asynccontextmanager
async def working(
    owner_dsn: str, dsn: str, login: str, pool: Pool, clock: DemoClock
) -> AsyncIterator[None]:
    """Do the background work, as `login` at `dsn`, for as long as the context lasts.

    The nights alone run as the owner: they write what no session may.

    Raises `DependencyDown` for a queue of another release.
    """
    try:
        await asyncio.to_thread(ensure_schema, owner_dsn, login)
    except (OtherJobs, psycopg.Error) as error:
        raise DependencyDown(f"the queue of background work can't be had: {error}") from error
    works: list[Work] = [Telling(dsn, delivery(pool)), nightly(owner_dsn, clock)]
    task = asyncio.create_task(keep_running(dsn, works))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class Events:
    """What a person may see of the events and do about them. Raises `BadInput`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def subscribe(self, url: str, kinds: Sequence[str]) -> Subscription:
        """Add a subscription; its secret is never shown again."""
        try:
            return events.subscribe(self._pool, url, kinds)
        except (events.UnknownEvent, BadTarget) as error:
            raise BadInput(str(error)) from error

    def unsubscribe(self, subscription_id: str) -> None:
        """End a subscription."""
        try:
            events.unsubscribe(self._pool, subscription_id)
        except events.UnknownEvent as error:
            raise BadInput(str(error)) from error

    def subscriptions(self) -> Sequence[Subscription]:
        """Return the subscriptions, oldest first."""
        return events.subscriptions(self._pool)

    def recent(self, account_id: str | None, limit: int) -> Sequence[Event]:
        """Return the newest events, newest first; of one account if named."""
        return events.recent(self._pool, account_id, limit)

    def dead(self) -> Sequence[DeadLetter]:
        """Return the dead letters that nobody has decided on."""
        return events.dead_letters(self._pool)

    def show(self, event_id: str) -> tuple[Mapping[str, object], Sequence[Progress]]:
        """Return an event as it is sent, and how each subscription stands with it."""
        try:
            event, standing = events.find(self._pool, event_id)
        except events.UnknownEvent as error:
            raise BadInput(str(error)) from error
        return events.payload(event), standing

    def replay(self, event_id: str) -> int:
        """Have a dead letter tried again; return for how many subscriptions."""
        try:
            return events.replay(self._pool, event_id)
        except events.UnknownEvent as error:
            raise BadInput(str(error)) from error

    def skip(self, event_id: str) -> int:
        """Let a dead letter go; return for how many subscriptions."""
        try:
            return events.skip(self._pool, event_id)
        except events.UnknownEvent as error:
            raise BadInput(str(error)) from error

    def deliver(self) -> int:
        """Deliver what is due now, without a server; return how many events were taken."""
        return delivery(self._pool).drain()
