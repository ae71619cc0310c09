"""`linewise core reconcile`: whatever of the books is off, it is found and named."""

from collections.abc import Callable

import psycopg
import pytest

from api.cli import main
from servicing.accounts import repository
from servicing.backposts.backpost import BackDated, Correction, back_post
from servicing.backposts.repository import history
from servicing.calendar import DAY
from servicing.money import Money
from servicing.products import load_products

ACCOUNT = "104000"
OFF: dict[str, tuple[str, str]] = {
    "transaction balances": (
        "UPDATE servicing.entries SET amount_minor = amount_minor + 1"
        " WHERE transaction_id = 't-104037-00003' AND entry_no = 1",
        "t-104037-00003: 1",
    ),
    "balances carry on": (
        "UPDATE servicing.transactions SET balances[1] = balances[1] + 1"
        " WHERE transaction_id = 't-104000-00003'",
        "t-104000-00003: left",
    ),
    "projection equals postings": (
        "UPDATE servicing.accounts SET state = jsonb_set(state, '{buckets,fees,minor}', '7')"
        " WHERE account_id = '104000'",
        "104000 fees: 7 projected, 0",
    ),
    "interest is computed from what is owed": (
        "UPDATE servicing.accounts SET"
        " state = jsonb_set(state, '{cycle,opening,draw,minor}', '12345')"
        " WHERE account_id = '104000'",
        "104000 draw: ",
    ),
    "interest is what its days and rate give": (
        "UPDATE servicing.transactions SET detail = jsonb_set(detail, '{apr}', '\"99.99\"')"
        " WHERE transaction_id = (SELECT max(transaction_id) FROM servicing.transactions"
        " WHERE kind = 'interest')",
        " computed",
    ),
    "disputed amounts are those set aside": (
        "UPDATE servicing.accounts SET state = jsonb_set(state, '{aside}', '{\"t-104000-00003\":"
        ' {"bucket": "purchase", "amount": {"minor": 5}, "paid": {"minor": 0},'
        ' "since": "2026-11-01"}}\') WHERE account_id = \'104000\'',
        "104000: 0 disputed, 5 set aside",
    ),
    "statement reproduces": (
        "UPDATE servicing.statements SET purchases_minor = purchases_minor + 1,"
        " new_balance_minor = new_balance_minor + 1"
        " WHERE account_id = '104000' AND closing_on = '2026-11-14'",
        "104000 2026-11-14: ",
    ),
    "closing kept what it closed with": (
        "UPDATE servicing.snapshots SET sequence = sequence + 1"
        " WHERE account_id = '104000' AND closing_on = '2026-11-14'",
        "104000 2026-11-14: kept",
    ),
    "payment has its posting": (
        "UPDATE servicing.payments SET amount_minor = amount_minor + 1"
        " WHERE payment_id = 'p-104000-0001'",
        "p-104000-0001: posted",
    ),
    "authorization is posted once": (
        "UPDATE servicing.holds SET captured_minor = captured_minor + 1 WHERE hold_id ="
        " (SELECT min(hold_id) FROM servicing.holds WHERE status = 'posted')",
        "posted, 1 postings of",
    ),
}


@pytest.fixture
def reconcile(
    demo_copy: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[], tuple[int, str, str]]:
    monkeypatch.setenv("LINEWISE_DATABASE_URL", demo_copy)
    monkeypatch.setenv("LINEWISE_JWT_SECRET", "s" * 32)

    def run() -> tuple[int, str, str]:
        code = main(["core", "reconcile"])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_the_demo_reconciles_and_whatever_is_off_is_named(
    demo_copy: str, reconcile: Callable[[], tuple[int, str, str]]
) -> None:
    code, out, _ = reconcile()
    assert code == 0
    trial, _, checks = out.partition("checks\n")
    assert [line.split()[1] for line in trial.splitlines() if line.split()[0] == "sum"] == ["$0.00"]
    assert {"purchase", "draw", "interest_income", "bank_cash"} <= set(trial.split())
    assert all(line.endswith("  ok") for line in checks.splitlines())
    assert set(OFF) <= {line[2:].split("  ")[0] for line in checks.splitlines()}
    for sql, _ in OFF.values():
        with psycopg.connect(demo_copy) as superuser:
            superuser.execute("SET session_replication_role = replica")
            assert superuser.execute(sql.encode()).rowcount == 1, sql
    code, out, err = reconcile()
    assert code == 1
    assert "the books disagree with the journal in " in err
    assert not out.partition("checks")[0].rstrip().endswith(" $0.00")
    for check, (_, named) in OFF.items():
        _, _, found = out.partition(f"  {check} ")
        first, second, *_ = found.splitlines()
        assert first.endswith(" findings"), check
        assert named in found, (check, second)


def test_it_is_clean_after_a_correction_of_the_past(
    demo_copy: str, reconcile: Callable[[], tuple[int, str, str]]
) -> None:
    with psycopg.connect(demo_copy) as connection:
        line, _ = repository.load(connection, load_products(), "b-0002", lock=True)
        day = line.state.morning_of
        what = BackDated("payment", Money(5_001), day - 90 * DAY, "Check, found late", "missed")
        done = back_post(line, history(connection, line, what.effective_on), what, day)
        assert isinstance(done, Correction)
        assert any(one.kind == "interest_correction" for one in done.followed_by)
        repository.save(connection, line)
    code, out, _ = reconcile()
    assert (code, out.count("  ok\n")) == (0, 13)
