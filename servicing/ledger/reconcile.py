"""Does everything derive from the journal? Read-only checks over a whole portfolio."""

from dataclasses import dataclass
from typing import Any

import psycopg

from servicing.money import Money, total


@dataclass(frozen=True)
class Finding:
    """A place where the books disagree with the journal."""

    check: str
    subject: str
    detail: str


@dataclass(frozen=True)
class Checked:
    """One check: how many things it looked at, and where it found a disagreement."""

    name: str
    looked_at: int
    findings: tuple[Finding, ...]


def reconcile(connection: psycopg.Connection[Any]) -> list[Finding]:
    """Return every disagreement; an empty list is the promise kept."""
    return [finding for checked in reconciliation(connection) for finding in checked.findings]


def reconciliation(connection: psycopg.Connection[Any]) -> list[Checked]:
    """Run every check, as a role that sees all rows.

    Each transaction balances and carries on from the one before it; the trial balance is zero;
    each line's projected buckets equal its postings and stand on the right side of zero; what
    interest is computed from equals them too, payments received taken off; each interest charge is
    what its days and rate give, and its statement's lines sum to it; disputed amounts are those
    set aside; each statement's balance and sums reproduce from the postings, and statements
    follow each other without a gap; each closing kept what it closed with; a reversal mirrors
    what it reverses; payments and card authorisations have the postings they should, once.
    """
    return [_run(connection, name, *queries) for name, queries in _CHECKS.items()]


def trial_balance(connection: psycopg.Connection[Any]) -> list[tuple[str, Money]]:
    """Return what stands in every account of the ledger: the lines' buckets, then the lender's.

    Debits are positive. The last row, `sum`, is what they sum to: zero.
    """
    found = connection.execute(
        "SELECT ledger_account, sum(amount_minor)::bigint FROM servicing.entries GROUP BY 1"
    ).fetchall()
    sums = {name: Money(minor) for name, minor in found}
    own = sorted(sums.keys() - set(_NAMES))
    rows = [(name, sums[name]) for name in (*_NAMES, *own) if name in sums]
    return [*rows, ("sum", total(sums.values()))]


def _run(connection: psycopg.Connection[Any], name: str, things: str, query: str) -> Checked:
    row = connection.execute(f"SELECT count(*) FROM {things}".encode()).fetchone()  # noqa: S608
    found = connection.execute(query.encode()).fetchall()
    return Checked(
        name,
        row[0] if row else 0,
        tuple(Finding(name, str(subject), str(detail)) for subject, detail in found),
    )


