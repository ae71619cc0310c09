"""Policies and regulations: loading, storing, finding and quoting them."""

from knowledge.errors import BadDocument, KnowledgeError
from knowledge.library import Library
from knowledge.model import Audience, Ingested, Passage

__all__ = ["Audience", "BadDocument", "Ingested", "KnowledgeError", "Library", "Passage"]
