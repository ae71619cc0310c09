"""What the borrower is told of rights recorded this turn: the pipeline's own words.

No engine is trusted with this: it comes first in the reply, from the record and its clocks.
"""

from agents.borrower.requests import elsewhere
from agents.borrower.run import TurnRun
from agents.embedded.phrases import keys, phrase, slots
from agents.embedded.skills.identity import LINE_TOLD, besides, claimed_whole, wording
from agents.embedded.skills.identity import RIGHT as IDENTITY
from agents.procedures.charges import WRONG_CHARGE, marks
from agents.procedures.entries import ENTRIES
from tools.views import RightRecord

# The order that protects: safety, then those who can't be asked to pay, then clocks.
ORDER = (
    "self_harm_or_crisis",
    "deceased",
    "bankruptcy",
    "attorney_represented",
    "identity_theft",
    "unauthorized_use",
    "billing_error",
    "active_duty",
    "stop_payment_autopay",
    "credit_report_dispute",
    "debt_validation",
    "discrimination",
    "cease_contact",
    "opt_out_channel",
    "hardship",
    "complaint",
    "wants_human",
)
# After these nothing else is said: no figure to a third party, nothing beside a crisis.
ALONE = frozenset({"self_harm_or_crisis", "deceased"})
DISPUTES = ("unauthorized_use", "billing_error")
# Beside danger from others or to others nothing of money is said; rights still are.
DANGER_QUEUES = {"partner_abuse": "crisis", "elder_abuse": "crisis", "threat": "security"}
QUEUES = {
    "self_harm_or_crisis": "crisis",
    "deceased": "estates",
    "bankruptcy": "bankruptcy",
    "attorney_represented": "bankruptcy",
    "identity_theft": "fraud",
    "unauthorized_use": "disputes",
    "billing_error": "disputes",
    "active_duty": "military",
    "stop_payment_autopay": "payments",
    "credit_report_dispute": "credit-reporting",
    "debt_validation": "disputes",
    "discrimination": "fair-lending",
    "cease_contact": "contact-preferences",
    "opt_out_channel": "contact-preferences",
    "hardship": "hardship",
    "complaint": "complaints",
    "wants_human": "general",
}
# A chat that goes on with a person: the others are worked on while the chat continues.
TAKEN_OVER = (
    "self_harm_or_crisis",
    "deceased",
    "bankruptcy",
    "attorney_represented",
    "identity_theft",
    "active_duty",
    "discrimination",
    "wants_human",
)
# Said every time: a crisis, a death, protection from collection, a wish for a person.
REPEATED = frozenset({"self_harm_or_crisis", "deceased", "bankruptcy", "wants_human"})
LOSS_ACTS = frozenset({"lost_device"})


def stands_alone(run: TurnRun) -> bool:
    """Tell whether the acknowledgement is the whole reply."""
    in_danger = any(danger.kind in DANGER_QUEUES for danger in run.dangers)
    return in_danger or bool(ALONE & set(run.acknowledged))


def acknowledgement(run: TurnRun, *, again: bool = False) -> str:
    """Word the rights that this turn invoked, as a draft with marks; "" if there are none.

    What the conversation holds already is left out, unless `again`.
    """
    invoked = [kind for kind in ORDER if kind in run.acknowledged]
    said = [kind for kind in invoked if again or not _stands(run, kind)]
    if run.crisis_is_danger:
        said = [kind for kind in said if kind != "self_harm_or_crisis"]
    if ALONE & set(said):
        said = [kind for kind in said if kind in ALONE][:1]
    if "bankruptcy" in said and "attorney_represented" in said:
        said = [k for k in said if k not in {"hardship", "wants_human"}]
    sentences = [_danger(run, danger.kind) for danger in run.dangers]
    if set(DISPUTES) <= set(said) and len({_fresh(run, kind) for kind in DISPUTES}) == 1:
        said = [kind for kind in said if kind not in DISPUTES]
        sentences += [_both(run), _dates(run, "unauthorized_use")]
    for kind in said:
        sentences.append(_one(run, kind))
        if kind in DISPUTES:
            sentences.append(_dates(run, kind))
        if kind == IDENTITY:
            sentences.append(besides(run.known(), run.memory.language))
    return " ".join(filter(None, sentences))