_NAMES = ("purchase", "draw", "interest", "fees", "disputed", "credit")
_LINE_BUCKETS = f"({', '.join(repr(name) for name in _NAMES)})"
_LEGS = ", ".join(
    f"sum(e.amount_minor) FILTER (WHERE e.ledger_account = '{name}') AS {name}" for name in _NAMES
)
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
            -coalesce(sum(m.minor) FILTER (WHERE m.inside AND m.kind NOT IN
                ('payment', 'payment_return', 'purchase', 'draw', 'interest', 'late_fee',
                'returned_fee', 'subscription_fee', 'draw_fee')), 0) AS credits,
            coalesce(sum(m.minor) FILTER (WHERE m.inside AND m.kind = 'purchase'), 0) AS purchases,
            coalesce(sum(m.minor) FILTER (WHERE m.inside AND m.kind = 'draw'), 0) AS draws,
            coalesce(sum(m.minor) FILTER (WHERE m.inside AND m.kind IN
                ('late_fee', 'returned_fee', 'subscription_fee', 'draw_fee')), 0) AS fees,
            coalesce(sum(m.minor) FILTER (WHERE m.inside AND m.kind = 'interest'), 0) AS interest
        FROM (
            SELECT CASE WHEN t.detail ->> 'reverses_kind' = 'payment' THEN 'payment'
                ELSE t.kind END AS kind,
                e.amount_minor AS minor, e.posted_on >= s.opening_on AS inside
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
_CARRIED = f"""
    SELECT transaction_id, 'left ' || balances::text || ', entries sum to ' || summed::text
    FROM (
        SELECT t.transaction_id, t.balances, ARRAY[
            {", ".join(f"coalesce(sum(l.{name}) OVER w, 0)" for name in _NAMES)}
            ]::bigint[] AS summed
        FROM servicing.transactions t
        CROSS JOIN LATERAL (SELECT {_LEGS} FROM servicing.entries e
            WHERE e.transaction_id = t.transaction_id) l
        WINDOW w AS (PARTITION BY t.account_id ORDER BY t.sequence)) c
    WHERE balances <> summed
"""  # noqa: S608  # fixed text only
_ACCRUAL = """
    SELECT a.account_id || ' ' || b.name, b.accruing || ' bears interest, ' || b.owed || ' is owed'
    FROM servicing.accounts a
    CROSS JOIN LATERAL (
        SELECT name,
            (a.state -> 'cycle' -> 'opening' -> name ->> 'minor')::bigint + coalesce((
                SELECT sum((m -> 'amount' ->> 'minor')::bigint)
                FROM jsonb_array_elements(a.state -> 'cycle' -> 'moves' -> name) m), 0) AS accruing,
            (a.state -> 'buckets' -> name ->> 'minor')::bigint - coalesce((
                SELECT sum((p.allocation -> 'parts' ->> name)::bigint)
                FROM servicing.payments p
                WHERE p.account_id = a.account_id AND p.status = 'pending'), 0) AS owed
        FROM unnest(ARRAY['purchase', 'draw']) name) b
    WHERE b.accruing <> b.owed AND a.status = 'open'
"""
_INTEREST = f"""
    SELECT transaction_id, posted || ' posted, ' || coalesce(round(exact, 4)::text, 'nothing')
        || ' computed'
    FROM (
        SELECT t.transaction_id, (
                SELECT sum(e.amount_minor) FROM servicing.entries e
                WHERE e.transaction_id = t.transaction_id AND e.ledger_account IN {_LINE_BUCKETS}
            ) AS posted, (
                SELECT sum((s ->> 2)::numeric * ((s ->> 1)::date - (s ->> 0)::date + 1))
                FROM jsonb_array_elements(t.detail -> 'spans') s
            ) * (t.detail ->> 'apr')::numeric / 36500 AS exact
        FROM servicing.transactions t
        WHERE t.kind = 'interest' OR t.kind = 'interest_correction' AND t.detail ? 'spans') i
    WHERE abs(posted - coalesce(exact, 0)) > 0.5
    UNION ALL
    SELECT account_id || ' ' || closing_on, interest_minor || ' stated, ' || told || ' in its lines'
    FROM (
        SELECT *, coalesce((SELECT sum((l -> 'amount' ->> 'minor')::bigint)
            FROM jsonb_array_elements(interest_lines) l), 0) AS told
        FROM servicing.statements) s
    WHERE interest_minor <> told
"""  # noqa: S608  # fixed text only
_ASIDE = """
    SELECT account_id, disputed || ' disputed, ' || set_aside || ' set aside'
    FROM (
        SELECT account_id, (state -> 'buckets' -> 'disputed' ->> 'minor')::bigint AS disputed,
            coalesce((SELECT sum((o.value -> 'amount' ->> 'minor')::bigint)
                FROM jsonb_each(state -> 'aside') o), 0) AS set_aside
        FROM servicing.accounts) s
    WHERE disputed <> set_aside
"""
_SNAPSHOTS = f"""
    SELECT s.account_id || ' ' || s.closing_on, 'kept ' || s.balances::text || ', posted '
        || coalesce(j.balances::text, 'nothing')
    FROM servicing.snapshots s
    LEFT JOIN LATERAL (
        SELECT t.balances, t.sequence FROM servicing.transactions t
        WHERE t.account_id = s.account_id AND t.posted_on <= s.closing_on
        ORDER BY t.posted_on DESC, t.sequence DESC LIMIT 1) j ON true
    WHERE s.balances IS DISTINCT FROM coalesce(j.balances, '{{0,0,0,0,0,0}}')
        OR s.sequence <> coalesce(j.sequence, 0)
        OR s.balances <> ARRAY[{
    ", ".join(f"(s.state -> 'buckets' -> '{name}' ->> 'minor')::bigint" for name in _NAMES)
}]
        OR NOT EXISTS (SELECT FROM servicing.statements d
            WHERE d.account_id = s.account_id AND d.closing_on = s.closing_on)
"""  # noqa: S608  # fixed text only
_MIRRORS = """
    SELECT t.transaction_id, 'does not mirror ' || coalesce(t.reverses, 'anything')
    FROM servicing.transactions t
    LEFT JOIN servicing.transactions o
        ON o.transaction_id = t.reverses AND o.account_id = t.account_id
    WHERE t.kind = 'reversal' AND (
        SELECT array_agg((e.ledger_account, -e.amount_minor)::text ORDER BY e.entry_no)
        FROM servicing.entries e WHERE e.transaction_id = t.transaction_id
    ) IS DISTINCT FROM (
        SELECT array_agg((e.ledger_account, e.amount_minor)::text ORDER BY e.entry_no)
        FROM servicing.entries e WHERE e.transaction_id = o.transaction_id)
"""
_HOLDS = """
    SELECT h.hold_id, h.status || ', ' || count(t.*) || ' postings of '
        || coalesce(sum(t.minor), 0)
    FROM servicing.holds h
    LEFT JOIN (
        SELECT t.hold_id, t.account_id, t.transaction_id,
            -sum(e.amount_minor)::bigint AS minor
        FROM servicing.transactions t JOIN servicing.entries e USING (transaction_id)
        WHERE t.hold_id IS NOT NULL AND e.ledger_account = 'card_settlement' GROUP BY 1, 2, 3
    ) t ON t.hold_id = h.hold_id AND t.account_id = h.account_id
        AND t.transaction_id = h.transaction_id
    GROUP BY h.hold_id, h.status, h.captured_minor
    HAVING (h.status = 'posted') <> (count(t.*) = 1)
        OR coalesce(sum(t.minor), 0) <> coalesce(h.captured_minor, 0)
    UNION ALL
    SELECT t.hold_id, 'captured without an authorization'
    FROM servicing.transactions t
    WHERE t.hold_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM servicing.holds h WHERE h.transaction_id = t.transaction_id)
"""
_CHECKS = {
    "transaction balances": ("servicing.transactions", _BALANCED),
    "trial balance is zero": ("servicing.entries", _TRIAL),
    "balances carry on": ("servicing.transactions", _CARRIED),
    "projection equals postings": ("servicing.accounts", _BUCKETS),
    "interest is computed from what is owed": ("servicing.accounts", _ACCRUAL),
    "interest is what its days and rate give": (
        "servicing.transactions WHERE kind IN ('interest', 'interest_correction')",
        _INTEREST,
    ),
    "disputed amounts are those set aside": ("servicing.accounts", _ASIDE),
    "statement reproduces": ("servicing.statements", _STATEMENTS),
    "statements follow each other": ("servicing.statements", _GAPS),
    "closing kept what it closed with": ("servicing.snapshots", _SNAPSHOTS),
    "reversal mirrors": ("servicing.transactions WHERE kind = 'reversal'", _MIRRORS),
    "payment has its posting": ("servicing.payments", _PAYMENTS),
    "authorization is posted once": ("servicing.holds", _HOLDS),
}
