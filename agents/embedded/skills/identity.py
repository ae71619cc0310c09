"""Identity theft: how it stands, what the borrower can do, and that nobody asks them to pay."""

import re
from collections.abc import Sequence

from agents.brief import Brief
from agents.embedded.phrases import Language, phrase, slots
from agents.embedded.skills.base import ANSWER, MONEY, Call, Result, Say, Skill, no_calls
from agents.embedded.skills.policy import MOST_SECTIONS, passage_of, policy_call
from agents.understanding import Request
from tools.views import AccountSnapshot, Claim

RIGHT, DOCUMENT = "identity_theft", "identity-theft"
LINE_TOLD = "identity_theft_line"
"""What a conversation remembers once it was told that the whole line is set aside."""
UNPAID, PROTECT = "What you pay meanwhile", "Protecting yourself"
REPORT, CREDIT = "What helps", "Your credit report"
# What a message about a stolen identity sounds like beside it; the right itself answers that.
BESIDE = frozenset(
    """apply bank_admin capabilities credit_reporting_info human login_help out_of_scope
    policy_question product_info profile_change representative_info""".split()
)
PAYING = frozenset({"must_i_pay", "disputed_payment"})
_WHAT_TO_DO = re.compile(
    r"\b(?:what|que)\b.*\b(?:do|next|steps?|hago|hacer|sigue)\b|\bhelp\b|\bay[uú]d\w+", re.I
)

_UNLOCK = re.compile(
    r"\bun-?(?:lock|freeze|block)"
    r"|\b(?:lift|remove|take off|end) (?:the|that|this|my) (?:lock|block|hold)"
    r"|\bdesbloque|\bquit\w+ (?:el|ese|este) bloqueo|\bwhy\b.*\blocked\b|\bpor qu[eé]\b.*\bbloque",
    re.IGNORECASE,
)


def stands(brief: Brief) -> bool:
    """Tell whether identity theft is on record, and nobody has settled it yet."""
    noted = any(right.kind == RIGHT for right in brief.rights)
    return noted or RIGHT in brief.snapshot.flags


def claim_of(snapshot: AccountSnapshot) -> Claim | None:
    """Return the claim that a notice of identity theft opened in the books, or None.

    One to the whole line comes first.
    """
    found = [one for one in snapshot.claims if one.kind == RIGHT and one.answer is None]
    return next(iter(sorted(found, key=lambda one: not one.whole_line)), None)


def claimed_whole(snapshot: AccountSnapshot) -> bool:
    """Tell whether all of the line is set aside, since somebody else is said to have opened it."""
    claim = claim_of(snapshot)
    return claim is not None and claim.whole_line


def wording(snapshot: AccountSnapshot, *, new: bool) -> str:
    """Return the phrase that says what the notice did to the line, as the books have it."""
    claim = claim_of(snapshot)
    if claim is None:
        reach = "_recorded"
    else:
        reach = "_line" if claim.whole_line else ""
    if new:
        return f"{RIGHT}{reach}"
    return f"{RIGHT}_line_known" if reach == "_line" else f"{RIGHT}_known"


def besides(snapshot: AccountSnapshot, language: Language) -> str:
    """Say what becomes of autopay and of scheduled payments meanwhile; "" where there are none."""
    whole, said = claimed_whole(snapshot), []
    if snapshot.autopay is not None:
        said.append("identity_autopay_rests" if whole else "identity_autopay_on")
    if whole and any(one.status == "scheduled" for one in snapshot.pending_payments):
        said.append("identity_payments_held")
    return " ".join(phrase(key, language) for key in said)


def asks_to_unlock(text: str) -> bool:
    """Tell whether a message wants the lock lifted."""
    return bool(_UNLOCK.search(text))


def asks_what_to_do(text: str) -> bool:
    """Tell whether a message asks what to do now."""
    return bool(_WHAT_TO_DO.search(text))


def _known(brief: Brief) -> str:
    """Word since when it is on record, and by when our people answer; "" if it isn't."""
    for n, right in enumerate(brief.rights):
        if right.kind == RIGHT:
            values = {"since": "{{" + f"rights.records.{n}.received_at" + "}}"}
            for k, clock in enumerate(right.clocks):
                values[clock.name] = "{{" + f"rights.records.{n}.clocks.{k}.due" + "}}"
            key = wording(brief.snapshot, new=False)
            return phrase(key, brief.language, **{name: values[name] for name in slots(key)})
    return ""


def _status(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    return Say(_known(brief), MONEY)


def _plan_steps(brief: Brief, request: Request) -> Sequence[Call]:
    return (
        policy_call("identity theft report", DOCUMENT, MOST_SECTIONS),
        policy_call("freeze or fraud alert at a credit bureau", DOCUMENT, MOST_SECTIONS),
        policy_call("change passwords", DOCUMENT, MOST_SECTIONS),
    )


def _steps(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    """Say what helps; what this turn's acknowledgement and disclosure say is left out."""
    sections = zip(results, (REPORT, CREDIT, PROTECT), strict=True)
    quotes = [passage_of(brief, result, section) for result, section in sections]
    said = quotes[1:] if RIGHT in brief.acknowledged else [_known(brief), *quotes]
    return Say(" ".join(filter(None, said)), ANSWER)


def _plan_payment(brief: Brief, request: Request) -> Sequence[Call]:
    return (policy_call("must it be paid while you look into it", DOCUMENT, MOST_SECTIONS),)


def _payment(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    said = passage_of(brief, results[0], UNPAID), besides(brief.snapshot, brief.language)
    return Say(" ".join(filter(None, said)), MONEY)


def _unlock(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    """Say who lifts the lock: nobody in a chat does, whoever writes in it."""
    return Say(f"{phrase('identity_unlock', brief.language)} {_known(brief)}".strip(), MONEY)


SKILLS = {
    "identity_unlock": Skill(no_calls, _unlock),
    "identity_payment": Skill(_plan_payment, _payment),
    "identity_status": Skill(no_calls, _status),
    "identity_steps": Skill(_plan_steps, _steps),
}
