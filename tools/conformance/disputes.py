"""Disputes about no charge: filed by a quote, shown once, and taken back."""

from datetime import timedelta

from tools.conformance.check import Inapplicable, Register, Subject, expect, same
from tools.ports import ActionRequest
from tools.views import QuoteView, Refusal

register = Register()
check = register.check
DAYS_BACK = timedelta(days=9)


@check("claims.missing-payment", "A payment that isn't credited is disputed by its sum", "write")
async def _(subject: Subject) -> None:
    talk, today = subject.conversation(), await subject.today()
    told = {"amount": "31.07", "on": (today - DAYS_BACK).isoformat(), "who": "Conformance Bank"}
    wanted = {"claims": [{"kind": "credit_not_posted", "told": told}]}
    before = await subject.books.snapshot()
    quote = await subject.books.quote(ActionRequest("file_dispute", wanted), talk)
    if isinstance(quote, Refusal):
        raise Inapplicable(f"this line takes no dispute: {quote.code}")
    same("the kind on the card", quote.fields.get("kind"), "credit_not_posted")
    done = await subject.books.confirm(quote.token, talk)
    same("the outcome", done.status, "ok")
    after = await subject.books.snapshot()
    known = {one.reference for one in before.claims}
    new = [one for one in after.claims if one.reference not in known]
    same("the number of new disputes", len(new), 1)
    (claim,) = new
    same("its sum", str(claim.amount), "31.07")
    same("its kind", claim.kind, "credit_not_posted")
    expect(not claim.charges, "it names a charge")
    disputed = after.balance.disputed - before.balance.disputed
    same("what is set aside for it", claim.set_aside, disputed)
    back = ActionRequest("withdraw_claim", {"reference": claim.reference})
    undo = await subject.books.quote(back, talk)
    expect(isinstance(undo, QuoteView), "an open dispute can't be taken back")
    if isinstance(undo, QuoteView):
        same("taking it back", (await subject.books.confirm(undo.token, talk)).status, "ok")
        left = (await subject.books.snapshot()).balance.disputed
        same("what is left set aside", left, before.balance.disputed)


@check("claims.needs-a-charge", "Goods that never came are disputed by their charge", "write")
async def _(subject: Subject) -> None:
    wanted = ActionRequest("file_dispute", {"claims": [{"kind": "not_delivered"}]})
    found = await subject.books.quote(wanted, subject.conversation())
    expect(isinstance(found, Refusal), "a dispute of no charge at all is quoted")
