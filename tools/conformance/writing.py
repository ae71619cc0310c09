"""Nothing changes but through a quote that was confirmed, once.

These leave a trace, so they run only where writing is allowed: a small payment for a later day,
which is cancelled again, and one complaint that says what it is.
"""

from datetime import timedelta
from decimal import Decimal

from tools.conformance.check import Inapplicable, Register, Subject, expect, same
from tools.ports import ActionRequest, Books, ConversationId
from tools.views import AccountSnapshot, Detail, Outcome, QuoteView, Refusal

register = Register()
check = register.check

LATER = timedelta(days=6)
SMALL = Decimal("1.00")
EVERYTHING = 10_000


async def small_payment(subject: Subject) -> ActionRequest:
    """Return a payment that the books would quote; raises `Inapplicable` if there is none."""
    values = {"amount": str(SMALL), "on": (await subject.today() + LATER).isoformat()}
    asked = ActionRequest("schedule_payment", values)
    found = await subject.books.quote(asked, subject.conversation())
    if isinstance(found, Refusal) and found.limit is not None and found.limit > SMALL:
        asked = ActionRequest("schedule_payment", {**values, "amount": str(found.limit)})
        found = await subject.books.quote(asked, subject.conversation())
    if isinstance(found, Refusal):
        raise Inapplicable(f"a small payment is refused: {found.code}")
    return asked


async def _quoted(
    subject: Subject, conversation: ConversationId, asked: ActionRequest | None = None
) -> QuoteView:
    found = await subject.books.quote(asked or await small_payment(subject), conversation)
    if isinstance(found, Refusal):
        raise Inapplicable(f"a small payment is refused: {found.code}")
    return found


async def _undo(subject: Subject, outcome: Outcome) -> Outcome:
    """Cancel the payment that a confirmation made."""
    if outcome.payment is None:
        raise Inapplicable("there is no payment to cancel")
    talk = subject.conversation()
    asked = ActionRequest("cancel_payment", {"payment_id": outcome.payment.id})
    quote = await _quoted(subject, talk, asked)
    return await subject.books.confirm(quote.token, talk)


async def _standing(books: Books) -> tuple[AccountSnapshot, int]:
    return await books.snapshot(), (await books.payments(EVERYTHING)).count


@check("quote.moves-nothing", "A quote changes nothing, and says until when it is good", "write")
async def _(subject: Subject) -> None:
    before = await _standing(subject.books)
    quote = await _quoted(subject, subject.conversation())
    expect(await _standing(subject.books) == before, "the line changed with a quote")
    expect(bool(quote.terms) and bool(quote.token), "a quote without terms or token")
    again = await _quoted(subject, subject.conversation())
    expect(again.token != quote.token, "two quotes share a token")


@check("quote.unknown-action", "What the books don't know is refused", "write")
async def _(subject: Subject) -> None:
    found = await subject.books.quote(ActionRequest("print_money"), subject.conversation())
    expect(isinstance(found, Refusal), "printing money is quoted")


@check("quote.too-much", "Nobody pays more than the books allow", "write")
async def _(subject: Subject) -> None:
    today = await subject.today()
    values = {"amount": "9999999.00", "on": (today + LATER).isoformat()}
    asked = ActionRequest("schedule_payment", values)
    found = await subject.books.quote(asked, subject.conversation())
    expect(isinstance(found, Refusal), "a payment of ten million is quoted")


@check("quote.in-the-past", "Nothing is quoted for a day that is over", "write")
async def _(subject: Subject) -> None:
    day = (await subject.today() - LATER).isoformat()
    asked = ActionRequest("schedule_payment", {"amount": str(SMALL), "on": day})
    found = await subject.books.quote(asked, subject.conversation())
    expect(isinstance(found, Refusal), "a payment in the past is quoted")


