"""A dispute as staff read it: charges, clocks, evidence, finding."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from tools.desk.views.shared import BorrowerText, Decided, Letter, Speaks, Step, Ticking
from tools.values import MerchantText, Money, View


class Charge(View):
    """A disputed charge, or an earlier one at the same merchant."""

    id: str
    merchant: MerchantText
    description: MerchantText
    city: MerchantText | None
    amount: Money
    transacted_on: date
    posted_on: date
    set_aside: Money | None = None
    paid: Money | None = None
    credited: Money | None = None
    to_decide: Money | None = Field(None, description="what no merchant's refund has covered yet")


class Credit(View):
    """What is credited of a charge."""

    charge_id: str
    amount: Money


class Finding(View):
    """What the books say for and against a claim. It decides nothing: two people do."""

    suggests: Literal["corrected", "partial", "explained", "look_further"]
    why: str = Field(description="how the suggestion came about")
    supporting: tuple[str, ...]
    against: tuple[str, ...]
    checklist: tuple[str, ...]
    unchecked: tuple[str, ...] = Field(
        description="what has to be looked into before a denial, in whole or in part"
    )
    credits: tuple[Credit, ...] = Field(description="what the suggestion would credit")
    mentioned: tuple[str, ...] = Field(
        (), description="what the borrower's own files name of the charges"
    )


class EvidenceFile(View):
    """A file that a borrower sent: theirs, unchecked, and never opened by the page.

    `text` is the beginning of what could be read of it. `warns` where that reads like orders to a
    machine; `injection_score`, from 0 to 1, is how much. `this_case` unless it came with another
    dispute of the same line.
    """

    id: str
    name: BorrowerText
    media_type: str
    size_bytes: int
    sha256: str
    received_at: datetime
    reference: str
    this_case: bool
    after_decision: bool
    pages: int | None
    text: BorrowerText
    injection_score: float
    warns: bool


class OtherDispute(View):
    """Another dispute of the same line."""

    claim_id: str
    reference: str
    kind: str
    state: str
    received_at: datetime


class FileOut(View):
    """A file as it came, to be saved and looked at elsewhere."""

    name: BorrowerText
    media_type: str
    content: bytes = Field(repr=False)


class Looked(View):
    """What looking into an item of the checklist gave, as staff wrote it."""

    item: str
    result: str
    speaks: Speaks


class Proposal(View):
    """A finding that one person put forward."""

    id: str
    outcome: Literal["corrected", "explained", "partial"]
    credits: tuple[Credit, ...]
    credited: Money
    reasons: str
    made_by: str
    made_at: datetime
    content_sha256: str
    moved: bool = Field(description="the line changed since: agreeing would be refused")
    decision: Decided | None


class ToldFact(View):
    """Something that the borrower told of a claim."""

    label: str
    value: BorrowerText


class MissingPayment(View):
    """A payment that isn't on the line: `set_aside` for it, late fees included.

    A finding for the borrower that credits it does so under the claim's own id.
    """

    amount: Money
    on: date | None
    set_aside: Money


class ClaimedLine(View):
    """A line that somebody else is said to have opened: `set_aside` is all that is owed by now.

    A finding for the borrower credits it under the claim's own id; the line is then closed. What
    had been `paid` on it before isn't credited with it: whose money that was, a person looks at.
    """

    set_aside: Money
    paid: Money


class DisputeCase(View):
    """A claim with its evidence, clocks, finding, letters and the proposal that waits."""

    claim_id: str
    reference: str
    kind: str
    state: str
    received_at: datetime
    amount: Money
    decided_on: date | None
    pay_by: date | None
    said: dict[str, Any] = Field(description="the notice's particulars, as they were heard")
    told: tuple[ToldFact, ...] = Field((), description="what the borrower told beside the charges")
    conversation_id: str | None
    charges: tuple[Charge, ...]
    payment: MissingPayment | None = Field(None, description="where a payment is missing")
    whole_line: ClaimedLine | None = Field(None, description="where the line is somebody else's")
    earlier: tuple[Charge, ...]
    clocks: tuple[Ticking, ...]
    finding: Finding
    letters: tuple[Letter, ...]
    steps: tuple[Step, ...]
    looked: tuple[Looked, ...] = Field(description="the latest result of each item looked into")
    refunds: tuple[Charge, ...] = Field(
        description="merchants' refunds that nobody has placed: while there are, no credit"
    )
    proposal: Proposal | None
    evidence: tuple[EvidenceFile, ...]
    others: tuple[OtherDispute, ...] = Field(
        description="the line's other disputes, which a file may be about instead"
    )
    evidence_asked: bool = Field(description="the letter of receipt, which asks for it, went out")
