"""P2 across processes: one token, two presses at once, one payment."""

import json
import subprocess
import sys
from pathlib import Path

from tests.desk import Desk

PRESS = """
import asyncio, json, sys, time
from pathlib import Path
from psycopg_pool import ConnectionPool
from servicing.clock import DemoClock
from tools.clients.embedded import EmbeddedBooks

dsn, borrower, conversation, token, gate = sys.argv[1:]
with ConnectionPool(dsn, min_size=1, max_size=1, open=True) as pool:
    books = EmbeddedBooks(pool, borrower, DemoClock(dsn))
    asyncio.run(books.snapshot())  # warm: both are ready to press
    print("ready", flush=True)
    while not Path(gate).exists():
        time.sleep(0.001)
    outcome = asyncio.run(books.confirm(token, conversation))
print(json.dumps({"status": outcome.status, "repeated": outcome.repeated,
                  "payment": outcome.payment.id}))
"""


async def test_two_processes_pressing_one_card_pay_once(desk: Desk, tmp_path: Path) -> None:
    quoted = await desk.ask("pay 45 on december 4", keep=True)
    assert quoted.confirmation is not None
    gate = tmp_path / "gate"
    command = [sys.executable, "-c", PRESS, desk.dsn, desk.who.borrower_id]
    command += [str(desk.conversation), quoted.confirmation.token, str(gate)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    gate.touch()
    outcomes = [json.loads(process.communicate(timeout=30)[0]) for process in processes]
    assert [outcome["status"] for outcome in outcomes] == ["ok", "ok"]
    assert sorted(outcome["repeated"] for outcome in outcomes) == [False, True]
    assert outcomes[0]["payment"] == outcomes[1]["payment"]
    listed = await desk.books.payments(25)
    assert len([p for p in listed.payments if p.amount == 45 and p.status == "scheduled"]) == 1
