"""What policies and regulations say."""

from datetime import date
from typing import Literal

from pydantic import Field

from tools.values import DocumentText, View


class Passage(View):
    """A passage of a policy or regulation, with what a citation needs."""

    id: str
    document: str
    title: DocumentText
    section: DocumentText
    version: str
    text: DocumentText
    quote: DocumentText = Field(description="the sentence of `text` that answers best, verbatim")
    spanish: DocumentText = Field("", description="`text` in Spanish, where it is translated")
    spanish_section: DocumentText = Field("", description="`section` in Spanish")
    spanish_quote: DocumentText = Field("", description="`quote` in Spanish, verbatim")
    audience: Literal["borrower", "staff"]
    effective_from: date
    effective_to: date | None
    citation_ids: tuple[str, ...]
    score: float


class PassagePage(View):
    """Passages found for a question, best first."""

    passages: tuple[Passage, ...]
