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
    """What a turn did that the law or policy wants explained.

    A turn's acts come from its tool results, its quote, its rights and the figures that the
    rails traced; never from what a model says that it did.
    """

    FIRST_AUTOMATED_MESSAGE = "first_automated_message"
    COLLECTOR_FIRST_MESSAGE = "collector_first_message"
    COLLECTOR_LATER_MESSAGE = "collector_later_message"
    ESIGN_CONSENT = "esign_consent"
    QUOTED_APR = "quoted_apr"
    QUOTED_PAYOFF = "quoted_payoff"
    QUOTED_TRANSLATION = "quoted_translation"
    QUOTED_MINIMUM_ONLY = "quoted_minimum_only"
    DISCUSSED_PAST_DUE = "discussed_past_due"
    AUTHORISED_DEBIT = "authorised_debit"
    CANCELLED_PAYMENT = "cancelled_payment"
    WITHDREW_CLAIM = "withdrew_claim"
    SET_AUTOPAY = "set_autopay"
    REVOKED_AUTOPAY = "revoked_autopay"
    DREW_FUNDS = "drew_funds"
    CHANGED_DUE_DATE = "changed_due_date"
    CHANGED_LIMIT_REQUESTED = "changed_limit_requested"
    WAIVED_FEE = "waived_fee"
    SET_CONTACT_PREFERENCE = "set_contact_preference"
    CLOSED_LINE = "closed_line"
    HARDSHIP_STARTED = "hardship_started"
    OFFERED_PLAN = "offered_plan"
    ACCEPTED_PLAN = "accepted_plan"
    REFUSED_REQUEST = "refused_request"
    ADVERSE_ACTION = "adverse_action"
    TOOK_DISPUTE = "took_dispute"
    TOOK_UNAUTHORIZED_USE = "took_unauthorized_use"
    RECORDED_IDENTITY_THEFT = "recorded_identity_theft"
    RECORDED_CREDIT_REPORT_DISPUTE = "recorded_credit_report_dispute"
    RECORDED_CEASE_CONTACT = "recorded_cease_contact"
    RECORDED_OPT_OUT = "recorded_opt_out"
    RECORDED_ATTORNEY = "recorded_attorney"
    RECORDED_BANKRUPTCY = "recorded_bankruptcy"
    RECORDED_ACTIVE_DUTY = "recorded_active_duty"
    RECORDED_DEATH = "recorded_death"
    RECORDED_DEBT_VALIDATION = "recorded_debt_validation"
    RECORDED_DISCRIMINATION = "recorded_discrimination"
    COMPLAINT_RECORDED = "complaint_recorded"
    HUMAN_HANDOFF = "human_handoff"


# Acts that mean something only to a debt collector (12 CFR 1006.2(i)), or only on a card
# account (12 CFR 1026.7(b)(12)); elsewhere they make nothing due.
OF_COLLECTORS = frozenset({Act.COLLECTOR_FIRST_MESSAGE, Act.COLLECTOR_LATER_MESSAGE})
OF_CARDS = frozenset({Act.QUOTED_MINIMUM_ONLY})


class Disclosure(BaseModel):
    """One version of a disclosure, as its file states it.

    `text` holds the English wording and may hold our Spanish one. `prescribed` says that the
    law gives the words, so that nobody edits them for style. Placeholders are figure marks,
    filled from the turn's facts; a figure of the law itself is listed in `figures`, and any
    other is refused. A `None` scope fits all products or collectors.
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
    bears_interest: bool | None = None
    collector: Collector | None = None
    prescribed: bool = False
    figures: tuple[str, ...] = ()
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
    bears_interest: bool = True
    collector: Collector = "first_party"
    state: str | None = None
    evidence: Evidence = Evidence()


@dataclass(frozen=True)
class Due:
    """A disclosure to show now, filled in; `acts` are those of the turn that made it due."""

    id: str
    version: str
    text: str
    language: Language
    placement: Placement
    acknowledge: bool
    citation: str
    acts: tuple[Act, ...]
