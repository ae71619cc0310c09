"""What a message was read as: typed requests and the values it carries.

Spans are half-open character offsets into the message as it was given. Amounts are US dollars.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Language = Literal["en", "es"]
Span = tuple[int, int]
AmountRole = Literal["income", "expenses", "housing", "can_pay", "limit", "pay"]
AmountKind = Literal["minimum", "statement", "current", "past_due", "plan", "draw"]
Channel = Literal["phone", "text", "email", "mail"]
Frequency = Literal["weekly", "biweekly", "semimonthly", "monthly", "yearly"]
Direction = Literal["stop", "start"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of dollars, and what the words beside it say it is for."""

    value: Decimal
    span: Span
    role_hint: AmountRole | None = None


@dataclass(frozen=True, slots=True)
class DateMention:
    """A calendar day. `range_start`: from this day on; `range_end`: up to it; `day_after`: derived.

    `tense` says which way the sentence looks, where it says so.
    """

    value: date
    span: Span
    text: str
    kind: Literal["day", "range_start", "range_end", "month_end"] = "day"
    tense: Literal["past", "future"] | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A run of whole days, both ends included.

    `marker` names a period whose days only the books know: the last, this or the next statement.
    `first` and `last` are then the widest that it can be.
    """

    first: date
    last: date
    span: Span
    marker: Literal["last_statement", "this_statement"] | None = None


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time. `unit` is singular."""

    count: int
    unit: Literal["day", "week", "month", "year"]
    span: Span


@dataclass(frozen=True, slots=True)
class Slots:
    """The values found in a message, or in one clause of it, in the order of the text."""

    amounts: tuple[Amount, ...] = ()
    dates: tuple[DateMention, ...] = ()
    periods: tuple[Period, ...] = ()
    durations: tuple[Duration, ...] = ()
    amount_kind: AmountKind | None = None
    merchant: str | None = None
    count: int | None = None
    day_of_month: int | None = None
    frequency: Frequency | None = None
    direction: Direction | None = None
    channel: Channel | None = None
    person: str | None = None

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return self != Slots()


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that the borrower asks, says or answers.

    `confidence` is 0 to 1; under `Reading.sure_from` the engine asks, offering `alternatives`
    (acts with their probability, best first, this one included).
    """

    act: str
    intent: str
    confidence: float
    span: Span
    text: str
    slots: Slots
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A message, read: language, requests in the order of the text, and all its values."""

    language: Language
    requests: tuple[Request, ...]
    slots: Slots
    sure_from: float

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts in the order of the text."""
        return tuple(request.act for request in self.requests)

    def is_sure(self, request: Request) -> bool:
        """Whether the request may be served without asking back."""
        return request.confidence >= self.sure_from


@dataclass(frozen=True, slots=True)
class Hints:
    """What the conversation knows before the message is read.

    `merchants`: names on the borrower's recent transactions; `previous_act`: what was served last;
    `asked_slot`: the value that was just asked for, e.g. `pay_amount`, `income`; `language`: what
    was spoken last, for a message that shows none ("2", "ok"); `subject`: what the talk is about.
    """

    merchants: tuple[str, ...] = ()
    previous_act: str | None = None
    asked_slot: str | None = None
    language: Language = "en"
    subject: str | None = None
