"""Does everything derive from the journal? Read-only checks over a whole portfolio."""

from dataclasses import dataclass
from typing import Any

import psycopg


@dataclass(frozen=True)
class Finding:
    """A place where the books disagree with the journal."""

    check: str
    subject: str
    detail: str


def reconcile(connection: psycopg.Connection[Any]) -> list[Finding]:
    """Return every disagreement; an empty list is the promise kept.

    Checks: every transaction balances; the trial balance is zero; each line's projected buckets
    equal its postings; no bucket is on the wrong side of zero; each statement's balance and
    sums reproduce from the postings up to and within its cycle; statements follow each other
    without a gap; each posted payment has its posting.
    """
    findings = []
    for check, query in _CHECKS.items():
        for subject, detail in connection.execute(query.encode()):
            findings.append(Finding(check, str(subject), str(detail)))
    return findings


_LINE_BUCKETS = "('purchase', 'draw', 'interest', 'fees', 'disputed', 'credit')"
_BALANCED = """
    SELECT t.transaction_id, coalesce(sum(e.amount_minor), 0)
    FROM servicing.transactions t LEFT JOIN servicing.entries e USING (transaction_id)
    GROUP BY 1 HAVING count(e.*) < 2 OR coalesce(sum(e.amount_minor), 0) <> 0
"""
_TRIAL = """
    SELECT 'trial balance', sum(amount_minor) FROM servicing.entries
    HAVING sum(amount_minor) <> 0
"""
_BUCKETS = f"""
    SELECT a.account_id || ' ' || b.key, b.value || ' projected, ' || coalesce(j.minor, 0)
    FROM servicing.accounts a
    CROSS JOIN LATERAL (
        SELECT key, (value ->> 'minor')::bigint AS value
        FROM jsonb_each(a.state -> 'buckets')) b
    LEFT JOIN (
        SELECT account_id, ledger_account, sum(amount_minor)::bigint AS minor
        FROM servicing.entries WHERE ledger_account IN {_LINE_BUCKETS} GROUP BY 1, 2
    ) j ON j.account_id = a.account_id AND j.ledger_account = b.key
    WHERE b.value <> coalesce(j.minor, 0)
        OR (b.key = 'credit' AND b.value > 0) OR (b.key <> 'credit' AND b.value < 0)
"""  # noqa: S608  # fixed text only
_STATEMENTS = f"""
    SELECT s.account_id || ' ' || s.closing_on,
        s.new_balance_minor || ' stated, ' || j.upto || ' posted; sums '
        || concat_ws('/', j.payments, j.credits, j.purchases, j.draws, j.fees, j.interest)
    FROM servicing.statements s
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(m.minor), 0) AS upto,
            -coalesce(sum(m.minor) FILTER (WHERE m.inside AND m.kind IN
                ('payment', 'payment_return')), 0) AS payments,
            -coalesce(sum(m.minor) FILTER (WHERE m.inside AND m.kind IN
                ('refund', 'fee_waiver', 'adjustment')), 0) AS credits,
            coalesce(sum(m.minor) FILTER (WHERE m.inside AND m.kind = 'purchase'), 0) AS purchases,
            coalesce(sum(m.minor) FILTER (WHERE m.inside AND m.kind = 'draw'), 0) AS draws,
            coalesce(sum(m.minor) FILTER (WHERE m.inside AND m.kind IN
                ('late_fee', 'returned_fee', 'subscription_fee', 'draw_fee')), 0) AS fees,
            coalesce(sum(m.minor) FILTER (WHERE m.inside AND m.kind = 'interest'), 0) AS interest
        FROM (
            SELECT t.kind, e.amount_minor AS minor, e.posted_on >= s.opening_on AS inside
            FROM servicing.entries e JOIN servicing.transactions t USING (transaction_id)
            WHERE e.account_id = s.account_id AND e.posted_on <= s.closing_on
                AND e.ledger_account IN {_LINE_BUCKETS}) m
    ) j
    WHERE s.new_balance_minor <> j.upto
        OR (s.payments_minor, s.credits_minor, s.purchases_minor, s.draws_minor, s.fees_minor,
            s.interest_minor)
        <> (j.payments, j.credits, j.purchases, j.draws, j.fees, j.interest)
"""  # noqa: S608  # fixed text only
_GAPS = """
    SELECT account_id || ' ' || closing_on, 'opens ' || opening_on || ' after ' || before
    FROM (SELECT *, lag(closing_on) OVER w AS before,
            lag(new_balance_minor) OVER w AS brought_forward
        FROM servicing.statements WINDOW w AS (PARTITION BY account_id ORDER BY closing_on)) s
    WHERE opening_on <> before + 1 OR previous_balance_minor <> brought_forward
"""
_PAYMENTS = """
    SELECT p.payment_id, p.status || ' ' || p.amount_minor || ', ' || coalesce(j.minor, 0)
    FROM servicing.payments p
    LEFT JOIN (
        SELECT t.payment_id, -sum(e.amount_minor)::bigint AS minor
        FROM servicing.transactions t JOIN servicing.entries e USING (transaction_id)
        WHERE e.ledger_account = 'bank_cash' AND t.payment_id IS NOT NULL GROUP BY 1
    ) j USING (payment_id)
    WHERE -coalesce(j.minor, 0)
        <> CASE WHEN p.status = 'posted' THEN p.amount_minor ELSE 0 END
"""
_CHECKS = {
    "transaction balances": _BALANCED,
    "trial balance is zero": _TRIAL,
    "projection equals postings": _BUCKETS,
    "statement reproduces": _STATEMENTS,
    "statements follow each other": _GAPS,
    "payment has its posting": _PAYMENTS,
}
