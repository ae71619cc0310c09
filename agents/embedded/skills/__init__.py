"""The engine's skills, by act. An act without a skill is answered from the policies."""

from agents.embedded.skills import account, intake, ledger, payments, policy, social
from agents.embedded.skills.base import Call, Result, Say, Skill

SKILLS: dict[str, Skill] = {
    **policy.SKILLS,
    **account.SKILLS,
    **ledger.SKILLS,
    **payments.SKILLS,
    **intake.SKILLS,
    **social.SKILLS,
}
# Acts that a recorded right answers by itself.
RIGHT_OF_ACT = {
    "complaint": "complaint",
    "bankruptcy_notice": "bankruptcy",
    "attorney_notice": "attorney_represented",
    "deceased_report": "deceased",
    "credit_report_dispute": "credit_report_dispute",
    "lost_device": "unauthorized_use",
    "autopay_stop": "stop_payment_autopay",
    "contact_preference": "opt_out_channel",
    "collections": "debt_validation",
    "military_info": "active_duty",
    "human": "wants_human",
    "crisis": "self_harm_or_crisis",
}

__all__ = ["RIGHT_OF_ACT", "SKILLS", "Call", "Result", "Say", "Skill"]
