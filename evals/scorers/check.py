"""One thing that was judged."""

from pydantic import BaseModel, ConfigDict, Field


class Check(BaseModel):
    """A demand, whether it was met, and why not. `step` counts exchanges from 1; 0 is the whole.

    `invariant` names the promise that a failure breaks, whatever the case demands.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    passed: bool
    step: int = 0
    why: str = ""
    invariant: str | None = Field(default=None)
