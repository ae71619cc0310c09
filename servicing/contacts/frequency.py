"""How often a borrower may be called about a debt, and when contact has to cease.

Regulation F (12 CFR 1006) binds debt collectors. A lender that services its own line lies
outside it (1006.2(i)) and follows it by policy.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

WINDOW_DAYS = 7
CALLS_MAX = 7


@dataclass(frozen=True, slots=True)
class Call:
    """A telephone call with one person, at an aware instant in that person's own time zone.

    `about` are the debts that a call placed counts for: those it raised or left a message
    about, or the one it is attributed to if it raised none (1006.14(b)(4), comment
    14(b)(4)-1.i). `discussed` are the debts talked about, whoever began, or the one a general
    conversation is attributed to (1.ii); empty without a conversation. `placed` is False when
    the person called. A ringless voicemail is a call, a text message isn't (comment 14(b)-1).
    """

    at: datetime
    about: frozenset[str] = frozenset()
    discussed: frozenset[str] = frozenset()
    placed: bool = True
    number: str = ""
    connected: bool = True

    @property
    def on(self) -> date:
        """The person's calendar day."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's own prior consent to be called about a debt; `until` if it is shorter."""

    at: datetime
    debt: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Calls that count, and conversations, about one debt within some days."""

    calls: int
    conversations: int


def counted(
    calls: Iterable[Call],
    debt: str,
    consents: Sequence[Consent] = (),
    wrong_numbers: Collection[str] = (),
) -> tuple[Call, ...]:
    """Return the placed calls that count towards a debt's frequency, by day.

    Not those that didn't connect to the number dialled (1006.14(b)(3)(ii)), that went to a
    number which turned out not to be the person's (comment 14(b)(2)(i)-3), or that were
    consented to (1006.14(b)(3)(i)).
    """
    ordered = sorted(calls, key=lambda call: call.at)
    return tuple(
        call
        for call in ordered
        if call.placed
        and debt in call.about
        and call.connected
        and call.number not in wrong_numbers
        and not any(_covers(consent, call, debt, ordered) for consent in consents)
    )


def tally(
    calls: Sequence[Call],
    debt: str,
    last_day: date,
    consents: Sequence[Consent] = (),
    wrong_numbers: Collection[str] = (),
) -> Tally:
    """Return the counts of the seven consecutive days that end on a day."""
    first_day = last_day - timedelta(days=WINDOW_DAYS - 1)
    placed = counted(calls, debt, consents, wrong_numbers)
    return Tally(
        calls=sum(first_day <= call.on <= last_day for call in placed),
        conversations=sum(
            first_day <= call.on <= last_day and debt in call.discussed for call in calls
        ),
    )


def presumed(
    calls: Sequence[Call],
    debt: str,
    consents: Sequence[Consent] = (),
    wrong_numbers: Collection[str] = (),
) -> Literal["compliance", "violation"]:
    """Say what is presumed of all calls about a debt to a person (1006.14(b)(2)).

    Violation if one was placed beyond seven in seven consecutive days, or within seven days
    after a conversation whose own day is the first of them. A presumption can be rebutted
    either way (comments 14(b)(2)(i)-2 and (ii)-2).
    """
    placed = counted(calls, debt, consents, wrong_numbers)
    exceeds = any(_exceeds(call, placed, calls, debt) for call in placed)
    return "violation" if exceeds else "compliance"


def next_call_day(
    calls: Sequence[Call],
    debt: str,
    now: datetime,
    consents: Sequence[Consent] = (),
    wrong_numbers: Collection[str] = (),
) -> date:
    """Return the first day, today or later, on which one more call exceeds no frequency.

    `now` is in the person's own time zone.
    """
    day = now
    while True:
        one_more = Call(day, frozenset({debt}))
        together = [*calls, one_more]
        placed = counted(together, debt, consents, wrong_numbers)
        if one_more not in placed or not _exceeds(one_more, placed, together, debt):
            return day.date()
        day += timedelta(days=1)


def contact_violates_cease(sent_on: date, notice_received_on: date, excepted: bool = False) -> bool:
    """Whether a message goes against a written wish that contact cease (1006.6(c)).

    The wish counts from its receipt, not from its mailing (comment 6(c)(1)-1). On the day of
    receipt it is taken to count already. `excepted` messages only say that efforts end or
    which remedy is or may be invoked (1006.6(c)(2)).
    """
    return sent_on >= notice_received_on and not excepted


def _exceeds(call: Call, placed: Sequence[Call], calls: Sequence[Call], debt: str) -> bool:
    """Whether a call that counts is one too many, or comes too soon after a conversation."""
    first_day = call.on - timedelta(days=WINDOW_DAYS - 1)
    in_window = sum(first_day <= one.on and one.at <= call.at for one in placed)
    talked = any(
        debt in one.discussed and first_day <= one.on and one.at < call.at for one in calls
    )
    return in_window > CALLS_MAX or talked


def _covers(consent: Consent, call: Call, debt: str, calls: Sequence[Call]) -> bool:
    """Whether a consent, with the day it is received as the first of seven, covers a call.

    A shorter term ends it sooner, and so does the next conversation about the debt (comment
    14(b)(3)(i)-2); the call that became that conversation is still covered.
    """
    last_day = consent.at.date() + timedelta(days=WINDOW_DAYS - 1)
    if consent.until is not None:
        last_day = min(last_day, consent.until)
    if consent.debt != debt or not consent.at < call.at or call.on > last_day:
        return False
    return not any(debt in one.discussed and consent.at < one.at < call.at for one in calls)
