"""Many at once, the same request more than once, connections cut: each thing happens once.

Workers race for the last credit of a few lines, each under keys that others use too, while
another connection kills theirs. Who is cut off asks again under the same key until answered.
"""

import threading
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import psycopg
import pytest

from servicing.accounts import draws, repository
from servicing.accounts.model import Line
from servicing.calendar import BusinessDays
from servicing.cards import authorisations
from servicing.demo.source import Chance
from servicing.ledger.model import Merchant
from servicing.ledger.reconcile import reconcile
from servicing.ledger.requests import IdempotencyConflict, once
from servicing.money import Money
from servicing.payments import receipts
from servicing.products import load_products
from servicing.refusal import Refusal
from servicing.tables import insert_rows
from tests.servicing.builders import a_line

DAYS, PRODUCTS, TODAY = BusinessDays(), load_products(), date(2026, 3, 2)
LIMIT_MINOR = 50_000
SHOP = Merchant("A shop", "A SHOP", "shopping", "Macon, GA")


@dataclass(frozen=True)
class Request:
    """What is asked for, and under which key of which line."""

    borrower: str
    key: str
    kind: str
    minor: int


@dataclass
class Answers:
    """What the workers were told."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    pids: dict[int, int] = field(default_factory=dict)
    by_key: dict[tuple[str, str], list[Mapping[str, Any]]] = field(default_factory=dict)
    cut_off: int = 0
    over: bool = False


def opened(dsn: str, lines: int) -> None:
    with psycopg.connect(dsn) as connection:
        for n in range(lines):
            line = a_line(opened_on=date(2026, 3, 1), limit=str(LIMIT_MINOR // 100))
            line.account_id, line.borrower_id = f"90000{n}", f"b-{n}"
            name = {"borrower_id": f"b-{n}", "first_name": "A", "name": "A B"}
            linked = {"account_id": line.account_id, "borrower_id": line.borrower_id}
            insert_rows(connection, "borrowers", [name])
            insert_rows(connection, "accounts", [repository.account_row(line)])
            insert_rows(
                connection, "bank_accounts", [linked | {"label": "Test Bank", "last4": "0001"}]
            )


def carry_out(connection: psycopg.Connection[Any], wanted: Request) -> Mapping[str, Any]:
    with connection.transaction():
        connection.execute("SET LOCAL ROLE linewise_servicing")
        line, _ = repository.load(connection, PRODUCTS, wanted.borrower, lock=True)

        def act() -> Mapping[str, Any]:
            response = _act(line, wanted)
            repository.save(connection, line)
            return response

        request = {"kind": wanted.kind, "minor": wanted.minor}
        return once(connection, (line.account_id, line.borrower_id), wanted.key, request, act)[0]


def _act(line: Line, wanted: Request) -> Mapping[str, Any]:
    amount = Money(wanted.minor)
    if wanted.kind == "pay":
        payment = receipts.schedule(line, amount, TODAY, "one_off", DAYS)
        receipts.receive(line, payment)
        receipts.settle(line, payment, TODAY)
        return {"transaction": payment.posted_transaction}
    if wanted.kind == "draw":
        refusal = draws.check_draw(line, amount, TODAY)
        if refusal is not None:
            return {"refused": refusal.code}
        return {"transaction": draws.take(line, amount, TODAY).transaction_id}
    hold = authorisations.authorise(line, f"{line.account_id}-{wanted.key}", amount, SHOP, TODAY)
    if isinstance(hold, Refusal):
        return {"refused": hold.code}
    posted = authorisations.capture(line, hold, amount, TODAY)
    assert not isinstance(posted, Refusal)
    return {"transaction": posted.transaction_id}


def work(dsn: str, number: int, wanted: list[Request], answers: Answers) -> None:
    connection: psycopg.Connection[Any] | None = None
    for one in wanted:
        while True:
            try:
                if connection is None:
                    connection = psycopg.connect(dsn, autocommit=True)
                    with answers.lock:
                        answers.pids[number] = connection.info.backend_pid
                response = carry_out(connection, one)
            except psycopg.OperationalError:
                if connection is not None:
                    connection.close()
                connection = None
                with answers.lock:
                    answers.cut_off += 1
                continue
            with answers.lock:
                answers.by_key.setdefault((one.borrower, one.key), []).append(response)
            break
    if connection is not None:
        connection.close()


def kill(dsn: str, answers: Answers, pause_s: float) -> None:
    chance, wait = Chance(16, "kills"), threading.Event()
    with psycopg.connect(dsn, autocommit=True) as connection:
        while not answers.over:
            with answers.lock:
                pids = sorted(answers.pids.values())
            if pids:
                connection.execute("SELECT pg_terminate_backend(%s)", [chance.pick(pids)])
            wait.wait(pause_s)


def race(dsn: str, workers: int, operations: int, lines: int) -> None:
    opened(dsn, lines)
    chance, answers = Chance(2_000, "race"), Answers()
    asked = [
        Request(
            f"b-{chance.between(0, lines - 1)}",
            f"k{n}",
            chance.weighted(("draw", "buy", "pay"), (4, 4, 2)),
            5_000 + 500 * chance.between(0, 8),
        )
        for n in range(operations // 2)
    ]
    # Every request is made twice or more, by different workers and at different times.
    shares: list[list[Request]] = [[] for _ in range(workers)]
    for n in range(operations):
        shares[n % workers].append(asked[n % len(asked)] if n < len(asked) else chance.pick(asked))
    with ThreadPoolExecutor(workers + 1) as pool:
        killer = pool.submit(kill, dsn, answers, 0.03)
        working = [pool.submit(work, dsn, n, share, answers) for n, share in enumerate(shares)]
        try:
            for one in working:
                one.result(timeout=300)
        finally:
            answers.over = True
        killer.result()
    check(dsn, answers, {(one.borrower, one.key): one for one in asked}, operations)


def check(
    dsn: str, answers: Answers, asked: Mapping[tuple[str, str], Request], operations: int
) -> None:
    assert sum(map(len, answers.by_key.values())) == operations
    assert answers.cut_off > operations // 100
    assert all(len({str(one) for one in found}) == 1 for found in answers.by_key.values())
    told = {key: found[0] for key, found in answers.by_key.items()}
    done = {key: one["transaction"] for key, one in told.items() if "transaction" in one}
    refused = Counter(one["refused"] for one in told.values() if "refused" in one)
    assert refused.keys() <= {"draw_above_available", "no_room"}
    assert sum(refused.values()) > len(told) // 10
    assert len(set(done.values())) == len(done)
    with psycopg.connect(dsn) as connection:
        posted = dict(
            connection.execute(
                "SELECT transaction_id, abs((SELECT sum(amount_minor) FROM servicing.entries e"
                " WHERE e.transaction_id = t.transaction_id AND ledger_account IN ('purchase',"
                " 'draw', 'interest', 'fees', 'disputed', 'credit')))::bigint"
                " FROM servicing.transactions t"
            ).fetchall()
        )
        assert posted == {name: asked[key].minor for key, name in done.items()}
        over = connection.execute(
            "SELECT transaction_id FROM servicing.transactions WHERE"
            " (SELECT sum(one) FROM unnest(balances) one) > %s",
            [LIMIT_MINOR],
        ).fetchall()
        assert over == []
        numbers = connection.execute(
            "SELECT account_id FROM servicing.transactions GROUP BY 1"
            " HAVING max(sequence) <> count(*)"
        ).fetchall()
        assert numbers == []
        kept = connection.execute("SELECT count(*) FROM servicing.requests").fetchone()
        assert kept == (len(told),)
        assert reconcile(connection) == []


def test_four_at_once(dsn: str) -> None:
    race(dsn, workers=4, operations=200, lines=2)


@pytest.mark.slow
def test_sixteen_at_once_two_thousand_times(dsn: str) -> None:
    race(dsn, workers=16, operations=2_000, lines=6)


def test_another_request_under_a_used_key_is_refused(dsn: str) -> None:
    opened(dsn, 1)
    with psycopg.connect(dsn, autocommit=True) as connection:
        first = carry_out(connection, Request("b-0", "k", "draw", 5_000))
        assert carry_out(connection, Request("b-0", "k", "draw", 5_000)) == first
        with pytest.raises(IdempotencyConflict):
            carry_out(connection, Request("b-0", "k", "draw", 5_001))
        row = connection.execute("SELECT count(*) FROM servicing.transactions").fetchone()
        assert row == (1,)