@check("confirm.once", "A quote is carried out once, whatever is pressed how often", "write")
async def _(subject: Subject) -> None:
    talk = subject.conversation()
    quote = await _quoted(subject, talk)
    before, count = await _standing(subject.books)
    first = await subject.books.confirm(quote.token, talk)
    same("the outcome", first.status, "ok")
    second = await subject.books.confirm(quote.token, talk)
    after, now = await _standing(subject.books)
    undone = await _undo(subject, first)
    expect(first.payment is not None, "a payment was confirmed, and none is shown")
    expect(not first.repeated and second.repeated, "a repeat isn't called one")
    same("the repeated outcome", second.model_copy(update={"repeated": False}), first)
    same("the number of payments", now, count + 1)
    expect(after.version > before.version, "the line changed, and its version didn't")
    same("the cancelling of the payment", undone.status, "ok")
    expect(undone.payment is not None and undone.payment.status == "cancelled", "it isn't shown so")


@check("confirm.unknown", "A token that nobody was given confirms nothing", "write")
async def _(subject: Subject) -> None:
    before = await _standing(subject.books)
    outcome = await subject.books.confirm("no-such-token", subject.conversation())
    same("the outcome", outcome.status, "refused")
    expect(await _standing(subject.books) == before, "the line changed")


@check("confirm.where-asked", "A quote is confirmed only in its own conversation", "write")
async def _(subject: Subject) -> None:
    talk = subject.conversation()
    quote = await _quoted(subject, talk)
    before = await _standing(subject.books)
    outcome = await subject.books.confirm(quote.token, subject.conversation())
    same("the outcome elsewhere", outcome.status, "refused")
    expect(await _standing(subject.books) == before, "the line changed")
    await subject.books.cancel(quote.token, talk)


@check("confirm.stale", "A quote whose books moved is refused, with a fresh one", "write")
async def _(subject: Subject) -> None:
    talk = subject.conversation()
    stale, other = await _quoted(subject, talk), await _quoted(subject, talk)
    done = await subject.books.confirm(other.token, talk)
    same("the outcome of the first", done.status, "ok")
    outcome = await subject.books.confirm(stale.token, talk)
    await _undo(subject, done)
    same("the outcome of the stale one", outcome.status, "refused")
    expect(outcome.refusal is not None, "it doesn't say why")
    fresh = outcome.fresh_quote
    expect(fresh is None or fresh.token != stale.token, "the fresh quote is the stale one")


@check("cancel.final", "A withdrawn quote stays withdrawn", "write")
async def _(subject: Subject) -> None:
    talk = subject.conversation()
    quote = await _quoted(subject, talk)
    before = await _standing(subject.books)
    same("cancelling", (await subject.books.cancel(quote.token, talk)).status, "cancelled")
    late = await subject.books.confirm(quote.token, talk)
    expect(late.status != "ok", "a withdrawn quote was carried out")
    expect(await _standing(subject.books) == before, "the line changed")


@check("isolation.writing", "Another borrower can't confirm this one's quote", "write", "other")
async def _(subject: Subject) -> None:
    if subject.other is None:
        raise Inapplicable("there is no other borrower")
    talk = subject.conversation()
    quote = await _quoted(subject, talk)
    mine, others = await _standing(subject.books), await _standing(subject.other)
    outcome = await subject.other.confirm(quote.token, talk)
    same("the outcome", outcome.status, "refused")
    expect(outcome.fresh_quote is None, "another borrower got a quote for it")
    unmoved = (await _standing(subject.books), await _standing(subject.other)) == (mine, others)
    expect(unmoved, "a line changed")
    await subject.books.cancel(quote.token, talk)


@check("rights.once", "A right is recorded once per event, with its clocks", "write")
async def _(subject: Subject) -> None:
    talk, detail = subject.conversation(), Detail(span="A test of the servicing contract.")
    first = await subject.books.record_right("complaint", detail, talk)
    second = await subject.books.record_right("complaint", detail, talk)
    same("the repeated record", second.id, first.id)
    same("its status", second.status, "known")
    expect(bool(first.clocks), "a complaint starts no clock")
    on_record = [one.id for one in await subject.books.rights()]
    same("how often it is on record", on_record.count(first.id), 1)
