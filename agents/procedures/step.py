"""What comes next in a procedure."""

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Step:
    """What comes next: ask for a slot, call a tool, hand over to people, or nothing.

    `again` marks a question that was asked before and that the last message didn't answer;
    `heard`, one that comes after an answer. `whole` says that the message is all about this, such
    as one that changes the last card. A question that needs a tool's answer names it. A question
    about one kind of claim says which charges the other kind has (`taken`), and that both kinds are
    asked about (`apart`). `reason` is why a charge is called wrong. `about` is the plan, of those
    on offer, that the message asks about.
    """

    kind: Literal["none", "ask", "call", "handoff"]
    procedure: str | None = None
    slot: str | None = None
    question: str | None = None
    tool: str | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    again: bool = False
    heard: bool = False
    whole: bool = False
    resumed: bool = False
    taken: tuple[str, ...] = ()
    apart: bool = False
    reason: str | None = None
    about: str | None = None


NOTHING_TO_DO = Step("none")
