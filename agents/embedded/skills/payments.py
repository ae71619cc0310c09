"""Money coming in: the payment and cancellation procedures worded, and how payments stand."""

from collections.abc import Sequence

from agents.brief import Brief
from agents.embedded.phrases import phrase
from agents.embedded.skills import draws
from agents.embedded.skills.base import (
    ANSWER,
    MONEY,
    QUESTION,
    Call,
    Result,
    Say,
    Skill,
    listing,
    no_calls,
    refusal,
    says,
    snap,
)
from agents.embedded.skills.policy import cite, policy_call
from agents.embedded.skills.quoting import quoted
from agents.understanding import Request
from tools.views import Payment, PaymentEffect, PaymentPage

STATUS_PHRASE = {
    "posted": "payment_posted",
    "pending": "payment_pending",
    "scheduled": "payment_is_scheduled",
    "returned": "payment_returned",
    "cancelled": "payment_was_cancelled",
}
AMOUNT_CHOICES = {"en": ("The minimum", "The full balance"), "es": ("El mínimo", "Todo el saldo")}
DRAW_CHOICES = {"en": ("My draw", "Everything I owe"), "es": ("Mi retiro", "Todo lo que debo")}
RECENT = 10


def _plan_payment(brief: Brief, request: Request) -> Sequence[Call]:
    step = brief.step
    if brief.quiet or step.kind != "call" or step.tool is None or step.procedure != "payment":
        return ()
    return (Call(step.tool, dict(step.arguments)),)


