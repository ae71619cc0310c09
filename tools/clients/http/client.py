"""A core over HTTP as `tools.ports.Books`, one borrower at a time.

Members that this side doesn't know are ignored, so that a core may say more than it must.
"""

import base64
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import ValidationError

from tools import evidence_views, plan_views, views
from tools.clients.http.wire import Reply, Wire
from tools.ports import (
    ActionRequest,
    BooksUnavailable,
    ConversationId,
    NoLine,
    TransactionQuery,
)
from tools.values import View

V = TypeVar("V", bound=View)
PAGE_MAX = 100
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}")
_NO_CHARGE = views.Refusal(
    code="transaction_unknown", message="There is no such charge on your account."
)


class CoreFault(BooksUnavailable):
    """The core answered what the contract doesn't allow; nobody in the conversation can mend it."""


class HttpBooks:
    """The books of the borrower for whom `wire` makes tokens.

    Each method raises `BooksUnavailable` when the core doesn't answer, `CoreFault` when it
    doesn't answer as the contract says.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def snapshot(self) -> views.AccountSnapshot:
        """Return the line as it stands now. Raises `NoLine` where the core knows none."""
        reply = await self._wire.get("account")
        if reply.status == 404:
            raise NoLine("the core has no line for this borrower")
        return _view(views.AccountSnapshot, reply)

    async def transactions(self, query: TransactionQuery) -> views.TransactionPage:
        """Return the posted transactions that match, newest first, turning pages as needed."""
        asked = {
            "since": _iso(query.since),
            "until": _iso(query.until),
            "kind": list(query.kinds) or None,
            "merchant": query.merchant,
            "amount": None if query.amount is None else str(abs(query.amount)),
        }
        pages = await self._pages("transactions", asked, query.limit)
        return _whole(views.TransactionPage, "transactions", pages, query.limit)

    async def statement(self, closing_date: date | None) -> views.Statement | None:
        """Return the statement that closed on or last before the date; None if there is none."""
        reply = await self._wire.get("statement", {"closed_by": _iso(closing_date)})
        return None if reply.status == 404 else _view(views.Statement, reply)

    async def explain_charge(self, transaction_id: str) -> views.ChargeExplanation | views.Refusal:
        """Return how an interest or fee charge came about."""
        if not _ID.fullmatch(transaction_id):
            # It becomes part of a path, so it must not be able to name another one.
            return _NO_CHARGE
        reply = await self._wire.get(f"transactions/{transaction_id}/explanation")
        return _or_refusal(views.ChargeExplanation, reply)

    async def daily_interest(self) -> views.DailyInterest:
        """Return what today's balances cost per day."""
        return _view(views.DailyInterest, await self._wire.get("daily-interest"))

    async def payoff(self, as_of: date) -> views.Payoff | views.Refusal:
        """Return what settles the line on a date."""
        return _or_refusal(
            views.Payoff, await self._wire.get("payoff", {"as_of": as_of.isoformat()})
        )

    async def pay_down(self, monthly: Decimal | None) -> views.PayDown | views.Refusal:
        """Estimate paying an amount every month, or with None the minimum alone."""
        asked = {"monthly": None if monthly is None else str(monthly)}
        return _or_refusal(views.PayDown, await self._wire.get("pay-down", asked))

    async def payments(self, limit: int) -> views.PaymentPage:
        """Return payments of any status, newest first; the count is of all there are."""
        pages = await self._pages("payments", {}, limit)
        return _whole(views.PaymentPage, "payments", pages, limit)

    async def quote(
        self, request: ActionRequest, conversation: ConversationId
    ) -> views.QuoteView | views.Refusal:
        """Quote an action; nothing changes until it is confirmed."""
        body = {
            "action": request.action,
            "values": dict(request.values),
            "conversation": conversation,
        }
        return _or_refusal(views.QuoteView, await self._wire.post("quotes", body))

    async def confirm(self, token: str, conversation: ConversationId) -> views.Outcome:
        """Carry out the quoted action once; every repeat returns the first outcome."""
        return await self._press("confirm", token, conversation)

    async def cancel(self, token: str, conversation: ConversationId) -> views.Outcome:
        """Withdraw the quote; a quote already confirmed stays confirmed."""
        return await self._press("cancel", token, conversation)

    async def record_right(
        self, kind: str, detail: views.Detail, conversation: ConversationId
    ) -> views.RightRecord:
        """Record a right once per event and return its clocks; "known" if it already stood."""
        particulars = detail.model_dump(mode="json")
        body = {"kind": kind, "detail": particulars, "conversation": conversation}
        return _view(views.RightRecord, await self._wire.post("rights", body))

    async def rights(self) -> tuple[views.RightRecord, ...]:
        """Return the rights on record, newest first."""
        reply = await self._wire.get("rights")
        if reply.status != 200 or not isinstance(reply.json, list):
            raise _fault(reply)
        return tuple(_read(views.RightRecord, one) for one in reply.json)

    async def plan_options(
        self, intake: plan_views.HardshipIntake
    ) -> plan_views.PlanOptions | views.Refusal:
        """Return the hardship plans that fit what was said; nothing is asked for or kept."""
        asked: dict[str, Any] = {"lasts_months": intake.lasts_months}
        for name in ("income", "essentials", "other_debt", "can_pay"):
            known = getattr(intake, name)
            if known is not None:
                asked |= {f"{name}_low": str(known.low), f"{name}_high": str(known.high)}
        return _or_refusal(plan_views.PlanOptions, await self._wire.get("plan-options", asked))

    async def plan_request(self) -> plan_views.PlanRequest | None:
        """Return the latest request for a plan; None if there is none."""
        reply = await self._wire.get("plan-request")
        return None if reply.status == 404 else _view(plan_views.PlanRequest, reply)

    async def hardship_intake(self) -> plan_views.HardshipIntake | None:
        """Return what was said so far; None if nothing, or if a plan was asked for with it."""
        reply = await self._wire.get("hardship-intake")
        return None if reply.status == 404 else _view(plan_views.HardshipIntake, reply)

    async def keep_hardship_intake(
        self, intake: plan_views.HardshipIntake, conversation: ConversationId
    ) -> plan_views.HardshipIntake | views.Refusal:
        """Keep what was said so far, in place of what was kept before."""
        body = {"intake": intake.model_dump(mode="json"), "conversation": conversation}
        reply = await self._wire.post("hardship-intake", body)
        return _or_refusal(plan_views.HardshipIntake, reply)

    async def keep_evidence(
        self,
        file: evidence_views.FileRead,
        suspicion: evidence_views.Suspicion,
        conversation: ConversationId,
        about: str | None = None,
    ) -> evidence_views.EvidenceKept | views.Refusal:
        """Keep a file with the dispute it is about, once by its content."""
        body = {
            "name": file.name,
            "content": base64.b64encode(file.content).decode(),
            "text": file.text,
            "pages": file.pages,
            "injection_score": suspicion.score,
            "injection_flag": suspicion.flag,
            "conversation": conversation,
        }
        if about is not None:
            body["dispute"] = about
        return _or_refusal(evidence_views.EvidenceKept, await self._wire.post("evidence", body))

    async def evidence(self) -> tuple[evidence_views.Evidence, ...]:
        """Return the files on record, oldest first."""
        reply = await self._wire.get("evidence")
        if reply.status != 200 or not isinstance(reply.json, list):
            raise _fault(reply)
        return tuple(_read(evidence_views.Evidence, one) for one in reply.json)

    async def _press(
        self, decision: str, token: str, conversation: ConversationId
    ) -> views.Outcome:
        body = {"token": token, "decision": decision, "conversation": conversation}
        reply = await self._wire.post("confirmations", body)
        outcome = reply.json.get("outcome") if isinstance(reply.json, dict) else None
        if reply.status >= 400 and outcome is not None:
            return _read(views.Outcome, outcome)
        return _view(views.Outcome, reply)

    async def _pages(
        self, path: str, asked: Mapping[str, Any], limit: int
    ) -> list[Mapping[str, Any]]:
        pages: list[Mapping[str, Any]] = []
        cursor, left = None, limit
        while left > 0:
            size = min(left, PAGE_MAX)
            reply = await self._wire.get(path, {**asked, "limit": size, "cursor": cursor})
            if reply.status != 200 or not isinstance(reply.json, dict):
                raise _fault(reply)
            pages.append(reply.json)
            cursor, left = reply.json.get("next_cursor"), left - size
            if cursor is None:
                break
        return pages


def _whole(kind: type[V], name: str, pages: list[Mapping[str, Any]], limit: int) -> V:
    """Return pages as one; number and sum are those of the first."""
    rows = [row for page in pages for row in page.get(name) or ()]
    return _read(kind, {**pages[0], name: rows[:limit]})


def _or_refusal(kind: type[V], reply: Reply) -> V | views.Refusal:
    refusal = reply.json.get("refusal") if isinstance(reply.json, dict) else None
    if reply.status >= 400 and refusal is not None:
        return _read(views.Refusal, refusal)
    return _view(kind, reply)


def _view(kind: type[V], reply: Reply) -> V:
    if reply.status not in {200, 201}:
        raise _fault(reply)
    return _read(kind, reply.json)


def _read(kind: type[V], value: Any) -> V:
    try:
        return kind.model_validate(value, extra="ignore")
    except ValidationError as error:
        raise CoreFault(f"not a {kind.__name__}: {error.error_count()} faults") from error


def _fault(reply: Reply) -> CoreFault:
    return CoreFault(f"unexpected status {reply.status} ({reply.code or 'no code'})")


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
