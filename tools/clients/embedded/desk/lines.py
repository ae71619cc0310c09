"""A borrower's line and what waits on it, as staff read them."""

from datetime import date

from servicing.calendar import BusinessDays, lender_date
from servicing.desk.acting import Standing
from servicing.desk.letters import Drafted
from servicing.desk.model import Waiting
from servicing.disputes.clocks import Clock
from servicing.disputes.work import light
from servicing.ledger.model import Bucket
from servicing.refusal import spell
from tools.desk import views
from tools.views import Clock as ClockView
from tools.views import RightRecord

QUEUES = {
    "plan": "hardship",
    "dispute": "disputes",
    "complaint": "complaints",
    "reporting": "credit-reporting",
}
_DAYS = BusinessDays()


def item_view(one: Waiting) -> views.WorkItem:
    """Return something that waits."""
    return views.WorkItem(
        id=one.item_id,
        kind=one.kind,
        queue=QUEUES[one.kind],
        stage=one.stage,
        subject=one.subject,
        borrower=one.name,
        account_id=one.account_id,
        amount=None if one.amount is None else one.amount.dollars,
        due=one.due_on,
        cite=one.cite,
        light=one.light,
        urgent=False,
        opened_at=one.opened_at,
        made_by=one.made_by,
    )


def line_view(at: Standing) -> views.Line:
    """Return the line with the rights that are open on it."""
    line = at.line
    return views.Line(
        account_id=line.account_id,
        borrower=at.holder.name,
        product=line.product.name,
        status=line.status,
        balance=line.balance.dollars,
        disputed=line.state.buckets[Bucket.DISPUTED].dollars,
        credit_limit=line.credit_limit.dollars,
        minimum_due=line.minimum_left().dollars,
        past_due=line.past_due(at.today).dollars,
        days_past_due=line.days_past_due(at.today),
        flags=tuple(sorted(line.flags)),
        locked=_lock(at),
        plan_running=line.plan is not None,
        rights=tuple(
            RightRecord(
                id=one.right_id,
                kind=one.kind,
                status=one.status,
                received_at=one.received_at,
                reference=one.reference,
                clocks=tuple(clock_view(clock) for clock in one.clocks),
            )
            for one in at.rights
        ),
    )


def _lock(at: Standing) -> str | None:
    """Say why a line is locked for identity theft; None where it isn't."""
    verified = at.line.flags.get("identity_theft")
    if verified is None:
        return None
    if verified:
        return "Identity theft, confirmed: the line is closed for good"
    told = next((one for one in at.rights if one.kind == "identity_theft"), None)
    since = f", told on {spell(lender_date(told.received_at))} ({told.reference})" if told else ""
    whole = "the whole line is claimed" if at.line.state.stolen else "no draws, no purchases"
    return f"Identity theft{since}: {whole}"


def clock_view(clock: Clock) -> ClockView:
    """Return a deadline."""
    return ClockView(name=clock.name, due=clock.due, cite=clock.cite)


def business_day_after(day: date, count: int) -> date:
    """Return the `count`-th business day after a day."""
    return _DAYS.add(day, count)


def clock_light(due: date, today: date) -> views.Light:
    """Return how pressing a deadline is."""
    return light(Clock("answer", due, ""), today, _DAYS)


def letter_view(one: Drafted) -> views.Letter:
    """Return a drafted letter."""
    return views.Letter(
        kind=one.letter.kind,
        title=one.letter.title,
        paragraphs=one.letter.paragraphs,
        lacking=tuple(views.Lack(name=lack.name, cite=lack.cite) for lack in one.lacking),
    )
