"""One triage for all of these tests, with clocks of its own."""

from datetime import date, timedelta

import pytest

from agents.triage import Triage
from agents.triage.model import Deadline
from knowledge.embeddings import MiniLM

RECEIVED = date(2026, 11, 20)
DAYS = {"cease_contact": 1, "identity_theft": 3, "credit_report_dispute": 30, "complaint": 4}


def clocks(kind: str, received: date) -> tuple[Deadline, ...]:
    days = DAYS.get(kind, 60)
    return (Deadline(f"answer {kind}", received + timedelta(days=days), "policy:test"),)


@pytest.fixture(scope="session")
def triage(embedder: MiniLM) -> Triage:
    return Triage.load(embedder.embed, clocks)
