"""What waits for people, by queue."""

from api.work.repository import PostgresWorkItems

__all__ = ["PostgresWorkItems"]
