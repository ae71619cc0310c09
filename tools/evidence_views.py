"""Files about a dispute as the assistant sees them: read, kept, listed.

A file's name and its words are its sender's. They are data: shown to people, given to a model
inside a fence, and the source of no argument, figure or right.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from tools.values import Count, MerchantText, View, Written
from tools.views import Refusal

AttachmentText = Annotated[str, Written("attachment")]
"""Words of a file that a borrower sent: data, whatever they say."""
MediaType = Literal["application/pdf", "image/png", "image/jpeg", "text/plain"]
MEGABYTES = 10
FILE_BYTES_MAX = MEGABYTES * 1024 * 1024
FILES_OF_A_DISPUTE = 5
TOO_LARGE = Refusal(code="file_too_large", message=f"That file is larger than {MEGABYTES} MB.")


class FileRead(View):
    """A file that may come in, under a name that is safe to show; `text` is what was read of it."""

    name: AttachmentText
    media_type: MediaType
    content: bytes = Field(repr=False)
    text: AttachmentText
    pages: int | None


class FileLimits(View):
    """How large a file may be, and how many a dispute takes."""

    megabytes: Count
    files: Count


class Suspicion(View):
    """How much a text reads like orders to a machine, from 0 to 1, and whether to warn of it."""

    score: Annotated[float, Field(ge=0, le=1)]
    flag: bool


class DisputeOf(View):
    """The dispute a file is kept with. `decided_on` is set once it was decided."""

    reference: str
    kind: str
    resolve_by: date | None
    decided_on: date | None


class OpenDispute(View):
    """An open dispute that a file could be about; `charges` names what it is about, if known."""

    reference: str
    kind: str
    received_at: datetime
    charges: tuple[MerchantText, ...]


class EvidenceKept(View):
    """What became of a file, without a word of its own: "known" if it was there already."""

    status: Literal["new", "known"]
    id: str
    media_type: MediaType
    size_bytes: int
    sha256: str
    received_at: datetime
    after_decision: bool
    dispute: DisputeOf


class Evidence(View):
    """A file on record, as its borrower sees it."""

    id: str
    name: AttachmentText
    media_type: MediaType
    size_bytes: int
    sha256: str
    received_at: datetime
    reference: str
    after_decision: bool
