"""The engine's skills, by act. An act without a skill is answered from the policies."""

from agents.embedded.skills import account, intake, ledger, money, payments, policy, social
from agents.embedded.skills.base import Call, Result, Say, Skill

SKILLS: dict[str, Skill] = {
    **policy.SKILLS,
    **account.SKILLS,
    **ledger.SKILLS,
    **payments.SKILLS,
    **intake.SKILLS,
    **social.SKILLS,
    **money.SKILLS,
}
# Acts that a recorded right answers by itself.
ANSWERED_BY_RIGHT: dict[str, frozenset[str]] = {
    "complaint": frozenset({"complaint", "discrimination"}),
    "bankruptcy_notice": frozenset({"bankruptcy"}),
    "attorney_notice": frozenset({"attorney_represented"}),
    "deceased_report": frozenset({"deceased"}),
    "credit_report_dispute": frozenset({"credit_report_dispute"}),
    "credit_reporting_info": frozenset({"credit_report_dispute"}),
    "lost_device": frozenset({"unauthorized_use"}),
    "card_admin": frozenset({"unauthorized_use", "identity_theft"}),
    "fraud_info": frozenset({"unauthorized_use", "identity_theft"}),
    "autopay_stop": frozenset({"stop_payment_autopay"}),
    "autopay_status": frozenset({"stop_payment_autopay"}),
    "contact_preference": frozenset({"opt_out_channel", "cease_contact"}),
    "collections": frozenset({"debt_validation", "cease_contact", "opt_out_channel"}),
    "send_documents": frozenset({"debt_validation", "deceased"}),
    "human": frozenset({"wants_human"}),
    "crisis": frozenset({"self_harm_or_crisis"}),
}

__all__ = ["ANSWERED_BY_RIGHT", "SKILLS", "Call", "Result", "Say", "Skill"]
