"""What speaks for and against a claim, and what that suggests; a suggestion decides nothing.

Before anything but a full correction there has to be a reasonable investigation (12 CFR
1026.13(f), 1026.12(b) comment 3): "no error" is suggested only once every item of the kind's
checklist was looked into, and never by what the borrower didn't send.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from servicing.disputes.kinds import claim_kinds
from servicing.disputes.model import Claim
from servicing.ledger.model import JournalTransaction

Speaks = Literal["for", "against", "neither"]
SPEAKS: tuple[Speaks, ...] = get_args(Speaks)
Suggests = Literal["corrected", "partial", "explained", "look_further"]
ANYTHING_ELSE = "Anything else that bears on it"
"""The item of every checklist for what nobody foresaw; it needn't be looked into."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking into an item of the checklist gave, and for whom it speaks."""

    item: str
    result: str
    speaks: Speaks


@dataclass(frozen=True, slots=True)
class Finding:
    """What the books and the investigation say, and what that suggests: two people decide.

    `mentioned` is what the borrower's own files name of the charges: it is nobody's finding, so
    it never moves `suggests`. `why` says in words how the suggestion came about; `unchecked` are
    the items that nobody looked into.
    """

    suggests: Suggests
    supporting: tuple[str, ...]
    against: tuple[str, ...]
    checklist: tuple[str, ...]
    mentioned: tuple[str, ...] = ()
    why: str = ""
    unchecked: tuple[str, ...] = ()
    for_borrower: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What the books say of one charge."""

    charge_id: str
    supporting: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def is_for(self) -> bool:
        return bool(self.supporting) and not self.against


def checklist(claim: Claim) -> tuple[str, ...]:
    """Return what has to be looked into before a claim may be denied, in whole or in part."""
    return claim_kinds()[claim.kind].checklist


def unchecked(claim: Claim, looked: Sequence[Looked]) -> tuple[str, ...]:
    """Return the items of a claim's checklist that nobody looked into yet."""
    done = {one.item for one in looked}
    return tuple(item for item in checklist(claim) if item not in done)


def finding(
    claim: Claim,
    charges: Sequence[JournalTransaction],
    earlier: Sequence[JournalTransaction],
    files: Mapping[str, str] = {},
    looked: Sequence[Looked] = (),
) -> Finding:
    """Return what the books and the investigation show of a claim.

    `charges` are the disputed ones, `earlier` the line's other purchases of the last year, `files`
    the words of what the borrower sent, by its id; `looked` what people found so far.
    """
    own = {charge.transaction_id for charge in claim.charges}
    others = [one for one in earlier if one.transaction_id not in own]
    weighed = [_weigh(claim, charge, others) for charge in charges]
    left = unchecked(claim, looked)
    suggests, why = _suggest(weighed, looked, left)
    return Finding(
        suggests,
        (*(s for one in weighed for s in one.supporting), *_said(looked, "for")),
        (*(s for one in weighed for s in one.against), *_said(looked, "against")),
        (*checklist(claim), ANYTHING_ELSE),
        tuple(
            f"{file_id} names {' and '.join(named)}"
            for file_id, text in files.items()
            if (named := _named(text, charges))
        ),
        why,
        left,
        frozenset(one.charge_id for one in weighed if one.is_for),
    )


def _suggest(
    weighed: Sequence[_Weighed], looked: Sequence[Looked], left: Sequence[str]
) -> tuple[Suggests, str]:
    against = any(one.speaks == "against" for one in looked)
    favour = any(one.speaks == "for" for one in looked)
    good = sum(one.is_for for one in weighed)
    if weighed and good == len(weighed) and not against:
        return "corrected", "The books speak for the borrower on every charge, and nothing against."
    if left:
        return "look_further", f"The books alone don't settle it; {_items(len(left))} to look into."
    if favour and not against and not any(one.against for one in weighed):
        return "corrected", "What was looked into speaks for the borrower, and nothing against."
    if good and not against:
        said = f"The books speak for the borrower on {good} of {len(weighed)} charges."
        return "partial", f"{said} Nothing found speaks for the rest."
    if not good and not favour and (against or any(one.against for one in weighed)):
        return "explained", "Everything was looked into, and nothing speaks for the borrower."
    return "look_further", "What was found points both ways, or nowhere: people have to weigh it."


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"


def _said(looked: Sequence[Looked], speaks: Speaks) -> list[str]:
    return [f"{one.item}: {one.result}" for one in looked if one.speaks == speaks]


def _weigh(
    claim: Claim, charge: JournalTransaction, others: Sequence[JournalTransaction]
) -> _Weighed:
    supporting, against = [], []
    name = charge.merchant.name if charge.merchant else charge.description
    before = [one for one in others if _alike(one, charge)]
    twins = [one for one in before if _twin(one, charge)]
    known = [one for one in before if one.posted_on < charge.posted_on - timedelta(days=1)]
    if claim.kind == "billing_error":
        if twins:
            supporting.append(f"{name}: the same amount on the same day, under {_ids(twins)}")
        else:
            against.append(f"{name}: no second charge like it")
    if claim.kind == "unauthorized_use":
        if known:
            against.append(f"{name}: bought from before, under {_ids(known[:3])}")
        else:
            supporting.append(f"{name}: never bought from before")
    return _Weighed(charge.transaction_id, tuple(supporting), tuple(against))


def _named(text: str, charges: Sequence[JournalTransaction]) -> list[str]:
    """Return what of the charges stands in a text: merchants' names, and amounts as written."""
    words = text.casefold()
    named: dict[str, None] = {}
    for charge in charges:
        amount = f"{charge.amount.dollars:,.2f}"
        if re.search(rf"(?<![\d.,]){re.escape(amount)}(?!\d)", text):
            named[f"the amount {amount}"] = None
        if charge.merchant and charge.merchant.name.casefold() in words:
            named[charge.merchant.name] = None
    return list(named)


def _alike(one: JournalTransaction, charge: JournalTransaction) -> bool:
    if one.merchant is None or charge.merchant is None:
        return one.description == charge.description
    return one.merchant.name == charge.merchant.name


def _twin(one: JournalTransaction, charge: JournalTransaction) -> bool:
    return one.amount == charge.amount and one.transacted_on == charge.transacted_on


def _ids(found: Sequence[JournalTransaction]) -> str:
    return ", ".join(one.transaction_id for one in found)
