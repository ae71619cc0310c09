"""May this call run with these values? Decided by where each value came from, never by wording.

A pure policy, the same for the assistant and for the AgentDojo bench.
"""

from tools.guard.decide import decide, trace
from tools.guard.fence import fence_mark, foreign_texts, told
from tools.guard.model import (
    UNTRUSTED,
    CallPolicy,
    Decision,
    Guard,
    Known,
    Text,
    Traced,
    Typed,
    Verdict,
)

__all__ = [
    "UNTRUSTED",
    "CallPolicy",
    "Decision",
    "Guard",
    "Known",
    "Text",
    "Traced",
    "Typed",
    "Verdict",
    "decide",
    "fence_mark",
    "foreign_texts",
    "told",
    "trace",
]
