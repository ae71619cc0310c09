"""Plan drafts as staff read them."""

from decimal import Decimal

from servicing.desk import plans
from servicing.desk.acting import Standing
from servicing.desk.proof import Check
from servicing.desk.queue import draft_item_id
from servicing.money import Money, total
from servicing.plans.drafts import REVIEW_POLICY, Decision, Draft
from servicing.plans.model import Between, Intake, Option, Path
from tools.clients.embedded.desk.lines import clock_light, letter_view, line_view
from tools.desk import views

NEXT = {
    "approve": "The borrower is offered it and has to accept it; nothing has changed yet.",
    "decline": "The borrower is told, with these reasons.",
}


def plan_case(at: Standing, case: plans.Case) -> views.Case:
    """Return a draft's version in full."""
    draft = case.draft
    item_id = draft_item_id(draft.draft_id, draft.draft_version)
    stage: views.Stage = "to_decide"
    if case.decision is not None:
        stage = "decided"
    elif case.latest_id != item_id:
        stage = "superseded"
    item = views.WorkItem(
        id=item_id,
        kind="plan",
        queue="hardship",
        stage=stage,
        subject=draft.option.name,
        borrower=at.holder.name,
        account_id=draft.account_id,
        amount=at.line.balance.dollars,
        due=draft.answer_by,
        cite=f"policy:{REVIEW_POLICY}",
        light=clock_light(draft.answer_by, at.today),
        urgent=False,
        opened_at=draft.submitted_at,
        made_by=draft.drafted_by,
    )
    plan = views.PlanCase(
        draft_id=draft.draft_id,
        version=draft.draft_version,
        content_sha256=draft.content_sha256,
        latest_id=case.latest_id,
        drafted_by=draft.drafted_by,
        submitted_at=draft.submitted_at,
        answer_by=draft.answer_by,
        moved=case.moved,
        refused=case.refused.message if case.refused else None,
        option=option_view(draft.option),
        intake=_intake(draft.intake),
        checks=checks_view(case.checks),
        affordable=_dollars(case.plans.affordable),
        minimum_path=_path(case.plans.minimum_path),
        nothing_path=_path(case.plans.nothing_path),
        alternatives=tuple(
            option_view(one) for one in case.plans.options if one.program != draft.option.program
        ),
        excluded=tuple(
            views.Excluded(program=one.program, code=one.code, why=one.why)
            for one in case.plans.excluded
            if one.program != draft.option.program
        ),
        decision=None if case.decision is None else decided_plan(draft, case.decision),
        proposal=letter_view(case.proposal),
        notice=None if case.notice is None else letter_view(case.notice),
    )
    return views.Case(item=item, line=line_view(at), plan=plan)


def decided_plan(draft: Draft, one: Decision) -> views.Decided:
    """Return a decision on a draft."""
    return views.Decided(
        id=draft_item_id(one.draft_id, one.draft_version),
        kind="plan",
        decision=one.decision,
        decided_by=one.decided_by,
        decided_at=one.decided_at,
        reasons=one.reasons,
        content_sha256=one.content_sha256,
        state="approved" if one.decision == "approve" else "declined",
        next=NEXT[one.decision],
        adverse_action=one.adverse_action,
        notice=one.notice,
        notice_due_on=one.notice_due_on,
    )


def option_view(one: Option) -> views.Option:
    """Return a programme as it would run."""
    return views.Option(
        program=one.program,
        name=one.name,
        policy=one.policy,
        payment=one.payment.dollars,
        apr=one.apr,
        months=one.months,
        first_due_on=one.first_due_on,
        ends_on=one.ends_on,
        interest_in_plan=total(month.interest for month in one.schedule).dollars,
        margin=_dollars(one.margin),
        whole=_path(one.whole),
        closes_line=one.closes_line,
        documents=one.documents,
        decided_by=one.decided_by,
        status_reported=one.status_reported,
        schedule=tuple(
            views.Month(
                due_on=month.due_on,
                payment=month.payment.dollars,
                interest=month.interest.dollars,
                fees=month.fees.dollars,
                balance=month.balance.dollars,
            )
            for month in one.schedule
        ),
    )


def checks_view(checks: tuple[Check, ...]) -> tuple[views.Check, ...]:
    """Return the conditions of a programme."""
    return tuple(views.Check(name=c.name, holds=c.holds, words=c.words) for c in checks)


def _intake(one: Intake) -> views.Intake:
    return views.Intake(
        income=_range(one.income),
        essentials=_range(one.essentials),
        other_debt=_range(one.other_debt),
        can_pay=_range(one.can_pay),
        lasts_months=one.lasts_months,
        reason=one.reason,
    )


def _range(one: Between | None) -> views.Range | None:
    return None if one is None else views.Range(low=one.low.dollars, high=one.high.dollars)


def _path(one: Path) -> views.Path:
    return views.Path(
        months=one.months,
        interest=one.interest.dollars,
        fees=one.fees.dollars,
        cost=one.cost.dollars,
        left=one.left.dollars,
    )


def _dollars(amount: Money | None) -> Decimal | None:
    return None if amount is None else amount.dollars
