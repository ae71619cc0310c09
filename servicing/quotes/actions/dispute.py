"""Filing a dispute of charges, and taking one back."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from servicing.calendar import lender_date
from servicing.contacts import rights
from servicing.disputes import claims, computed, repository, theft
from servicing.disputes.kinds import ClaimKind, claim_kinds
from servicing.disputes.model import NOTHING_TOLD, FiledKind, Told
from servicing.ledger import repository as ledger
from servicing.ledger.repository import PostedTransaction
from servicing.money import ZERO, Money, total
from servicing.products.definition import Dollars
from servicing.quotes.action import Action, Request, Situation
from servicing.quotes.model import Done, Term, Terms
from servicing.refusal import Refusal

MOST_CHARGES = 8
MOST_KINDS = 4
MOST_TOLD = Money.of("1000000.00")
RULE = "12 CFR 1026.13(c)"
_TWICE = Refusal("charge_twice", "The same charge is named more than once.", policy=claims.POLICY)
_NO_CHARGE = Refusal("no_charge_named", "Say which charge it is about.", policy=claims.POLICY)
_NO_PLACE = Refusal(
    "one_at_a_time", "A claim of that kind is about no charge.", policy=claims.POLICY
)
_NO_CLAIM = Refusal("no_claim", "There is no open dispute like that.", policy=claims.POLICY)
_BY_PEOPLE = Refusal(
    "withdrawal_by_people",
    "Our fraud team lifts the lock, once it knows that it was you.",
    policy="identity-theft",
)
_WHICH = Refusal("which_claim", "There is more than one open dispute.", policy=claims.POLICY)


class ToldRequest(BaseModel):
    """What the borrower told of a claim; what wasn't said is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    amount: Dollars | None = None
    on: date | None = None
    expected_by: date | None = None
    asked_merchant: bool | None = None
    tried_to_return: bool | None = None
    what: str | None = Field(None, min_length=1, max_length=500)
    who: str | None = Field(None, min_length=1, max_length=200)

    @field_validator("amount")
    @classmethod
    def within_reason(cls, amount: Money | None) -> Money | None:
        """Refuse a sum that nobody pays or is owed here."""
        if amount is not None and not ZERO < amount <= MOST_TOLD:
            raise ValueError("not a sum that can be missing")
        return amount


