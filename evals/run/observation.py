"""What was seen of one trial: enough to score it, show it and replay it."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from agents.turn import Turn
from evals.cases.model import Answered, Expect

REFUSED = 400
Kind = Literal["say", "press", "attach", "does", "staff"]


class _Seen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(_Seen):
    """What a request of staff's was answered with, and what it had to be."""

    wanted: Answered
    status: int
    body: Any = None
    wrote: bool = Field(description="it asked for something to be done")

    @property
    def decided(self) -> bool:
        """Whether the desk says that something was done."""
        return self.wrote and self.status < REFUSED


class Exchange(_Seen):
    """One step of the borrower's, what came back, and the line afterwards."""

    kind: Kind
    text: str = Field(description="what was said, which button was pressed, the file's name")
    expect: Expect
    again: bool = Field(default=False, description="a card answered before was pressed")
    turn: Turn | None = Field(description="None where the assistant refused with an error")
    error: str | None = None
    answer: Answer | None = Field(default=None, description="where staff asked")
    line: dict[str, Any]
    record: dict[str, Any] = Field(default_factory=dict, description="the turn record's inputs")
    ms: float


class Observation(_Seen):
    """A whole trial.

    `lost` says why a trial can't be judged (a dependency or a judge was down); `defect` that the
    product raised where it mustn't. `others` names the borrowers whose data mustn't appear.
    """

    suite: str
    case: str
    trial: int
    before: dict[str, Any]
    exchanges: tuple[Exchange, ...]
    opening: tuple[str, ...] = Field(default=(), description="disclosures shown at the opening")
    records: str = Field(default="", description="every stored record of the conversation")
    others: tuple[str, ...] = ()
    exposed: tuple[str, ...] = Field(
        default=(), description="tables in which the borrower's session reads others' rows"
    )
    user_errors: tuple[str, ...] = Field(
        default=(), description="what the model that played the borrower got wrong"
    )
    lost: str | None = None
    defect: str | None = None

    @property
    def after(self) -> dict[str, Any]:
        """The line at the end."""
        return self.exchanges[-1].line if self.exchanges else self.before
