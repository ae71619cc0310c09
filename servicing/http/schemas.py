"""What callers send, and pages with their cursors."""

import math
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Base64Bytes, BaseModel, ConfigDict, Field, model_validator

from servicing.contract.ledger import TransactionPage
from servicing.contract.payments import PaymentPage
from servicing.contract.plans import HardshipIntake
from servicing.http.cursors import CURSOR_CHARACTERS_MAX

DEPTH_MAX = 8
LIMIT_MAX = 100
FILE_NAME_CHARACTERS_MAX = 255
FILE_TEXT_CHARACTERS_MAX = 20_000


def plain_text(text: str) -> str:
    """Return a text that Postgres can hold. Raises `ValueError`."""
    if not _storable(text):
        raise ValueError("must not hold NUL or lone surrogates")
    return text


def _storable(text: str) -> bool:
    # A file's content is long and plain: no need to look at each of its characters.
    if text.isascii():
        return "\x00" not in text
    return "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


Text = Annotated[str, AfterValidator(plain_text)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,80}$")]
Token = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,128}$")]
Cursor = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=CURSOR_CHARACTERS_MAX)]
Limit = Annotated[int, Field(ge=1, le=LIMIT_MAX)]
# Far from the calendar's ends, so that no arithmetic on a day can leave it.
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
Amount = Annotated[Decimal, Field(max_digits=11, decimal_places=2, ge=0, allow_inf_nan=False)]


class Body(BaseModel):
    """A request body: closed, of bounded depth, and free of what Postgres can't hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _bounded(cls, value: Any) -> Any:
        left = [(value, 0)]
        while left:
            one, depth = left.pop()
            if depth > DEPTH_MAX:
                raise ValueError(f"must not nest more than {DEPTH_MAX} deep")
            if isinstance(one, dict):
                left += [(part, depth + 1) for part in (*one.keys(), *one.values())]
            elif isinstance(one, list):
                left += [(part, depth + 1) for part in one]
            elif isinstance(one, str):
                plain_text(one)
            elif isinstance(one, float) and not math.isfinite(one):
                raise ValueError("must hold finite numbers only")
        return value


class QuoteRequest(Body):
    """Something to be quoted: an action by name, and its inputs as plain JSON values.

    Amounts are decimal dollars as text ("75.00"), dates ISO 8601. `conversation` binds the quote
    to where it was asked for: only there it can be confirmed.
    """

    action: Id
    values: dict[str, Any] = Field(default_factory=dict, max_length=20)
    conversation: Id


class Decision(Body):
    """The press of a card's button."""

    token: Token
    decision: Literal["confirm", "cancel"]
    conversation: Id


class Particulars(Body):
    """A right's particulars as they were said: all optional, all unverified."""

    span: Annotated[str, Field(max_length=4_000)] = ""
    amount: Decimal | None = Field(None, max_digits=11, decimal_places=2, allow_inf_nan=False)
    merchant: Annotated[str, Field(max_length=200)] | None = None
    transaction_ids: tuple[Id, ...] = Field((), max_length=50)
    extra: dict[str, Any] = Field(default_factory=dict, max_length=20)


class RightRequest(Body):
    """A right that was invoked."""

    kind: Id
    detail: Particulars = Particulars()
    conversation: Id


class IntakeRequest(Body):
    """What the borrower said so far."""

    intake: HardshipIntake
    conversation: Id


class EvidenceRequest(Body):
    """A file that was checked and opened: its content in base64, and what of it was read.

    `injection_score` is how much the text reads like orders to a machine.
    """

    name: Annotated[str, Field(min_length=1, max_length=FILE_NAME_CHARACTERS_MAX)]
    content: Annotated[Base64Bytes, Field(min_length=1)]
    text: Annotated[str, Field(max_length=FILE_TEXT_CHARACTERS_MAX)] = ""
    pages: int | None = Field(None, ge=0, le=10_000)
    injection_score: Annotated[float, Field(ge=0, le=1)]
    injection_flag: bool
    conversation: Id
    dispute: Id | None = Field(None, description="the dispute it is about, by its reference")


class TransactionsPage(TransactionPage):
    """A page of matching transactions; `next_cursor` is null on the last one."""

    next_cursor: str | None


class PaymentsPage(PaymentPage):
    """A page of payments; `next_cursor` is null on the last one."""

    next_cursor: str | None


class Health(BaseModel):
    """A probe's answer."""

    status: Literal["ok"] = "ok"