class Wanted(BaseModel):
    """What is disputed for one reason: charges, or what was told where there is none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: FiledKind
    transaction_ids: tuple[str, ...] = Field((), max_length=MOST_CHARGES)
    told: ToldRequest = ToldRequest()


class FileRequest(Request):
    """What is disputed, by kind."""

    claims: tuple[Wanted, ...] = Field(min_length=1, max_length=MOST_KINDS)


@dataclass(frozen=True, slots=True)
class Charged:
    """A charge as it stands in the books, and what of it is disputed."""

    transaction_id: str
    name: str
    amount: Money
    on: date


@dataclass(frozen=True, slots=True)
class Filed:
    """What is disputed under one right, with the dates that its notice started.

    `statement_on`: the charges are the interest of the statement that closed on that day.
    """

    kind: FiledKind
    charges: tuple[Charged, ...]
    acknowledge_by: date
    resolve_by: date
    told: Told = NOTHING_TOLD
    statement_on: date | None = None


@dataclass(frozen=True, slots=True)
class FileArguments:
    """The claims that would be filed."""

    claims: tuple[Filed, ...]
    action: Literal["file_dispute"] = "file_dispute"


def _build(at: Situation, asked: FileRequest) -> FileArguments | Refusal:
    kinds = {(one.kind, bool(one.transaction_ids)) for one in asked.claims}
    if len(kinds) < len(asked.claims):
        return _TWICE
    filed = []
    for wanted in asked.claims:
        one = _claim(at, wanted)
        if isinstance(one, Refusal):
            return one
        filed.append(one)
    charged = [charge.transaction_id for one in filed for charge in one.charges]
    return _TWICE if len(set(charged)) < len(charged) else FileArguments(tuple(filed))


def _claim(at: Situation, wanted: Wanted) -> Filed | Refusal:
    law = claim_kinds()[wanted.kind]
    told = Told(**dict(wanted.told))
    interest = _interest(at, wanted)
    if interest is not None:
        ids = tuple(one.transaction_id for one in interest.postings)
        wanted = wanted.model_copy(update={"transaction_ids": ids})
    before = repository.claims(at.connection, at.line.account_id)
    notice = _notice(at, wanted, law)
    by = claims.deadlines(notice.clocks)
    if not wanted.transaction_ids:
        refusal = _NO_CHARGE if law.needs_charges else None
        refusal = refusal or claims.check_entry(at.line, wanted.kind, told, before)
        return refusal or Filed(wanted.kind, (), *by, told)
    if not law.takes_charges:
        return _NO_PLACE
    received = lender_date(notice.received_at)
    charges = []
    for charge_id in wanted.transaction_ids:
        found = ledger.get(at.connection, at.line.account_id, charge_id)
        refusal = claims.check(at.line, wanted.kind, found, before, received)
        if refusal is not None or found is None:
            return refusal or _NO_CLAIM
        amount = _disputed(at, wanted, told, found)
        if isinstance(amount, Refusal):
            return amount
        name = found.merchant or found.description
        charges.append(Charged(charge_id, name, amount, found.transacted_on))
    statement_on = None if interest is None else interest.closing_on
    return Filed(wanted.kind, tuple(charges), *by, told, statement_on)


def _interest(at: Situation, wanted: Wanted) -> computed.FinanceCharge | None:
    """Return the interest that an error of computation is about, where it names no charge.

    That of the statement told, by its day, or else of the latest.
    """
    if wanted.kind != computed.KIND or wanted.transaction_ids:
        return None
    by = wanted.told.on or lender_date(at.now)
    return computed.finance_charge(at.connection, at.line, by)


def _disputed(
    at: Situation, wanted: Wanted, told: Told, found: PostedTransaction
) -> Money | Refusal:
    """Return what of a charge is disputed: all, the credit that is missing, or what is unpaid."""
    if wanted.kind == "quality":
        (charge,) = ledger.transactions(
            at.connection, at.line.account_id, ids=[found.transaction_id]
        )
        later = ledger.transactions(
            at.connection, at.line.account_id, since_sequence=charge.sequence
        )
        left = claims.unpaid(at.line, charge, later)
        return claims.check_defence(found.amount, left, told) or left
    part = told.amount if wanted.kind == "credit_not_posted" else None
    if part is None or len(wanted.transaction_ids) > 1 or not ZERO < part < found.amount:
        return found.amount
    return part


def _notice(at: Situation, wanted: Wanted, law: ClaimKind) -> rights.RightRecord:
    """Return the right that the claim goes with: the notice on record, or one received now."""
    return rights.standing(at.connection, at.line, law.right, _detail(wanted), at.now, at.days)


def _detail(wanted: Wanted | Filed) -> dict[str, list[str]]:
    if isinstance(wanted, Filed):
        return {"transaction_ids": [charge.transaction_id for charge in wanted.charges]}
    return {"transaction_ids": list(wanted.transaction_ids)}


def _terms(arguments: FileArguments) -> Terms:
    charges = [(one.kind, charge) for one in arguments.claims for charge in one.charges]
    first, *_ = sorted(arguments.claims, key=lambda one: one.resolve_by)
    terms = _heading(arguments)
    for number, (kind, charge) in enumerate(charges, 1):
        terms += [
            Term(f"charge_{number}", text=charge.name),
            Term(f"amount_{number}", amount=charge.amount),
            Term(f"charged_on_{number}", day=charge.on),
            Term(f"transaction_{number}", text=charge.transaction_id),
            Term(f"kind_{number}", text=kind),
        ]
    return (
        *terms,
        Term("acknowledge_by", day=min(one.acknowledge_by for one in arguments.claims)),
        Term("resolve_by", day=first.resolve_by),
    )


def _heading(arguments: FileArguments) -> list[Term]:
    """Return what is disputed in all, and of which kind where there is one."""
    charges = [charge for one in arguments.claims for charge in one.charges]
    only = arguments.claims[0] if len(arguments.claims) == 1 else None
    terms = []
    if charges:
        terms.append(Term("amount", amount=total(charge.amount for charge in charges)))
    elif only is not None and only.told.amount is not None:
        terms.append(Term("amount", amount=only.told.amount))
    terms.append(Term("count", count=len(charges)))
    if only is not None:
        terms.append(Term("kind", text=only.kind))
    if only is not None and only.statement_on is not None:
        terms.append(Term("statement_on", day=only.statement_on))
    if only is not None and not charges and only.told.on is not None:
        terms.append(Term("on", day=only.told.on))
    if only is None:
        entries = [one for one in arguments.claims if not one.charges]
        for number, entry in enumerate(entries, 1):
            terms += _entry(entry, number)
    return terms


def _entry(entry: Filed, number: int) -> list[Term]:
    """Return what a claim without charges is about, beside others on the same card."""
    terms = [Term(f"also_{number}", text=entry.kind)]
    if entry.told.amount is not None:
        terms.append(Term(f"also_amount_{number}", amount=entry.told.amount))
    if entry.told.on is not None:
        terms.append(Term(f"also_on_{number}", day=entry.told.on))
    return terms


def _act(at: Situation, arguments: FileArguments) -> Done:
    references, related, aside = [], ZERO, any(one.charges for one in arguments.claims)
    # What a missing payment would have paid is worked out before charges are set aside.
    for one in sorted(arguments.claims, key=lambda one: bool(one.charges)):
        law = claim_kinds()[one.kind]
        right = rights.record(at.connection, at.line, law.right, _detail(one), "", at.now, at.days)
        amounts = {charge.transaction_id: charge.amount for charge in one.charges}
        posted = ledger.transactions(at.connection, at.line.account_id, ids=list(amounts))
        notice = claims.Received(
            right.right_id, right.received_at, one.acknowledge_by, one.resolve_by
        )
        charges = [(charge, amounts[charge.transaction_id]) for charge in posted]
        if one.kind == theft.KIND and not charges:
            filed = theft.take_up(at.connection, at.line, notice, at.now, whole_line=True)
        else:
            filed = claims.file(at.connection, at.line, one.kind, charges, notice, at.now, one.told)
        references.append(filed.reference)
        aside = aside or bool(filed.withheld)
        related = related + max(filed.withheld - filed.amount, ZERO)
    reference = " ".join(references)
    terms = [
        *_terms(arguments),
        Term("reference", text=reference),
        Term("rule", text=_rule(arguments)),
        Term("minimum_due", amount=at.line.minimum_left()),
    ]
    if related > ZERO:
        terms.append(Term("related_aside", amount=related))
    if at.line.autopay is not None and aside:
        terms.append(Term("autopay_leaves_out", text=at.line.autopay.kind))
    return Done(reference, tuple(terms))


def _rule(arguments: FileArguments) -> str:
    """Return where the answer's day comes from."""
    laws = [claim_kinds()[one.kind] for one in arguments.claims]
    return RULE if any(law.is_billing_error for law in laws) else laws[0].cites[0]


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
    named = [one for one in found if one.kind == theft.KIND]
    found = [one for one in found if one.kind != theft.KIND]
    if named and not found:
        return _BY_PEOPLE
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
