"""Where time comes from."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import psycopg


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still."""

    instant: datetime

    def now(self) -> datetime:
        """Return the instant it was made with."""
        return self.instant


class SystemClock:
    """The machine's clock, for a lender's own deployment."""

    def now(self) -> datetime:
        """Return the real time."""
        return datetime.now(UTC)


class DemoClock:
    """The demo portfolio's time, which is a row in its database.

    It stands still at the instant stored there; `running=True` lets it go on from there in
    real time (a served demo). `refresh()` reads the row again, after another process has
    advanced the demo. Raises `LookupError` when the database holds no demo portfolio.
    """

    def __init__(self, dsn: str, running: bool = False) -> None:
        self._dsn = dsn
        self._running = running
        self.refresh()

    def refresh(self) -> None:
        """Read the stored instant again."""
        with psycopg.connect(self._dsn) as connection:
            row = connection.execute("SELECT instant FROM servicing.clock").fetchone()
        if row is None:
            raise LookupError("no demo portfolio in this database")
        self._instant: datetime = row[0].astimezone(UTC)
        self._started_s = time.monotonic()

    def catch_up(self) -> None:
        """Go on from the stored instant if that lies ahead; never back."""
        before = self.now()
        later = DemoClock(self._dsn, self._running)
        if later.now() > before:
            self._instant, self._started_s = later._instant, later._started_s

    def now(self) -> datetime:
        """Return the demo's present."""
        if not self._running:
            return self._instant
        return self._instant + timedelta(seconds=time.monotonic() - self._started_s)
