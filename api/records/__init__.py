"""What was said and done: conversations, and turn records in a hash chain.

chain.py        how records are written and hashed (pure)
repository.py   the ports of `agents.ports` on Postgres, limited to one borrower by the database
audit.py        walking the chains: verify, export, read
"""

from api.records.audit import Anchor, Break, export, find, recorded, verify
from api.records.repository import PostgresConversations, PostgresTurnLog

__all__ = [
    "Anchor",
    "Break",
    "PostgresConversations",
    "PostgresTurnLog",
    "export",
    "find",
    "recorded",
    "verify",
]
