"""A circuit breaker: after repeated failures, stop asking for a while."""

from collections.abc import Callable
from dataclasses import dataclass

FAILURES_TO_OPEN = 3
OPEN_FOR_S = 30.0


@dataclass
class Breaker:
    """Closed while calls succeed; open for a time after `FAILURES_TO_OPEN` failures in a row.

    When that time is over one call is let through; its outcome closes or opens it again.
    `monotonic` gives seconds.
    """

    monotonic: Callable[[], float]
    failures: int = 0
    opened_at: float | None = None

    def allows(self) -> bool:
        """Tell whether a call may be tried now."""
        return self.opened_at is None or self.monotonic() - self.opened_at >= OPEN_FOR_S

    def succeeded(self) -> None:
        """Note a success."""
        self.failures, self.opened_at = 0, None

    def failed(self) -> None:
        """Note a failure."""
        self.failures += 1
        if self.failures >= FAILURES_TO_OPEN:
            self.opened_at = self.monotonic()
