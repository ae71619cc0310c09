"""Disputes of a line and what became of each."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from tools.values import MerchantText, Money, View


class ClaimedCharge(View):
    """A disputed charge; `credited` was found for the borrower when it was decided."""

    id: str
    name: MerchantText
    charged_on: date
    amount: Money
    credited: Money


class Claim(View):
    """A dispute as it stands: its clocks while it is open, its answer afterwards.

    `set_aside` isn't asked for while it is open; `provisional` had been paid and was credited
    ahead of the answer. `owed` is due after all, by `pay_by`; `related` are the interest and fees
    taken off with what was credited, None where nobody has worked them out. `whole_line`: somebody
    else is said to have opened the line, so all of it is set aside.
    """

    reference: str
    kind: str
    right: str = Field(description="the right it was filed under")
    state: Literal["received", "acknowledged", "investigating", "decided"]
    received_at: datetime
    acknowledge_by: date
    resolve_by: date
    amount: Money
    set_aside: Money
    provisional: Money
    refunded: Money = Field(description="by the merchants")
    answer: Literal["corrected", "partial", "explained", "withdrawn"] | None
    decided_on: date | None
    credited: Money
    related: Money | None
    owed: Money
    pay_by: date | None
    charges: tuple[ClaimedCharge, ...]
    whole_line: bool = False
