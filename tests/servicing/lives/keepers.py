"""Where a line is kept between two steps of its life: in Postgres, or in memory for speed."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from typing import Any, Protocol

import psycopg

from servicing.accounts import flags, repository
from servicing.accounts.copies import copied_line
from servicing.accounts.model import Line, Payment, Snapshot
from servicing.backposts import repository as backposts
from servicing.backposts.history import History, history_since
from servicing.ledger import repository as ledger
from servicing.ledger.model import BUCKETS, PRINCIPAL, Bucket, JournalTransaction
from servicing.ledger.reconcile import reconcile
from servicing.money import ZERO, total
from servicing.products import load_products
from servicing.tables import insert_rows

PRODUCTS = load_products()
BORROWER = "b-test"


class Killed(Exception):
    """The process that was at it is gone."""


class Keeper(Protocol):
    """Keeps one line."""

    def line(self) -> AbstractContextManager[Line]:
        """Return the line to be worked on; at the end that is kept whole, or nothing of it is."""
        ...

    def cut_off(self, line: Line, how: str) -> None:
        """Write what was done to the line, and be gone before it is kept for good."""
        ...

    def read(self) -> Line:
        """Return the line as it is kept."""
        ...

    def plan_started(self, line: Line) -> None:
        """Put the plan that just started on the line on record, with the change."""
        ...

    def flagged(self, line: Line, flag: str) -> None:
        """Put a verified flag on the line and on record."""
        ...

    def history(self, line: Line, day: date) -> History:
        """Return its past from before a day on."""
        ...

    def payment(self, line: Line, name: str) -> Payment:
        """Return a payment of any age."""
        ...

    def transactions(self) -> list[JournalTransaction]:
        """Return its postings in their order."""
        ...

    def wrong(self) -> list[Any]:
        """Return where the books disagree with themselves."""
        ...

    def close(self) -> None:
        """Let it go."""
        ...


class InMemory:
    """A line without a database."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._posted: list[JournalTransaction] = []
        self._snapshots: list[Snapshot] = []

    @contextmanager
    def line(self) -> Iterator[Line]:
        work = copied_line(self._line)
        yield work
        self._posted += work.changes.transactions
        self._snapshots += work.changes.snapshots
        self._line = work

    def cut_off(self, line: Line, how: str) -> None:
        raise Killed

    def read(self) -> Line:
        return self._line

    def plan_started(self, line: Line) -> None:
        pass

    def flagged(self, line: Line, flag: str) -> None:
        line.flags = {**line.flags, flag: True}

    def history(self, line: Line, day: date) -> History:
        payments = line.payments.values()
        return history_since(line, day, self._snapshots, self._posted, payments)

    def payment(self, line: Line, name: str) -> Payment:
        return line.payments[name]

    def transactions(self) -> list[JournalTransaction]:
        return self._posted

    def wrong(self) -> list[Any]:
        """Return where the sums, signs, accrual or disputed amounts don't hold."""
        state, found = self._line.state, []
        for one in self._posted:
            if total(entry.amount for entry in one.entries):
                found.append(("unbalanced", one.transaction_id))
        if self._posted and self._posted[-1].balances != tuple(state.buckets[b] for b in BUCKETS):
            found.append(("balances", self._posted[-1].balances))
        owed = self._line.owed()
        for bucket in PRINCIPAL:
            moves = total(move.amount for move in state.cycle.moves[bucket])
            if state.cycle.opening[bucket] + moves != owed[bucket]:
                found.append((bucket, state.cycle.opening[bucket] + moves, owed[bucket]))
        for bucket, amount in (*owed.items(), *state.buckets.items()):
            if amount > ZERO if bucket is Bucket.CREDIT else amount < ZERO:
                found.append((bucket, amount))
        if state.buckets[Bucket.DISPUTED] != total(one.amount for one in state.aside.values()):
            found.append(("set aside", state.aside))
        return found

    def close(self) -> None:
        pass


class InPostgres:
    """A line in an emptied database, worked on in the role that the product has."""

    def __init__(self, dsn: str, line: Line) -> None:
        self.dsn, self.connection = dsn, psycopg.connect(dsn)
        self.connection.execute("SET session_replication_role = replica")
        for (table,) in self.connection.execute(
            "SELECT format('servicing.%I', relname) FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'servicing'::regnamespace"
        ).fetchall():
            self.connection.execute(f"DELETE FROM {table}".encode())
        self.connection.execute("SET session_replication_role = origin")
        name = {"borrower_id": BORROWER, "first_name": "A", "name": "A B"}
        insert_rows(self.connection, "borrowers", [name])
        insert_rows(self.connection, "accounts", [repository.account_row(line)])
        linked = {"account_id": line.account_id, "borrower_id": BORROWER}
        linked |= {"label": "Test Bank", "last4": "0001"}
        insert_rows(self.connection, "bank_accounts", [linked])
        self.connection.commit()
        self._count, self._kept = 0, ""

    @contextmanager
    def line(self) -> Iterator[Line]:
        with self.connection.transaction():
            self.connection.execute("SET LOCAL ROLE linewise_servicing")
            line, _ = repository.load(self.connection, PRODUCTS, BORROWER, lock=True)
            yield line
            repository.save(self.connection, line)

    def cut_off(self, line: Line, how: str) -> None:
        repository.save(self.connection, line)
        if how == "raise":
            raise Killed
        pid = self.connection.info.backend_pid
        with psycopg.connect(self.dsn, autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(%s, 1000)", [pid])

    def read(self) -> Line:
        if self.connection.broken:
            self.connection = psycopg.connect(self.dsn)
        with self.connection.transaction(force_rollback=True):
            return repository.load(self.connection, PRODUCTS, BORROWER)[0]

    def plan_started(self, line: Line) -> None:
        plan = line.plan
        assert plan is not None
        row = {"plan_id": plan.plan_id, "account_id": line.account_id, "borrower_id": BORROWER}
        row |= {"program": plan.program, "payment_minor": plan.payment.minor, "apr": plan.apr}
        row |= {"months": plan.months, "first_due_on": plan.first_due_on}
        insert_rows(self.connection, "plans", [row | {"ends_on": plan.ends_on, "status": "active"}])

    def flagged(self, line: Line, flag: str) -> None:
        flags.verify_flag(self.connection, line, flag, datetime.now(UTC))

    def history(self, line: Line, day: date) -> History:
        return backposts.history(self.connection, line, day)

    def payment(self, line: Line, name: str) -> Payment:
        found = repository.payment(self.connection, line.account_id, name)
        assert found is not None
        return found

    def transactions(self) -> list[JournalTransaction]:
        with self.connection.transaction(force_rollback=True):
            return ledger.transactions(self.connection, "900001")

    def wrong(self) -> list[Any]:
        """Return what reconciliation finds, and whether anything posted before has changed."""
        with self.connection.transaction(force_rollback=True):
            same = self._hashed() == self._kept
            row = self.connection.execute("SELECT count(*) FROM servicing.transactions").fetchone()
            self._count = row[0] if row else 0
            self._kept = self._hashed()
            return [*([] if same else ["the journal was changed"]), *reconcile(self.connection)]

    def _hashed(self) -> str:
        row = self.connection.execute(
            "SELECT md5(string_agg(t::text || (SELECT string_agg(e::text, ',' ORDER BY entry_no)"
            "  FROM servicing.entries e WHERE e.transaction_id = t.transaction_id), ';'"
            "  ORDER BY sequence)) FROM servicing.transactions t WHERE sequence <= %s",
            [self._count],
        ).fetchone()
        return (row[0] if row else None) or ""

    def close(self) -> None:
        self.connection.close()
