"""What was said and done: conversations, and turn records in a hash chain.

chain.py        how records are written and hashed (pure)
repository.py   the ports of `agents.ports` on Postgres, limited to one borrower by the database
audit.py        walking the chains: verify, export, read
acts.py         what staff did at the desk, in a hash chain of its own
acts_audit.py   walking that chain
"""

from api.records.acts_audit import ActBreak, ActsAnchor, acted, verify_acts
from api.records.audit import Anchor, Break, export, find, recorded, verify
from api.records.repository import PostgresConversations, PostgresTurnLog

__all__ = [
    "ActBreak",
    "ActsAnchor",
    "Anchor",
    "Break",
    "PostgresConversations",
    "PostgresTurnLog",
    "acted",
    "export",
    "find",
    "recorded",
    "verify",
    "verify_acts",
]
