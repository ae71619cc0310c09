"""The engine's skills, by act. An act without a skill is answered from the policies."""

from collections.abc import Callable, Mapping

from agents.embedded.skills import (
    account,
    actions,
    draws,
    flat,
    hardship,
    identity,
    intake,
    ledger,
    money,
    paydown,
    payments,
    policy,
    social,
)
from agents.embedded.skills.base import Call, Result, Say, Skill
from tools.views import AccountSnapshot

SKILLS: dict[str, Skill] = {
    **policy.SKILLS,
    **account.SKILLS,
    **ledger.SKILLS,
    **payments.SKILLS,
    **paydown.SKILLS,
    **intake.SKILLS,
    **identity.SKILLS,
    **hardship.SKILLS,
    **actions.SKILLS,
    **social.SKILLS,
    **money.SKILLS,
}
# What a line has or lacks decides which skill answers; the first that fits an act, does.
BY_LINE: tuple[tuple[Callable[[AccountSnapshot], bool], Mapping[str, Skill]], ...] = (
    (lambda line: line.product.autopay_covers == ("fee",), draws.AUTOPAY_FOR_FEE),
    (lambda line: not line.product.bears_interest, flat.NO_INTEREST),
    (lambda line: line.subscription is not None, flat.SUBSCRIBED),
    (lambda line: not line.product.penalty_fees, flat.NO_PENALTY),
    (lambda line: not line.product.card_access, draws.CASH_ONLY),
)


def skill_for(line: AccountSnapshot, act: str) -> Skill | None:
    """Return the skill that serves an act on a line, or None where the policies answer."""
    special = (skills[act] for applies, skills in BY_LINE if act in skills and applies(line))
    return next(special, SKILLS.get(act))


# Acts that a recorded right answers by itself.
ANSWERED_BY_RIGHT: dict[str, frozenset[str]] = {
    "complaint": frozenset({"complaint", "discrimination"}),
    # "A complaint about the app signing me out": what it is about was heard with it.
    "login_help": frozenset({"complaint"}),
    "bankruptcy_notice": frozenset({"bankruptcy"}),
    "attorney_notice": frozenset({"attorney_represented"}),
    "deceased_report": frozenset({"deceased"}),
    "credit_report_dispute": frozenset({"credit_report_dispute"}),
    "credit_reporting_info": frozenset({"credit_report_dispute"}),
    "lost_device": frozenset({"unauthorized_use"}),
    "card_admin": frozenset({"unauthorized_use", "identity_theft"}),
    "fraud_info": frozenset({"unauthorized_use", "identity_theft"}),
    "autopay_start": frozenset({"stop_payment_autopay"}),
    "autopay_status": frozenset({"stop_payment_autopay"}),
    "contact_preference": frozenset({"opt_out_channel", "cease_contact"}),
    "collections": frozenset({"debt_validation", "cease_contact", "opt_out_channel"}),
    "send_documents": frozenset({"debt_validation", "deceased"}),
    "human": frozenset({"wants_human"}),
    "crisis": frozenset({"self_harm_or_crisis"}),
    "draw_info": frozenset({"hardship"}),
}

__all__ = ["ANSWERED_BY_RIGHT", "SKILLS", "Call", "Result", "Say", "Skill", "skill_for"]
