"""What a disclosure is: text fixed as data, shown because of what a turn did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from guardrails.figures import Evidence, Language

Placement = Literal["opening", "reply_end", "card"]
Collector = Literal["first_party", "debt_collector"]


class Act(StrEnum):
    """What a turn did that the law or policy wants explained."""

    FIRST_AUTOMATED_MESSAGE = "first_automated_message"
    QUOTED_PAYMENT = "quoted_payment"
    TOOK_DISPUTE = "took_dispute"
    TOOK_UNAUTHORIZED_USE = "took_unauthorized_use"
    DISCUSSED_HARDSHIP = "discussed_hardship"
    RECORDED_BANKRUPTCY = "recorded_bankruptcy"


class Disclosure(BaseModel):
    """One version of a disclosure, as its file states it.

    `text` holds the English wording and may hold our Spanish one; wording prescribed by law
    exists in English only. Placeholders are figure marks, filled from the turn's facts. A
    `None` scope fits all products or collectors.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    version: str
    effective_from: date
    effective_to: date | None = None
    triggers: tuple[Act, ...] = Field(min_length=1)
    jurisdiction: str
    channels: tuple[str, ...] = Field(min_length=1)
    card_access: bool | None = None
    collector: Collector | None = None
    repeat: Literal["once", "each_act"]
    placement: Placement
    acknowledge: bool
    citation: str = Field(min_length=1)
    text: Mapping[Language, str]


@dataclass(frozen=True)
class DisclosureContext:
    """Where and to whom a disclosure would be shown.

    `state` is a two-letter code, None when unknown; `evidence` holds what placeholders need,
    for a payment the facts of `quote_facts`.
    """

    on: date
    channel: str = "app"
    language: Language = "en"
    card_access: bool = True
    collector: Collector = "first_party"
    state: str | None = None
    evidence: Evidence = Evidence()


@dataclass(frozen=True)
class Due:
    """A disclosure to show now, filled in."""

    id: str
    version: str
    text: str
    language: Language
    placement: Placement
    acknowledge: bool
    citation: str
