"""What a conversation remembers between turns. Plain data: it lives in the checkpoint."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tools.values import Origin

HISTORY_MESSAGES = 12


class SlotValue(BaseModel):
    """A value of a procedure's slot and where it came from."""

    model_config = ConfigDict(extra="forbid")

    value: str
    source: Origin = "user"


class ProcedureState(BaseModel):
    """A procedure in progress."""

    model_config = ConfigDict(extra="forbid")

    name: str
    slots: dict[str, SlotValue] = Field(default_factory=dict)
    asked: list[str] = Field(default_factory=list)
    latest: list[str] = Field(default_factory=list, description="sums that were told last")

    def amount(self, slot: str) -> Decimal | None:
        """Return a slot's amount in dollars; None if it isn't known or was left open."""
        found = self.slots.get(slot)
        if found is None or not found.value.replace(".", "", 1).isdigit():
            return None
        return Decimal(found.value)

    def day(self, slot: str) -> date | None:
        """Return a slot's date."""
        found = self.slots.get(slot)
        return date.fromisoformat(found.value) if found else None


class Memory(BaseModel):
    """Everything the next turn needs to know of the ones before."""

    model_config = ConfigDict(extra="forbid")

    language: Literal["en", "es"] = "en"
    turns: int = 0
    last_act: str | None = None
    subject: str | None = Field(None, description="what the talk is about")
    asked_slot: str | None = None
    antecedent: str | None = Field(None, description='what "it" may mean as an amount to pay')
    procedure: ProcedureState | None = None
    last_call: ProcedureState | None = Field(None, description="what the last card was made from")
    candidates: list[dict[str, Any]] = Field(default_factory=list)
    offers: list[dict[str, Any]] = Field(
        default_factory=list, description="the plans that were shown, best first"
    )
    told_requests: list[str] = Field(
        default_factory=list, description="plan requests whose answer was told, with the answer"
    )
    card: dict[str, Any] | None = Field(None, description="the open confirmation, as JSON")
    last_token: str | None = None
    shown_disclosures: list[str] = Field(default_factory=list)
    acknowledged: list[str] = Field(default_factory=list)
    handoffs: list[str] = Field(default_factory=list)
    done: list[str] = Field(default_factory=list, description="actions that were confirmed")
    tokens: dict[str, str] = Field(
        default_factory=dict, description="fingerprints of personal data, by token"
    )
    attachments: list[dict[str, Any]] = Field(
        default_factory=list, description="what may be read of files that were sent"
    )
    history: list[dict[str, str]] = Field(default_factory=list)

    def remember(self, role: Literal["user", "assistant"], text: str) -> None:
        """Add a message, keeping only the last few: a long thread must not grow the checkpoint."""
        self.history = [*self.history, {"role": role, "text": text}][-HISTORY_MESSAGES:]
