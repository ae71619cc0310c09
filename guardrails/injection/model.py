"""What the injection score says."""

from dataclasses import dataclass
from typing import Literal

Channel = Literal["user", "document", "tool"]


@dataclass(frozen=True)
class Score:
    """How much a text looks like it wants to steer the assistant; 0 to 1.

    A signal for logs, for shrinking the tools at hand and for staff alerts. It opens and closes
    no door: untrusted text can't act whatever its score (design §2, P5).
    """

    flag: bool
    score: float
