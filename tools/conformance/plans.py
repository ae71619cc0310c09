"""Hardship plans must add up, and ask for no more than can be paid."""

from decimal import Decimal
from itertools import pairwise

from tools.conformance.check import Inapplicable, Register, Subject, expect, same
from tools.plan_views import HardshipIntake, Monthly, PlanOption, PlanOptions
from tools.views import Refusal

register = Register()
check = register.check

MOST = 3
CAN_PAY = Decimal("60.00")
SHORT = 2


async def _options(subject: Subject, can_pay: Decimal | None = CAN_PAY) -> PlanOptions:
    said = None if can_pay is None else Monthly(low=can_pay, high=can_pay)
    found = await subject.books.plan_options(HardshipIntake(can_pay=said, lasts_months=SHORT))
    if isinstance(found, Refusal):
        raise Inapplicable(f"no plans are worked out: {found.code}")
    return found


async def _some(subject: Subject) -> tuple[PlanOption, ...]:
    found = await _options(subject)
    if not found.options:
        raise Inapplicable("no plan fits this line")
    return found.options


@check("plans.adds-up", "A plan's schedule adds up, month by month")
async def _(subject: Subject) -> None:
    for one in await _some(subject):
        same("the interest", one.interest, sum(month.interest for month in one.schedule))
        for before, after in pairwise(one.schedule):
            left = before.balance + after.interest + after.fees - after.payment
            same(f"the balance on {after.due_date}", after.balance, left)


@check("plans.affordable", "No plan asks for more than can be paid, or for what nobody knows")
async def _(subject: Subject) -> None:
    found = await _options(subject)
    expect(len(found.options) <= MOST, f"{len(found.options)} plans are offered")
    expect(all(one.payment <= CAN_PAY for one in found.options), "a plan asks for too much")
    unknown = await _options(subject, None)
    expect(all(one.payment == 0 for one in unknown.options), "a payment of unknown means")


@check("plans.explained", "Every programme is offered, or there is a reason why not")
async def _(subject: Subject) -> None:
    found = await _options(subject)
    named = [*(one.program for one in found.options), *(one.program for one in found.excluded)]
    same("how often each is named", len(named), len(set(named)))
    expect(all(one.why for one in found.excluded), "a programme is left out without a reason")


@check("intake.backwards", "A range that runs backwards is refused")
async def _(subject: Subject) -> None:
    backwards = Monthly(low=CAN_PAY, high=Decimal("1.00"))
    found = await subject.books.plan_options(HardshipIntake(can_pay=backwards))
    expect(isinstance(found, Refusal), "plans are worked out from it")


@check("intake.kept", "What was said of a hardship is kept as it was said", "write")
async def _(subject: Subject) -> None:
    said = HardshipIntake(
        can_pay=Monthly(low=CAN_PAY, high=CAN_PAY), lasts_months=SHORT, unsure=("income",)
    )
    same(
        "what is kept", await subject.books.keep_hardship_intake(said, subject.conversation()), said
    )
    same("what was kept", await subject.books.hardship_intake(), said)
