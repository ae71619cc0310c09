"""Prometheus metrics, in a registry of their own: counts and times, no ids, no personal data."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from agents.turn import Turn


class Metrics:
    """What `/metrics` shows."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "linewise_http_requests",
            "Requests by method, route and status",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "linewise_http_request_seconds",
            "Time to answer, by route",
            ("route",),
            registry=self._registry,
        )
        self._turns = Counter(
            "linewise_turns", "Turns by engine", ("engine",), registry=self._registry
        )
        self._rights = Counter(
            "linewise_rights", "Rights newly recorded, by kind", ("kind",), registry=self._registry
        )
        self._verdicts = Counter(
            "linewise_verdicts",
            "Verdicts of the rails on replies",
            ("rail", "outcome"),
            registry=self._registry,
        )
        self._feedback = Counter(
            "linewise_feedback",
            "What borrowers said of replies",
            ("liked",),
            registry=self._registry,
        )
        self._handoffs = Counter(
            "linewise_handoffs", "Hand-offs by queue", ("queue",), registry=self._registry
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def turn(self, turn: Turn) -> None:
        """Count one turn and what it did."""
        self._turns.labels(turn.engine).inc()
        for right in turn.rights:
            if right.status == "new":
                self._rights.labels(right.kind).inc()
        for verdict in turn.verdicts:
            self._verdicts.labels(verdict.rail, verdict.outcome).inc()
        if turn.handoff is not None:
            self._handoffs.labels(turn.handoff.queue).inc()

    def feedback(self, liked: bool) -> None:
        """Count one thumb; beside the turns it gives the share of replies that were disliked."""
        self._feedback.labels(str(liked).lower()).inc()

    def exposition(self) -> bytes:
        """Return all metrics in the Prometheus text format."""
        return generate_latest(self._registry)