def _danger(run: TurnRun, kind: str) -> str:
    """Word a danger; foul words are answered once a conversation."""
    if kind not in DANGER_QUEUES and kind in run.memory.acknowledged:
        return ""
    return phrase(kind, run.memory.language)


def _stands(run: TurnRun, kind: str) -> bool:
    """Tell whether the conversation holds this acknowledgement already (voice: say it once).

    That all of a line is set aside is news to whoever had told of less before.
    """
    if kind == IDENTITY and claimed_whole(run.known()) and LINE_TOLD not in run.memory.acknowledged:
        return False
    return kind in run.memory.acknowledged and kind not in REPEATED and not _fresh(run, kind)


def _fresh(run: TurnRun, kind: str) -> bool:
    return any(right.kind == kind and right.status == "new" for right in run.invoked)


def _both(run: TurnRun) -> str:
    """Word the two kinds of dispute as one."""
    if _fresh(run, "unauthorized_use"):
        return phrase(_of_entry("unauthorized_and_error", run), run.memory.language)
    position, right = _find(run, "unauthorized_use")
    since = _values(right, position)["since"]
    return phrase("unauthorized_and_error_known", run.memory.language, since=since)


def _one(run: TurnRun, kind: str) -> str:
    position, right = _find(run, kind)
    key = kind if right.status == "new" else f"{kind}_known"
    if key not in keys():
        key = kind
    if key == "hardship" and elsewhere(run.known(), frozenset(run.acknowledged)):
        key = "hardship_elsewhere"
    if kind == IDENTITY:
        key = wording(run.known(), new=right.status == "new")
    acts = run.reading.acts if run.reading else ()
    if key == "unauthorized_use" and LOSS_ACTS & set(acts):
        key = "unauthorized_use_loss"
    if right.status == "new":
        key = _of_reason(kind, key, run)
    values = _values(right, position)
    return phrase(key, run.memory.language, **{name: values[name] for name in slots(key)})


def _of_reason(kind: str, key: str, run: TurnRun) -> str:
    """Return the words for what a message says is wrong; of several things, those for both."""
    own = [f"{kind}_{reason}" for reason in run.reasons if f"{kind}_{reason}" in keys()]
    if len(own) > 1 or (own and WRONG_CHARGE in marks(run.text) and run.reasons[0] in ENTRIES):
        return f"{kind}_several"
    return own[0] if own else key


def _of_entry(key: str, run: TurnRun) -> str:
    """Return the words for a stranger's charge and a payment or statement gone wrong."""
    return next((f"{key}_{one}" for one in run.reasons if f"{key}_{one}" in keys()), key)


def _values(right: RightRecord, position: int) -> dict[str, str]:
    at = f"rights.records.{position}"
    values = {
        "since": "{{" + f"{at}.received_at" + "}}",
        "reference": "{{" + f"{at}.reference" + "}}",
    }
    for n, clock in enumerate(right.clocks):
        values[clock.name] = "{{" + f"{at}.clocks.{n}.due" + "}}"
    return values


def _dates(run: TurnRun, kind: str) -> str:
    position, right = _find(run, kind)
    values = _values(right, position)
    if right.status == "known" or not {"acknowledge", "resolve"} <= set(values):
        return ""
    picked = {name: values[name] for name in ("acknowledge", "resolve")}
    return phrase("dispute_dates", run.memory.language, **picked)


def _find(run: TurnRun, kind: str) -> tuple[int, RightRecord]:
    return next((n, right) for n, right in enumerate(run.rights) if right.kind == kind)
