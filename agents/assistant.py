"""The borrower assistant's face: what channels (HTTP, command line, evals) call."""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from agents.turn import Disclosure


@dataclass(frozen=True)
class Principal:
    """Who is asking, from the token and nothing else."""

    borrower_id: str
    scopes: frozenset[str]
    name: str


class Opening(BaseModel):
    """The first words of a conversation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    quick_replies: tuple[str, ...]
    disclosures: tuple[Disclosure, ...]


@dataclass(frozen=True)
class Event:
    """One event of a streamed turn; `done` carries the whole Turn."""

    type: Literal["status", "delta", "card", "citation", "confirm", "handoff", "done", "error"]
    data: dict[str, Any]
