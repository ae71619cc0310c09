"""The assistant with one guard, tool or prompt taken out: what proves that the suites notice.

None of this can be reached by configuration: a mutation exists only here, where the parts of
the assistant are put together by hand.

services.py  what is taken out, by name
books.py     books that lack one of their own guards
desk.py      a desk that lacks one of its guards
choose.py    which cases should notice
"""

from evals.mutations.choose import TOOL, cases_calling, cases_of, cases_tagged
from evals.mutations.desk import DESKS, without_desk_guard
from evals.mutations.services import (
    ANOTHER,
    GUARDS,
    PROMPTS,
    SCOPES,
    TOOLS,
    YET_ANOTHER,
    amended,
    without_tool,
)

__all__ = [
    "ANOTHER",
    "DESKS",
    "GUARDS",
    "PROMPTS",
    "SCOPES",
    "TOOL",
    "TOOLS",
    "YET_ANOTHER",
    "amended",
    "cases_calling",
    "cases_of",
    "cases_tagged",
    "without_desk_guard",
    "without_tool",
]
