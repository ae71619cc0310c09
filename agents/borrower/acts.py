"""What a turn did that wants a disclosure: from its results, rights, quote and traced figures.

Nothing here reads a draft's words. A model that hides what it quotes still shows the figure,
and the rails trace the figure; a model that claims an act that never happened makes nothing due.
"""

from agents.borrower.run import TurnRun
from guardrails.citations import CitationUse
from guardrails.disclosures import Act
from guardrails.figures import ShownFigure
from tools.views import AccountSnapshot, Payoff, QuoteView, Refusal

OF_RIGHT = {
    "billing_error": Act.TOOK_DISPUTE,
    "unauthorized_use": Act.TOOK_UNAUTHORIZED_USE,
    "identity_theft": Act.RECORDED_IDENTITY_THEFT,
    "credit_report_dispute": Act.RECORDED_CREDIT_REPORT_DISPUTE,
    "cease_contact": Act.RECORDED_CEASE_CONTACT,
    "opt_out_channel": Act.RECORDED_OPT_OUT,
    "attorney_represented": Act.RECORDED_ATTORNEY,
    "bankruptcy": Act.RECORDED_BANKRUPTCY,
    "active_duty": Act.RECORDED_ACTIVE_DUTY,
    "deceased": Act.RECORDED_DEATH,
    "hardship": Act.HARDSHIP_STARTED,
    "complaint": Act.COMPLAINT_RECORDED,
    "discrimination": Act.RECORDED_DISCRIMINATION,
    "debt_validation": Act.RECORDED_DEBT_VALIDATION,
    "stop_payment_autopay": Act.REVOKED_AUTOPAY,
}
OF_QUOTE = {
    "make_payment": Act.AUTHORISED_DEBIT,
    "schedule_payment": Act.AUTHORISED_DEBIT,
    "cancel_payment": Act.CANCELLED_PAYMENT,
    "set_autopay": Act.SET_AUTOPAY,
    "change_due_date": Act.CHANGED_DUE_DATE,
    "draw_funds": Act.DREW_FUNDS,
    "accept_plan": Act.ACCEPTED_PLAN,
    "request_fee_waiver": Act.WAIVED_FEE,
    "request_line_increase": Act.CHANGED_LIMIT_REQUESTED,
    "set_contact_preference": Act.SET_CONTACT_PREFERENCE,
    "close_line": Act.CLOSED_LINE,
    "file_dispute": Act.TOOK_DISPUTE,
    "withdraw_claim": Act.WITHDREW_CLAIM,
    "submit_hardship_draft": Act.OFFERED_PLAN,
}
# A wish that the lender turns down, as opposed to a value that the books can't take.
REQUESTS = frozenset(
    {"request_fee_waiver", "request_line_increase", "change_due_date", "draw_funds", "accept_plan"}
)
# Refused before the books were asked: the borrower applied for nothing, nobody decided anything.
NEVER_ASKED = frozenset({"not_asked", "unknown_tool", "bad_arguments"})
CREDIT_DECISIONS = frozenset({"request_line_increase"})
OFF = frozenset({"off", "none", "stop", "cancel"})
PAPERLESS = frozenset({"paperless", "electronic", "e-delivery"})
# Nothing about money stands beside these, so neither does what explains it.
SILENT = frozenset({"self_harm_or_crisis"})


def acts_of(run: TurnRun, quote: QuoteView | None) -> frozenset[Act]:
    """Return the turn's acts; `quote` is the one that a card will show, if any."""
    if SILENT & set(run.acknowledged):
        return frozenset()
    acts = {OF_RIGHT[kind] for kind in run.acknowledged if kind in OF_RIGHT}
    if run.step.procedure == "hardship" and not run.brief_is_quiet():
        acts.add(Act.HARDSHIP_STARTED)
    if run.handoff is not None:
        acts.add(Act.HUMAN_HANDOFF)
    if quote is not None:
        acts |= of_quote(quote, run.known())
    acts |= _of_results(run)
    if run.verified is not None:
        acts |= of_figures(run.verified.figures, run.known())
        if any(_translated(run, use) for use in run.verified.citations):
            acts.add(Act.QUOTED_TRANSLATION)
    return frozenset(acts)


def _translated(run: TurnRun, use: CitationUse) -> bool:
    """Tell whether a citation's words are the passage's translation, not the passage itself."""
    return use.quote in run.passages[use.passage_id].spanish


def of_quote(quote: QuoteView, snapshot: AccountSnapshot) -> set[Act]:
    """Return the acts of a quote; one that only stops autopay authorises nothing."""
    values = {value.casefold() for value in quote.fields.values()}
    act = OF_QUOTE.get(quote.action)
    acts = set() if act is None else {act}
    if quote.action == "set_autopay" and values & OFF:
        acts = {Act.REVOKED_AUTOPAY}
    elif quote.action == "set_contact_preference" and values & PAPERLESS:
        acts.add(Act.ESIGN_CONSENT)
    elif act is Act.AUTHORISED_DEBIT and _minimum_only(quote, snapshot):
        acts.add(Act.QUOTED_MINIMUM_ONLY)
    elif quote.action == "set_autopay" and "minimum" in values:
        acts.add(Act.QUOTED_MINIMUM_ONLY)
    return acts


def of_figures(figures: tuple[ShownFigure, ...], snapshot: AccountSnapshot) -> set[Act]:
    """Return the acts that lie in what a reply shows: a rate, or an amount past due."""
    paths = {figure.source.path.rpartition(".")[2] for figure in figures}
    acts = set()
    if {"purchase_apr", "draw_apr", "apr"} & paths:
        acts.add(Act.QUOTED_APR)
    if {"past_due", "days_past_due"} & paths and snapshot.days_past_due > 0:
        acts.add(Act.DISCUSSED_PAST_DUE)
    return acts


def _minimum_only(quote: QuoteView, snapshot: AccountSnapshot) -> bool:
    minimum = snapshot.minimum_due
    return 0 < minimum == quote.amount and minimum < snapshot.balance.current


def _of_results(run: TurnRun) -> set[Act]:
    acts = set()
    refused = {
        r.name
        for _, r in run.results
        if isinstance(r.value, Refusal)
        and r.status == "refused"
        and r.value.code not in NEVER_ASKED
    }
    if run.outcome is not None and run.outcome.status == "refused":
        refused.add(run.outcome.action)
    if refused & REQUESTS:
        acts.add(Act.REFUSED_REQUEST)
    if refused & CREDIT_DECISIONS:
        acts.add(Act.ADVERSE_ACTION)
    for _, result in run.results:
        if isinstance(result.value, Payoff):
            acts.add(Act.QUOTED_PAYOFF)
        elif result.name == "plan_options" and result.status == "ok":
            acts.add(Act.OFFERED_PLAN)
    return acts
