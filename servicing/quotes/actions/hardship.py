"""Asking for a hardship plan, and accepting one that a person approved."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from servicing.lines import repository as terms_on_record
from servicing.money import Money, total
from servicing.plans import repository, review, starting
from servicing.plans.drafts import POLICY, Draft
from servicing.plans.model import Between, Excluded, Intake, Option
from servicing.plans.planner import what_if
from servicing.products.definition import Dollars
from servicing.quotes.action import Action, Request, Situation
from servicing.quotes.model import Done, Term, Terms
from servicing.refusal import Refusal

_NO_PROGRAM = Refusal("program_unknown", "There is no such programme.", policy=POLICY)
_WAITING = Refusal("draft_waiting", "A request of yours is being reviewed already.", policy=POLICY)
_NOT_APPROVED = Refusal("plan_not_approved", "This plan isn't approved.", policy=POLICY)
_CHANGED = Refusal("plan_changed", "The plan isn't the one that was approved.", policy=POLICY)
_MOVED = Refusal(
    "plan_outdated", "Your account changed, so the plan has to be worked out again.", policy=POLICY
)


class Range(Request):
    """An amount a month, known as a range of dollars."""

    low: Dollars
    high: Dollars


class HardshipRequest(Request):
    """The programme, and what the borrower said; what is left out is "not sure"."""

    program: str = Field(max_length=60)
    income: Range | None = None
    essentials: Range | None = None
    other_debt: Range | None = None
    can_pay: Range | None = None
    lasts_months: int | None = Field(None, ge=0, le=120)
    reason: str | None = Field(None, max_length=500)

    def intake(self) -> Intake | None:
        """Return what was said, or None where a range runs backwards or below nothing."""
        try:
            return Intake(
                income=_between(self.income),
                essentials=_between(self.essentials),
                other_debt=_between(self.other_debt),
                can_pay=_between(self.can_pay),
                lasts_months=self.lasts_months,
                reason=self.reason,
            )
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class DraftArguments:
    """The draft as it would go on record."""

    option: Option
    intake: Intake
    answer_by: date
    action: Literal["submit_hardship_draft"] = "submit_hardship_draft"


def _build_draft(at: Situation, asked: HardshipRequest) -> DraftArguments | Refusal:
    intake = asked.intake()
    if intake is None:
        return Refusal("range_backwards", "A range starts at its lower end.", policy=POLICY)
    latest = repository.drafts(at.connection, at.line.account_id)[:1]
    decided = repository.decisions(at.connection, at.line.account_id)
    versions = {(one.draft_id, one.draft_version) for one in decided}
    if any((one.draft_id, one.draft_version) not in versions for one in latest):
        return _WAITING
    books = review.situation(at.connection, at.line, at.now)
    option = review.offered(books, intake, asked.program)
    if option is None:
        return _NO_PROGRAM
    if isinstance(option, Excluded):
        return Refusal(option.code, option.why, policy=POLICY)
    draft = review.build_draft(at.connection, at.line, option, intake, at.now, at.days)
    return DraftArguments(option, intake, draft.answer_by)


def _plan_terms(option: Option) -> tuple[Term, ...]:
    return (
        Term("program", text=option.program),
        Term("payment", amount=option.payment),
        Term("months", count=option.months),
        Term("apr", text=f"{option.apr.normalize():f}%"),
        Term("first_due_date", day=option.first_due_on),
        Term("ends_on", day=option.ends_on),
        Term("interest_during_plan", amount=total(m.interest for m in option.schedule)),
    )


def _draft_terms(arguments: DraftArguments) -> Terms:
    return (*_plan_terms(arguments.option), Term("answer_by", day=arguments.answer_by))


def _submit(at: Situation, arguments: DraftArguments) -> Done:
    draft = review.build_draft(
        at.connection, at.line, arguments.option, arguments.intake, at.now, at.days
    )
    review.submit(at.connection, at.line, draft)
    reference = Term("reference", text=draft.draft_id)
    return Done(draft.draft_id, (*_draft_terms(arguments), reference))


class AcceptRequest(Request):
    """Which draft, and the hash of the very content that was approved."""

    draft_id: str = Field(max_length=60)
    content_sha256: str = Field(pattern="^[0-9a-f]{64}$")


@dataclass(frozen=True, slots=True)
class AcceptArguments:
    """What would start, and what it ends: payments cancelled, autopay switched off."""

    draft_id: str
    content_sha256: str
    program: str
    payment: Money
    apr: Decimal
    first_due_on: date
    ends_on: date
    cancels: tuple[str, ...]
    autopay_ends: bool
    closes_line: bool
    action: Literal["accept_plan"] = "accept_plan"


def _approved(at: Situation, asked: AcceptRequest | AcceptArguments) -> Draft | Refusal:
    found = review.latest(at.connection, at.line, asked.draft_id)
    if isinstance(found, Refusal):
        return found
    draft, decision = found
    if decision is None or decision.decision != "approve":
        return _NOT_APPROVED
    same = asked.content_sha256 == draft.content_sha256 == decision.content_sha256
    return draft if same else _CHANGED


def _build_acceptance(at: Situation, asked: AcceptRequest) -> AcceptArguments | Refusal:
    draft = _approved(at, asked)
    if isinstance(draft, Refusal):
        return draft
    agreed = draft.option
    books = review.situation(at.connection, at.line, at.now)
    now = what_if(books, draft.intake, agreed.program, agreed.payment)
    if isinstance(now, Excluded):
        return Refusal(now.code, now.why, policy=POLICY)
    if (now.first_due_on, now.apr) != (agreed.first_due_on, agreed.apr):
        return _MOVED
    return AcceptArguments(
        draft_id=draft.draft_id,
        content_sha256=draft.content_sha256,
        program=agreed.program,
        payment=agreed.payment,
        apr=agreed.apr,
        first_due_on=agreed.first_due_on,
        ends_on=agreed.ends_on,
        cancels=tuple(p.payment_id for p in starting.to_cancel(at.line, at.today, at.days)),
        autopay_ends=starting.autopay_ends(at.line),
        closes_line=agreed.closes_line,
    )


def _accept_terms(arguments: AcceptArguments) -> Terms:
    terms = [
        Term("program", text=arguments.program),
        Term("payment", amount=arguments.payment),
        Term("apr", text=f"{arguments.apr.normalize():f}%"),
        Term("first_due_date", day=arguments.first_due_on),
        Term("ends_on", day=arguments.ends_on),
        Term("payments_cancelled", count=len(arguments.cancels)),
    ]
    if arguments.autopay_ends:
        terms.append(Term("autopay", text="off"))
    if arguments.closes_line:
        terms.append(Term("line", text="closed"))
    return terms


def _accept(at: Situation, arguments: AcceptArguments) -> Done:
    draft = _approved(at, arguments)
    if isinstance(draft, Refusal):
        raise ValueError(f"{arguments.draft_id} was built from a draft that isn't approved")
    plan_id = repository.next_plan_id(at.connection, at.line.account_id)
    if arguments.autopay_ends:
        terms_on_record.put_autopay(at.connection, at.line, None)
        terms_on_record.revoke(at.connection, at.line, at.now)
    plan = starting.start(at.line, plan_id, draft.option, at.today, at.days)
    repository.add_plan(at.connection, at.line, plan, draft, at.now)
    return Done(plan_id, (*_accept_terms(arguments), Term("reference", text=plan_id)))


def _between(asked: Range | None) -> Between | None:
    return None if asked is None else Between(asked.low, asked.high)


SUBMIT = Action(
    name="submit_hardship_draft",
    request=HardshipRequest,
    arguments=DraftArguments,
    build=_build_draft,
    terms=_draft_terms,
    act=_submit,
)
ACCEPT = Action(
    name="accept_plan",
    request=AcceptRequest,
    arguments=AcceptArguments,
    build=_build_acceptance,
    terms=_accept_terms,
    act=_accept,
)
