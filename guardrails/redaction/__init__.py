"""Personal data in text: found, replaced by reversible tokens, kept out of logs."""

from guardrails.redaction.model import KnownIdentity, PersonalDataKind, Redaction, Span
from guardrails.redaction.redactor import find, redact, redact_event

__all__ = [
    "KnownIdentity",
    "PersonalDataKind",
    "Redaction",
    "Span",
    "find",
    "redact",
    "redact_event",
]
