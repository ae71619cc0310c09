"""Disclosures: versioned wording, due by what a turn did and never by how it was worded."""

from guardrails.disclosures.library import (
    DisclosureError,
    DisclosureLibrary,
    LibraryIncomplete,
    PlaceholderUnfilled,
    quote_facts,
)
from guardrails.disclosures.model import (
    Act,
    Collector,
    Disclosure,
    DisclosureContext,
    Due,
    Placement,
)

__all__ = [
    "Act",
    "Collector",
    "Disclosure",
    "DisclosureContext",
    "DisclosureError",
    "DisclosureLibrary",
    "Due",
    "LibraryIncomplete",
    "Placement",
    "PlaceholderUnfilled",
    "quote_facts",
]
