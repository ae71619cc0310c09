"""Danger and abuse in a message: what is met with people before anything else."""

from guardrails.safety.routes import ROUTES, Danger, RouteKind, SafetyRoutes

__all__ = ["ROUTES", "Danger", "RouteKind", "SafetyRoutes"]
