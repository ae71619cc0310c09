"""What became of the borrower's disputes, worded from the books."""

from agents.brief import Brief
from agents.embedded.skills.base import says, snap
from tools.views import Claim

MOST = 3
Part = tuple[str, dict[str, str]] | str


def told(brief: Brief) -> str:
    """Word the disputes, open ones first, then those answered not long ago; "" if none."""
    numbered = sorted(enumerate(brief.snapshot.claims), key=lambda one: one[1].answer is not None)
    return says(brief, *(part for n, claim in numbered[:MOST] for part in _one(n, claim)))


def _one(position: int, claim: Claim) -> list[Part]:
    at = f"claims.{position}"
    known = {"reference": snap(f"{at}.reference"), "amount": snap(f"{at}.amount")}
    if claim.answer is None:
        return _open(at, claim, known)
    values = {
        **known,
        "decided": snap(f"{at}.decided_on"),
        "credited": snap(f"{at}.credited"),
        "owed": snap(f"{at}.owed"),
        "pay_by": snap(f"{at}.pay_by"),
    }
    takes = {
        "corrected": ("reference", "decided", "credited"),
        "explained": ("reference", "decided", "owed", "pay_by"),
        "partial": ("reference", "decided", "credited", "owed", "pay_by"),
        "withdrawn": ("reference", "amount", "decided"),
    }[claim.answer]
    key = f"claim_{claim.answer}"
    if not any((claim.amount, claim.credited, claim.owed)):
        key, takes = f"{key}_entry", ("reference", "decided")
    parts: list[Part] = [(key, {name: values[name] for name in takes})]
    if claim.related:
        parts.append(("claim_related", {"related": snap(f"{at}.related")}))
    if claim.refunded:
        parts.append(("claim_refunded", {"refunded": snap(f"{at}.refunded")}))
    if claim.owed and claim.pay_by is not None:
        parts.append("claim_still_disagree")
    return parts


def _open(at: str, claim: Claim, known: dict[str, str]) -> list[Part]:
    """Word where an open dispute stands: its letter of receipt, its answer, what is credited."""
    dates = {"resolve": snap(f"{at}.resolve_by")}
    if claim.state == "received":
        dates["acknowledge"] = snap(f"{at}.acknowledge_by")
    values = {**known, "since": snap(f"{at}.received_at")}
    if not claim.amount:
        del values["amount"]
    parts: list[Part] = [
        ("claim_open" if claim.amount else "claim_open_entry", values),
        (f"claim_{claim.state}", dates),
    ]
    if claim.refunded:
        parts.append(("claim_refunded", {"refunded": snap(f"{at}.refunded")}))
    if claim.provisional:
        parts.append(("claim_provisional", {"provisional": snap(f"{at}.provisional")}))
    return parts
