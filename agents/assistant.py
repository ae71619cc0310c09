"""The borrower assistant's face: what channels (HTTP, command line, evals) call."""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from agents.turn import Disclosure, Turn
from tools.evidence_views import Evidence, OpenDispute


@dataclass(frozen=True)
class Principal:
    """Who is asking, from the token and nothing else."""

    borrower_id: str
    scopes: frozenset[str]
    name: str


@dataclass(frozen=True)
class Attached:
    """A file on record, and the turn that says so; `new` unless it was there already."""

    evidence: Evidence
    turn: Turn
    new: bool


@dataclass(frozen=True)
class Attachments:
    """The files of a borrower, and the open disputes that one could be sent about."""

    accepts: bool
    files: tuple[Evidence, ...]
    disputes: tuple[OpenDispute, ...] = ()


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
