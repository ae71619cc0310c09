"""Filing a dispute of charges, and taking one back."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from servicing.calendar import lender_date
from servicing.contacts import rights
from servicing.disputes import claims, repository
from servicing.ledger import repository as ledger
from servicing.money import Money, total
from servicing.quotes.action import Action, Request, Situation
from servicing.quotes.model import Done, Term, Terms
from servicing.refusal import Refusal

MOST_CHARGES = 8
RULE = "12 CFR 1026.13(c)"
_TWICE = Refusal("charge_twice", "The same charge is named more than once.", policy=claims.POLICY)
_NO_CLAIM = Refusal("no_claim", "There is no open dispute like that.", policy=claims.POLICY)
_WHICH = Refusal("which_claim", "There is more than one open dispute.", policy=claims.POLICY)


class Wanted(BaseModel):
    """Charges disputed for one reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["unauthorized_use", "billing_error"]
    transaction_ids: tuple[str, ...] = Field(min_length=1, max_length=MOST_CHARGES)


class FileRequest(Request):
    """What is disputed, by kind."""

    claims: tuple[Wanted, ...] = Field(min_length=1, max_length=2)


@dataclass(frozen=True, slots=True)
class Charged:
    """A charge as it stands in the books."""

    transaction_id: str
    name: str
    amount: Money
    on: date


@dataclass(frozen=True, slots=True)
class Filed:
    """Charges disputed under one right, with the dates that its notice started."""

    kind: str
    charges: tuple[Charged, ...]
    acknowledge_by: date
    resolve_by: date


@dataclass(frozen=True, slots=True)
class FileArguments:
    """The claims that would be filed."""

    claims: tuple[Filed, ...]
    action: Literal["file_dispute"] = "file_dispute"


def _build(at: Situation, asked: FileRequest) -> FileArguments | Refusal:
    every = [charge_id for wanted in asked.claims for charge_id in wanted.transaction_ids]
    if len(set(every)) < len(every) or len({one.kind for one in asked.claims}) < len(asked.claims):
        return _TWICE
    filed = []
    for wanted in asked.claims:
        one = _claim(at, wanted)
        if isinstance(one, Refusal):
            return one
        filed.append(one)
    return FileArguments(tuple(filed))


def _claim(at: Situation, wanted: Wanted) -> Filed | Refusal:
    before = repository.claims(at.connection, at.line.account_id)
    notice = _notice(at, wanted)
    charges = []
    for charge_id in wanted.transaction_ids:
        found = ledger.get(at.connection, at.line.account_id, charge_id)
        received = lender_date(notice.received_at)
        refusal = claims.check(at.line, wanted.kind, found, before, received)
        if refusal is not None or found is None:
            return refusal or _NO_CLAIM
        name = found.merchant or found.description
        charges.append(Charged(charge_id, name, found.amount, found.transacted_on))
    clocks = {clock.name: clock.due for clock in notice.clocks}
    return Filed(wanted.kind, tuple(charges), clocks["acknowledge"], clocks["resolve"])


def _notice(at: Situation, wanted: Wanted) -> rights.RightRecord:
    """Return the right that the claim goes with: the notice on record, or one received now."""
    detail = {"transaction_ids": list(wanted.transaction_ids)}
    return rights.standing(at.connection, at.line, wanted.kind, detail, at.now, at.days)


def _terms(arguments: FileArguments) -> Terms:
    charges = [charge for one in arguments.claims for charge in one.charges]
    first, *_ = sorted(arguments.claims, key=lambda one: one.resolve_by)
    terms = [
        Term("amount", amount=total(charge.amount for charge in charges)),
        Term("count", count=len(charges)),
    ]
    for number, charge in enumerate(charges, 1):
        terms += [
            Term(f"charge_{number}", text=charge.name),
            Term(f"amount_{number}", amount=charge.amount),
            Term(f"charged_on_{number}", day=charge.on),
            Term(f"transaction_{number}", text=charge.transaction_id),
        ]
    return (
        *terms,
        Term("acknowledge_by", day=min(one.acknowledge_by for one in arguments.claims)),
        Term("resolve_by", day=first.resolve_by),
    )


def _act(at: Situation, arguments: FileArguments) -> Done:
    references = []
    for one in arguments.claims:
        ids = [charge.transaction_id for charge in one.charges]
        right = rights.record(
            at.connection,
            at.line,
            one.kind,
            {"transaction_ids": ids},
            "",
            at.now,
            at.days,
        )
        posted = ledger.transactions(at.connection, at.line.account_id, ids=ids)
        notice = claims.Received(
            right.right_id, right.received_at, one.acknowledge_by, one.resolve_by
        )
        filed = claims.file(at.connection, at.line, one.kind, posted, notice, at.now)
        references.append(filed.reference)
    reference = " ".join(references)
    terms = [
        *_terms(arguments),
        Term("reference", text=reference),
        Term("rule", text=RULE),
        Term("minimum_due", amount=at.line.minimum_left()),
    ]
    if at.line.autopay is not None:
        terms.append(Term("autopay_leaves_out", text=at.line.autopay.kind))
    return Done(reference, tuple(terms))


FILE = Action(
    name="file_dispute",
    request=FileRequest,
    arguments=FileArguments,
    build=_build,
    terms=_terms,
    act=_act,
)


class WithdrawRequest(Request):
    """Which claim, by its reference; may be left out where there is one."""

    reference: str | None = Field(None, max_length=80)


@dataclass(frozen=True, slots=True)
class WithdrawArguments:
    """The claim as it stands."""

    claim_id: str
    reference: str
    amount: Money
    action: Literal["withdraw_claim"] = "withdraw_claim"


def _build_withdrawal(at: Situation, asked: WithdrawRequest) -> WithdrawArguments | Refusal:
    found = [
        one
        for one in repository.claims(at.connection, at.line.account_id)
        if one.is_open and asked.reference in (None, one.reference)
    ]
    if len(found) != 1:
        return _WHICH if found else _NO_CLAIM
    return WithdrawArguments(found[0].claim_id, found[0].reference, found[0].amount)


def _withdrawal_terms(arguments: WithdrawArguments) -> Terms:
    return (
        Term("amount", amount=arguments.amount),
        Term("reference", text=arguments.reference),
    )


def _withdraw(at: Situation, arguments: WithdrawArguments) -> Done:
    every = repository.claims(at.connection, at.line.account_id)
    claim = next(one for one in every if one.claim_id == arguments.claim_id)
    claims.withdraw(at.connection, at.line, claim, at.now)
    return Done(arguments.reference, tuple(_withdrawal_terms(arguments)))


WITHDRAW = Action(
    name="withdraw_claim",
    request=WithdrawRequest,
    arguments=WithdrawArguments,
    build=_build_withdrawal,
    terms=_withdrawal_terms,
    act=_withdraw,
)
