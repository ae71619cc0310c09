"""What can go wrong with the library.

KnowledgeError
└── BadDocument    a file isn't a policy or a regulation as we know them; not retryable
"""


class KnowledgeError(Exception):
    """The library can't do what it was asked."""


class BadDocument(KnowledgeError):
    """A file can't be loaded; the message names file, line or key, and what is wrong."""
