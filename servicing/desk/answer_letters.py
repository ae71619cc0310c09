"""The letters of complaints and of disputes of a report, drafted from the case."""

from collections.abc import Mapping

from servicing.answers.decisions import Answer
from servicing.answers.model import ANSWER, FINAL, Matter, Outcome
from servicing.calendar import lender_date
from servicing.desk.letters import Drafted
from servicing.letters import Kind, draft, lacks
from servicing.refusal import spell

OF_OUTCOME: Mapping[Outcome, Kind] = {
    "explanation": "complaint_answer",
    "relief": "complaint_answer",
    "monetary_relief": "complaint_credit",
    "report_corrected": "report_corrected",
    "report_verified": "report_verified",
    "frivolous": "frivolous",
}


def receipt(matter: Matter) -> Drafted:
    """Return the letter that says a complaint came."""
    return _drafted("complaint_receipt", matter, answer_by=_spelled(matter, ANSWER))


def longer(matter: Matter, why: str) -> Drafted:
    """Return the letter that says a complaint takes longer, and why."""
    return _drafted("complaint_longer", matter, answer_by=_spelled(matter, FINAL), reasons=why)


def answer(matter: Matter, one: Answer) -> Drafted:
    """Return the letter that answers, as if it were agreed to."""
    return _drafted(
        OF_OUTCOME[one.outcome],
        matter,
        reasons=one.reasons.strip(),
        needed=one.needed.strip(),
        credited=str(one.credit) if one.credit else "",
    )


def _spelled(matter: Matter, name: str) -> str:
    due = matter.due(name)
    return "" if due is None else spell(due)


def _drafted(kind: Kind, matter: Matter, **values: str) -> Drafted:
    always = {
        "received_on": spell(lender_date(matter.received_at)),
        "reference": matter.reference,
    }
    letter = draft(kind, always | values)
    return Drafted(letter, lacks(letter))
