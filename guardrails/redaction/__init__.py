"""Personal data in text: found, replaced by reversible tokens, kept out of logs."""

from guardrails.redaction.model import (
    Asked,
    KnownIdentity,
    PersonalDataKind,
    Redaction,
    Span,
)
from guardrails.redaction.names import spans_of_names
from guardrails.redaction.redactor import Names, find, redact, redact_event
from guardrails.redaction.tokens import Tokens

__all__ = [
    "Asked",
    "KnownIdentity",
    "Names",
    "PersonalDataKind",
    "Redaction",
    "Span",
    "Tokens",
    "find",
    "redact",
    "redact_event",
    "spans_of_names",
]
