"""Structured logs: one JSON object a line on standard error, ids only, no personal data."""

import logging
import sys
from typing import Any, TextIO

import structlog

from guardrails.redaction import redact_event


def configure(level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send this process's events to standard error, redacted, with the request's id."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            redact_event,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )


def quiet() -> dict[str, Any]:
    """Return uvicorn's logging configuration: warnings to standard error, no access log."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
    }