def _payment(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    if brief.quiet:
        text = phrase("quiet_no_payment", brief.language)
        return Say(text, MONEY, handoff="bankruptcy")
    if results:
        return quoted(brief, results[0])
    if brief.step.slot == "on":
        return Say(phrase("ask_pay_date", brief.language), QUESTION)
    line = brief.snapshot
    if draws.open_draw(brief) is not None:
        values = {"draw": snap("open_draw.left"), "balance": snap("balance.current")}
        text = phrase("ask_pay_draw_or_all", brief.language, **values)
        return Say(text, QUESTION, DRAW_CHOICES[brief.language])
    if line.minimum_due > 0:
        values = {"minimum": snap("minimum_due"), "balance": snap("balance.current")}
        text = phrase("ask_pay_amount_choices", brief.language, **values)
        return Say(text, QUESTION, AMOUNT_CHOICES[brief.language])
    return Say(phrase("ask_pay_amount", brief.language), QUESTION)


def _plan_effect(brief: Brief, request: Request) -> Sequence[Call]:
    if brief.quiet:
        return ()
    amounts = request.slots.amounts or brief.reading.slots.amounts
    if amounts:
        return (Call("simulate_payment", {"amount": f"{amounts[0].value:.2f}"}),)
    kind = "current" if request.slots.amount_kind == "current" else "minimum"
    return (Call("simulate_payment", {"amount_kind": kind}),)


def _effect(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    """Say what a payment would leave; whoever wants it made has yet to ask for that."""
    if not results:
        return Say(phrase("quiet_no_payment", brief.language), MONEY, handoff="bankruptcy")
    result = results[0]
    found = result.view(PaymentEffect)
    if found is None:
        return refusal(brief, result)
    paid = {"amount": result.mark("payment.amount"), "balance": result.mark("balance")}
    product = brief.snapshot.product
    key = "would_leave" if product.bears_interest else "would_leave_flat"
    if any(mention.value > brief.today for mention in brief.reading.slots.dates):
        key += "_later"
    parts: list[tuple[str, dict[str, str]] | str] = [(key, paid)]
    if found.credit:
        paid = {"amount": paid["amount"], "credit": result.mark("credit")}
        parts = [("would_exceed", paid)]
    elif product.whole_balance_due:
        pass  # what is left is due whole: there is no minimum beside it
    elif found.minimum_due and brief.snapshot.due_date is not None:
        left = {"minimum": result.mark("minimum_due"), "due": snap("due_date")}
        parts.append(("would_leave_of_minimum", left))
    elif brief.snapshot.minimum_due:
        parts.append(("would_meet_minimum", {"due": snap("due_date")}))
    return Say(says(brief, *parts, "would_only"), MONEY)


def open_payments(brief: Brief) -> tuple[Payment, ...]:
    """Return the payments that may still be cancelled."""
    return tuple(p for p in brief.snapshot.pending_payments if p.cancellable)


def _meant(brief: Brief, request: Request) -> tuple[Payment, ...]:
    """Return the open payments that fit the amount or the day that was named."""
    found = open_payments(brief)
    amounts = {a.value for a in brief.reading.slots.amounts}
    days = {d.value for d in brief.reading.slots.dates}
    if amounts:
        found = tuple(p for p in found if p.amount in amounts)
    if days:
        found = tuple(p for p in found if p.on in days) or found
    return found


def _plan_cancel(brief: Brief, request: Request) -> Sequence[Call]:
    meant = _meant(brief, request)
    return (Call("cancel_payment", {"payment_id": meant[0].id}),) if len(meant) == 1 else ()


def _cancel(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    if results:
        return quoted(brief, results[0])
    every = brief.snapshot.pending_payments
    found = open_payments(brief)
    if not every:
        return Say(phrase("cancel_none", brief.language), MONEY)
    if not found:
        values = {
            "amount": snap("pending_payments.0.amount"),
            "date": snap("pending_payments.0.on"),
        }
        return Say(phrase("cancel_too_late", brief.language, **values), MONEY, _person(brief))
    items = []
    for n, payment in enumerate(every):
        if payment.cancellable:
            values = {
                "amount": snap(f"pending_payments.{n}.amount"),
                "date": snap(f"pending_payments.{n}.on"),
            }
            items.append(phrase("payment_item", brief.language, **values))
    text = phrase("ask_which_payment", brief.language, items=listing(brief, items))
    return Say(text, QUESTION)


def _person(brief: Brief) -> tuple[str, ...]:
    return ("Talk to a person",) if brief.language == "en" else ("Hablar con una persona",)


def _plan_payments(brief: Brief, request: Request) -> Sequence[Call]:
    return (Call("list_payments", {"limit": RECENT}),)


def payment_line(brief: Brief, result: Result, n: int, payment: Payment) -> str:
    """Word how one payment stands."""
    values = {
        "amount": result.mark(f"payments.{n}.amount"),
        "date": result.mark(f"payments.{n}.on"),
    }
    if payment.status == "returned":
        values["returned"] = result.mark(f"payments.{n}.returned_on")
    return phrase(STATUS_PHRASE[payment.status], brief.language, **values)


def _last_payment(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    page = results[0].view(PaymentPage)
    if page is None or not page.payments:
        return Say(phrase("payments_none", brief.language), ANSWER)
    amounts = {a.value for a in brief.reading.slots.amounts}
    n = next((i for i, p in enumerate(page.payments) if p.amount in amounts), 0)
    return Say(payment_line(brief, results[0], n, page.payments[n]), ANSWER)


def _open(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    """Say how every payment on its way stands; without one, how the last one ended."""
    amounts = {a.value for a in brief.reading.slots.amounts}
    waiting = brief.snapshot.pending_payments
    if amounts or not waiting:
        return _last_payment(brief, request, results)
    lines = []
    for n, payment in enumerate(waiting):
        values = {
            "amount": snap(f"pending_payments.{n}.amount"),
            "date": snap(f"pending_payments.{n}.on"),
        }
        lines.append(phrase(STATUS_PHRASE[payment.status], brief.language, **values))
    return Say(" ".join(lines), ANSWER)


def _plan_returned(brief: Brief, request: Request) -> Sequence[Call]:
    return (*_plan_payments(brief, request), policy_call(request.text, "returned-payments"))


def _returned(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    page = results[0].view(PaymentPage)
    quote = cite(brief, results[1])
    rows = page.payments if page else ()
    n = next((i for i, p in enumerate(rows) if p.status == "returned"), None)
    if n is None:
        return Say(f"{phrase('no_return', brief.language)} {quote}".strip(), ANSWER)
    parts = [payment_line(brief, results[0], n, rows[n])]
    if rows[n].return_code and rows[n].return_reason:
        values = {
            "code": results[0].mark(f"payments.{n}.return_code"),
            "reason": results[0].mark(f"payments.{n}.return_reason"),
        }
        parts.append(phrase("return_reason", brief.language, **values))
    return Say(" ".join([*parts, quote]).strip(), ANSWER)


def _typed(key: str, otherwise: str) -> Skill:
    """Answer a typed yes or no: it points at the card, and moves nothing."""

    def word(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
        return Say(says(brief, key if brief.card is not None else otherwise), MONEY)

    return Skill(no_calls, word)


SKILLS = {
    "simulate_payment": Skill(_plan_effect, _effect),
    "make_payment": Skill(_plan_payment, _payment),
    "cancel_payment": Skill(_plan_cancel, _cancel),
    "last_payment": Skill(_plan_payments, _last_payment),
    "payment_status": Skill(_plan_payments, _open),
    "returned_payment": Skill(_plan_returned, _returned),
    "affirm": _typed("typed_yes", "affirm_nothing"),
    "deny": _typed("typed_no", "deny_nothing"),
}
