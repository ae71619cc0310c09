"""Delivering: at least once, and per account in order.

One event is one transaction: the subscription's standing on the account is locked, the event
sent, the standing moved. A worker that dies in between leaves the standing where it was, so the
event is sent again; two workers never send one account's events at once. An event that isn't
taken after all attempts becomes a dead letter, and its account waits until a person decides.
"""

import json
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from servicing.events import repository
from servicing.events.model import KINDS, DeadLetter, Event, Patience, Progress, Subscription
from servicing.events.signing import secret_of, sign
from servicing.events.transport import DeliveryFailed, Transport, check_target
from servicing.session import Pool, writing

AT_ONCE = 4
PAIRS_MAX = 500
STEPS_MAX = 100
SECRET_BYTES = 32
ID_BYTES = 6
Step = Literal["delivered", "nothing", "waiting", "dead", "busy"]


class UnknownEvent(Exception):
    """There is no such dead letter, subscription or kind of event."""


@dataclass(frozen=True)
class Delivery:
    """Delivers what the outbox holds. `now` is the machine's time."""

    pool: Pool
    transport: Transport
    now: Callable[[], datetime]
    patience: Patience = field(default_factory=Patience)

    def drain(self) -> int:
        """Deliver everything that is due by now; return how many events were delivered."""
        delivered, going_on = 0, True
        with ThreadPoolExecutor(AT_ONCE) as threads:
            while going_on:
                with writing(self.pool) as connection:
                    pairs = repository.due(connection, self.now(), PAIRS_MAX)
                steps = [s for found in threads.map(self._account, pairs) for s in found]
                delivered += steps.count("delivered")
                # Pairs that are held up stay due for now; without them there is no end.
                going_on = "delivered" in steps or "nothing" in steps
        return delivered

    def next_due(self) -> datetime | None:
        """Return when the next postponed attempt is due, or None."""
        with writing(self.pool) as connection:
            return repository.next_due(connection)

    def _account(self, pair: tuple[str, str]) -> list[Step]:
        """Deliver what one account has for one subscription, until something stops it."""
        steps = [self.step(*pair)]
        while steps[-1] == "delivered" and len(steps) < STEPS_MAX:
            steps.append(self.step(*pair))
        return steps

    def step(self, subscription_id: str, account_id: str) -> Step:
        """Deliver an account's next event to one subscription."""
        with writing(self.pool) as connection:
            to = repository.subscription(connection, subscription_id)
            if to is None:
                return "busy"
            standing = repository.claim(connection, subscription_id, account_id)
            if standing is None:
                return "busy"
            if standing.dead or standing.next_attempt_at > self.now():
                return "dead" if standing.dead else "waiting"
            # Read before the events: what comes in later isn't passed over.
            last = repository.head(connection, account_id)
            event = repository.next_event(connection, account_id, standing.sequence, to.kinds)
            if event is None:
                repository.advance(connection, subscription_id, account_id, last)
                return "nothing"
            try:
                self._send(to, event)
            except DeliveryFailed as error:
                attempts = standing.attempts + 1
                if attempts >= self.patience.attempts_max:
                    repository.bury(connection, subscription_id, event, attempts, str(error))
                    return "dead"
                until = self.now() + timedelta(seconds=self.patience.wait_s(attempts))
                repository.postpone(connection, subscription_id, account_id, attempts, until)
                return "waiting"
            repository.advance(connection, subscription_id, account_id, event.sequence)
            return "delivered"

    def _send(self, to: Subscription, event: Event) -> None:
        body = json.dumps(payload(event), separators=(",", ":")).encode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "linewise",
            **sign(event.event_id, body, to.secret, int(self.now().timestamp())),
        }
        self.transport.send(to.url, headers, body)


def payload(event: Event) -> dict[str, object]:
    """Return an event as it is sent. Consumers ignore members they don't know."""
    return {
        "id": event.event_id,
        "kind": event.kind,
        "schema": event.schema_version,
        "account_id": event.account_id,
        "sequence": event.sequence,
        "recorded_at": event.recorded_at.isoformat(),
        "data": dict(event.data),
    }


def subscribe(pool: Pool, url: str, kinds: Sequence[str]) -> Subscription:
    """Add a subscription with a secret of its own.

    Raises `UnknownEvent` for a kind there isn't, and `BadTarget`.
    """
    check_target(url)
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise UnknownEvent(f"there is no kind {unknown[0]}; there are {', '.join(KINDS)}")
    one = Subscription(
        subscription_id=f"s-{secrets.token_hex(ID_BYTES)}",
        url=url,
        secret=secret_of(secrets.token_bytes(SECRET_BYTES)),
        kinds=tuple(kinds),
    )
    with writing(pool) as connection:
        repository.add_subscription(connection, one)
    return one


def unsubscribe(pool: Pool, subscription_id: str) -> None:
    """End a subscription. Raises `UnknownEvent`."""
    with writing(pool) as connection:
        if not repository.remove_subscription(connection, subscription_id):
            raise UnknownEvent(f"there is no subscription {subscription_id}")


def subscriptions(pool: Pool) -> Sequence[Subscription]:
    """Return the subscriptions, oldest first."""
    with writing(pool) as connection:
        return repository.subscriptions(connection)


def recent(pool: Pool, account_id: str | None, limit: int) -> Sequence[Event]:
    """Return the newest events, newest first."""
    with writing(pool) as connection:
        return repository.recent(connection, account_id, limit)


def find(pool: Pool, event_id: str) -> tuple[Event, Sequence[Progress]]:
    """Return an event, and how each subscription stands with it. Raises `UnknownEvent`."""
    with writing(pool) as connection:
        event = repository.event(connection, event_id)
        if event is None:
            raise UnknownEvent(f"there is no event {event_id}")
        return event, repository.progress(connection, event)


def dead_letters(pool: Pool) -> Sequence[DeadLetter]:
    """Return the dead letters that nobody has decided on."""
    with writing(pool) as connection:
        return repository.dead_letters(connection)


def replay(pool: Pool, event_id: str) -> int:
    """Try a dead letter again, then what waits behind it; return for how many subscriptions.

    Raises `UnknownEvent`.
    """
    return _decide(pool, event_id, "replayed")


def skip(pool: Pool, event_id: str) -> int:
    """Let a dead letter go and go on with what waits behind it. Raises `UnknownEvent`."""
    return _decide(pool, event_id, "skipped")


def _decide(pool: Pool, event_id: str, resolution: Literal["replayed", "skipped"]) -> int:
    with writing(pool) as connection:
        held = repository.resolve(connection, event_id, resolution)
        for subscription_id, account_id, sequence in held:
            done = sequence if resolution == "skipped" else sequence - 1
            repository.advance(connection, subscription_id, account_id, done)
    if not held:
        raise UnknownEvent(f"{event_id} isn't a dead letter")
    return len(held)
