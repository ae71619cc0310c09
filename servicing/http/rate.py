"""How often one borrower may ask, so that no session takes the books from the others."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from servicing.http.problems import CoreError

BORROWERS_MAX = 10_000


class TooMany(CoreError):
    """More requests than one borrower may send."""

    code, status, retryable = "too_many_requests", 429, True
    message = "Too many requests; please wait a moment."


@dataclass(frozen=True)
class Allowance:
    """So many requests at once, refilled at a rate."""

    burst: int = 120
    per_s: float = 40.0


class Rate:
    """A token bucket per borrower, in this process; the least recent borrowers are forgotten."""

    def __init__(self, allowance: Allowance, monotonic: Callable[[], float]) -> None:
        self._allowance, self._monotonic = allowance, monotonic
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, borrower_id: str) -> None:
        """Count a request. Raises `TooMany` once the allowance is used up."""
        allowance, now = self._allowance, self._monotonic()
        with self._lock:
            left, since = self._left.pop(borrower_id, (float(allowance.burst), now))
            left = min(left + (now - since) * allowance.per_s, allowance.burst)
            enough = left >= 1
            self._left[borrower_id] = (left - 1 if enough else left, now)
            if len(self._left) > BORROWERS_MAX:
                self._left.popitem(last=False)
        if not enough:
            raise TooMany
