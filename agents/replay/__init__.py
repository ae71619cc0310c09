"""Ports that note what they were asked, and ports that answer from such notes (P6)."""

from agents.replay.calls import Call, NotRecorded, Played, Recorded

__all__ = ["Call", "NotRecorded", "Played", "Recorded"]
