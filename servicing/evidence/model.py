"""A file as it is kept with a dispute, and the dispute it belongs to."""

from dataclasses import dataclass
from datetime import date, datetime

from servicing.evidence.admission import MediaType

FILES_MAX = 5
"""How many files a dispute takes."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A file to keep: admitted, opened and scored by whoever took it in.

    `text` is what could be read of it, as its sender wrote it. `injection_score`, from 0 to 1, is
    how much that reads like orders to a machine.
    """

    name: str
    content: bytes
    text: str
    pages: int | None
    injection_score: float
    injection_flag: bool


@dataclass(frozen=True, slots=True)
class Disputed:
    """The dispute a file belongs to: a right, and what became of the claims under it.

    `resolve_by` is None as long as no claim is filed; `decided_on` is set once all are decided.
    """

    right_id: str
    reference: str
    kind: str
    conversation_id: str
    is_open: bool
    resolve_by: date | None
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file on record, without its content."""

    evidence_id: str
    right_id: str
    reference: str
    number: int
    conversation_id: str
    received_at: datetime
    name: str
    media_type: MediaType
    size_bytes: int
    sha256: str
    text: str
    pages: int | None
    injection_score: float
    injection_flag: bool
    after_decision: bool
