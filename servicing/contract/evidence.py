"""Files about a dispute, as they are shown."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from servicing.contract.shape import Shape
from servicing.evidence import model
from servicing.evidence.admission import MediaType
from servicing.evidence.keeping import Kept


class Disputed(Shape):
    """The dispute a file is kept with. `decided_on` is set once it was decided."""

    reference: str
    kind: str
    resolve_by: date | None
    decided_on: date | None


class EvidenceKept(Shape):
    """What became of a file: "known" if the very same one was there already."""

    status: Literal["new", "known"]
    id: str
    media_type: MediaType
    size_bytes: int
    sha256: str
    received_at: datetime
    after_decision: bool
    dispute: Disputed


class Evidence(Shape):
    """A file on record."""

    id: str = Field(validation_alias="evidence_id")
    name: str
    media_type: MediaType
    size_bytes: int
    sha256: str
    received_at: datetime
    reference: str
    after_decision: bool


def evidence_kept(kept: Kept) -> EvidenceKept:
    """Return what became of a file."""
    one, dispute = kept.evidence, kept.dispute
    return EvidenceKept(
        status=kept.status,
        id=one.evidence_id,
        media_type=one.media_type,
        size_bytes=one.size_bytes,
        sha256=one.sha256,
        received_at=one.received_at,
        after_decision=one.after_decision,
        dispute=Disputed(
            reference=dispute.reference,
            kind=dispute.kind,
            resolve_by=dispute.resolve_by,
            decided_on=dispute.decided_on,
        ),
    )


def evidence(one: model.Evidence) -> Evidence:
    """Return a file on record, without its content."""
    return Evidence.model_validate(one)
