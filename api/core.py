"""The composition root's other half: the books, in this process or behind HTTP.

books over HTTP    `LINEWISE_CORE_URL`: the assistant speaks to a lender's own core
the books' face    our own core as an application, mounted by `serve` or served alone
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import jwt
import psycopg
from starlette.types import ASGIApp

from agents.triage.model import Deadline
from api.failures import BadInput
from servicing.accounts import repository as accounts
from servicing.answers import repository as answers
from servicing.calendar import BusinessDays
from servicing.clock import Clock
from servicing.disputes import repository as claims
from servicing.disputes.clocks import RESOLVE_CAP_DAYS, clocks_for
from servicing.http.app import contract, create_app
from servicing.http.sessions import Core
from servicing.http.tokens import ALGORITHM, CoreTokens
from servicing.ledger.reconcile import Checked, reconciliation, trial_balance
from servicing.ledger.repository import balances_as_of
from servicing.money import Money
from servicing.plans import repository as plans
from servicing.plans.drafts import chain_holds
from servicing.products import load_products
from servicing.session import Pool, reading
from servicing.statements import FORMATS, document, render
from tools.clients.http import HttpBooks, Wire
from tools.ports import Books, BorrowerId

Reconciliation = tuple[list[tuple[str, Money]], list[Checked]]
KEY_BYTES = 18
PRINTED_TOKEN_LIFETIME = timedelta(hours=1)


def core_app(pool: Pool, clock: Clock, secret: str) -> ASGIApp:
    """Return our own core over HTTP."""
    return create_app(Core(pool, clock, secret))


def core_document() -> dict[str, Any]:
    """Return the OpenAPI document of our own core; no database is needed for it."""
    return contract()


def core_token(secret: str, borrower: str) -> str:
    """Return a token that opens a borrower's books for an hour, to try a core with."""
    now = datetime.now(UTC)
    return CoreTokens(secret).issue(borrower, now=now, lifetime=PRINTED_TOKEN_LIFETIME)


def signer(secret: str, token: str) -> Callable[[Mapping[str, object]], str]:
    """Return what makes a token like another one with some claims changed.

    Raises `jwt.InvalidTokenError` for a token that isn't a JWT.
    """
    claims = jwt.decode(token, options={"verify_signature": False})
    return lambda changed: jwt.encode({**claims, **changed}, secret, ALGORITHM)


def new_key() -> str:
    """Return an idempotency key."""
    return secrets.token_urlsafe(KEY_BYTES)


def http_client(base_url: str) -> httpx.AsyncClient:
    """Return connections to a core."""
    return httpx.AsyncClient(base_url=base_url.rstrip("/") + "/")


def http_books(client: httpx.AsyncClient, secret: str) -> Callable[[BorrowerId], Books]:
    """Return what opens a borrower's books at a core that knows our secret."""
    tokens = CoreTokens(secret)

    def open_books(borrower: BorrowerId) -> Books:
        def token() -> str:
            return tokens.issue(borrower, now=datetime.now(UTC))

        return HttpBooks(Wire(client, token, new_key))

    return open_books


def reconcile(dsn: str) -> Reconciliation:
    """Return the trial balance and every check against the journal, of one moment."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute("SET LOCAL ROLE linewise_auditor")
        return trial_balance(connection), reconciliation(connection)


def decisions(dsn: str) -> tuple[list[str], int, str | None]:
    """Return the hashes of all decisions on plans, how many steps cases had, and what is amiss.

    What is amiss is the first chain that isn't whole and unchanged, None if all are.
    """
    with psycopg.connect(dsn) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute("SET LOCAL ROLE linewise_auditor")
        made: list[str] = []
        for (account,) in connection.execute(
            "SELECT DISTINCT account_id FROM servicing.plan_decisions ORDER BY 1"
        ).fetchall():
            chain = plans.decisions(connection, account)
            if not chain_holds(chain):
                return made, 0, f"line {account}: the decisions on its plans"
            made += [one.sha256 for one in chain]
        steps = 0
        for claim, count in connection.execute(
            "SELECT claim_id, count(*) FROM servicing.claim_steps GROUP BY 1 ORDER BY 1"
        ).fetchall():
            if not claims.chain_holds(connection, claim):
                return made, steps, f"claim {claim}: its steps"
            steps += count
        for right, count in connection.execute(
            "SELECT right_id, count(*) FROM servicing.right_steps GROUP BY 1 ORDER BY 1"
        ).fetchall():
            if not answers.chain_holds(connection, right):
                return made, steps, f"right {right}: its steps"
            steps += count
    return made, steps, None


def statement(pool: Pool, borrower_id: str, closing: date, form: str) -> bytes | None:
    """Return the statement that closed on or last before a day as a file's content, or None."""
    if form not in FORMATS:
        raise BadInput(f"a statement comes as {', '.join(FORMATS)}, not {form!r}")
    with reading(pool, borrower_id) as connection:
        found = document(connection, load_products(), borrower_id, closing)
    return None if found is None else render(found, form)


def balances(pool: Pool, borrower_id: str, day: date) -> dict[str, Decimal]:
    """Return each bucket's balance at the end of a day, in dollars."""
    with reading(pool, borrower_id) as connection:
        account_id, _ = accounts.identify(connection, borrower_id)
        found = balances_as_of(connection, account_id, day)
    return {bucket.value: amount.dollars for bucket, amount in found.items()}


def deadlines(kind: str, received: date) -> tuple[Deadline, ...]:
    """Return the clocks of a right received on a day by somebody whose line isn't known.

    Without a line there are no billing cycles: a billing error is then due on the last day that
    any line allows (12 CFR 1026.13(c)(2)). Raises `UnknownRight`.
    """
    latest = received + timedelta(days=RESOLVE_CAP_DAYS)
    return tuple(
        Deadline(clock.name, clock.due, clock.cite)
        for clock in clocks_for(kind, received, (latest, latest), BusinessDays())
    )
