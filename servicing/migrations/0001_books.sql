-- The books: borrowers and their lines, the journal, and everything that hangs on them.
-- Amounts are whole cents (…_minor). Dates are the lender's calendar (New York).

CREATE SCHEMA servicing;

DO $$
BEGIN
    CREATE ROLE linewise_borrower NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    CREATE ROLE linewise_servicing NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    EXECUTE format('GRANT linewise_borrower, linewise_servicing TO %I', current_user);
EXCEPTION WHEN unique_violation OR sqlstate 'XX000' THEN NULL; -- another database got there first
END $$;

CREATE TABLE servicing.clock (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    instant timestamptz NOT NULL
);

CREATE TABLE servicing.borrowers (
    borrower_id text PRIMARY KEY,
    handle text UNIQUE,
    first_name text NOT NULL,
    name text NOT NULL,
    story text
);

-- `state` is a projection of the journal and of what was received; servicing.ledger.reconcile
-- recomputes it. `version` grows with every change and is what a quote is bound to.
CREATE TABLE servicing.accounts (
    account_id text PRIMARY KEY,
    borrower_id text NOT NULL UNIQUE REFERENCES servicing.borrowers,
    product_id text NOT NULL,
    tier text NOT NULL,
    opened_on date NOT NULL,
    due_day int NOT NULL CHECK (due_day BETWEEN 1 AND 28),
    credit_limit_minor bigint NOT NULL CHECK (credit_limit_minor >= 0),
    status text NOT NULL CHECK (status IN ('open', 'charged_off', 'closed')),
    version int NOT NULL,
    state jsonb NOT NULL
);

CREATE TABLE servicing.bank_accounts (
    account_id text PRIMARY KEY REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    label text NOT NULL,
    last4 text NOT NULL CHECK (last4 ~ '^[0-9]{4}$')
);

CREATE TABLE servicing.autopay (
    account_id text PRIMARY KEY REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('minimum', 'statement', 'current', 'fixed', 'fee')),
    amount_minor bigint CHECK (amount_minor > 0),
    days_before_due int NOT NULL CHECK (days_before_due BETWEEN 0 AND 10),
    CHECK ((kind = 'fixed') = (amount_minor IS NOT NULL))
);

-- The journal. One row a transaction, at least two entries each, summing to zero.
CREATE TABLE servicing.transactions (
    transaction_id text PRIMARY KEY,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    sequence int NOT NULL,
    kind text NOT NULL,
    posted_on date NOT NULL,
    effective_on date NOT NULL,
    transacted_on date NOT NULL,
    description text NOT NULL,
    merchant text,
    category text,
    city text,
    payment_id text,
    reverses text REFERENCES servicing.transactions,
    detail jsonb NOT NULL DEFAULT '{}',
    UNIQUE (account_id, sequence)
);

CREATE TABLE servicing.entries (
    transaction_id text NOT NULL REFERENCES servicing.transactions,
    entry_no int NOT NULL,
    account_id text NOT NULL,
    borrower_id text NOT NULL,
    posted_on date NOT NULL,
    ledger_account text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
    PRIMARY KEY (transaction_id, entry_no)
);
CREATE INDEX entries_as_of ON servicing.entries (account_id, posted_on)
    INCLUDE (ledger_account, amount_minor);

CREATE FUNCTION servicing.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'post a reversal';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON servicing.transactions
    FOR EACH STATEMENT EXECUTE FUNCTION servicing.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON servicing.entries
    FOR EACH STATEMENT EXECUTE FUNCTION servicing.refuse_change();

CREATE FUNCTION servicing.check_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entries int;
    off_by bigint;
BEGIN
    SELECT count(*), coalesce(sum(amount_minor), 0) INTO entries, off_by
    FROM servicing.entries WHERE transaction_id = NEW.transaction_id;
    IF off_by <> 0 OR entries < 2 THEN
        RAISE EXCEPTION 'transaction % does not balance: % entries, off by %',
            NEW.transaction_id, entries, off_by USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON servicing.transactions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION servicing.check_balanced();
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON servicing.entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION servicing.check_balanced();

-- What an idempotency key was used for, and what was answered.
CREATE TABLE servicing.requests (
    account_id text NOT NULL REFERENCES servicing.accounts,
    key text NOT NULL,
    borrower_id text NOT NULL,
    request_sha256 text NOT NULL,
    response jsonb NOT NULL,
    PRIMARY KEY (account_id, key)
);

CREATE TABLE servicing.statements (
    account_id text NOT NULL REFERENCES servicing.accounts,
    closing_on date NOT NULL,
    borrower_id text NOT NULL,
    opening_on date NOT NULL,
    due_on date NOT NULL,
    previous_balance_minor bigint NOT NULL,
    payments_minor bigint NOT NULL,
    credits_minor bigint NOT NULL,
    purchases_minor bigint NOT NULL,
    draws_minor bigint NOT NULL,
    fees_minor bigint NOT NULL,
    interest_minor bigint NOT NULL,
    new_balance_minor bigint NOT NULL,
    minimum_due_minor bigint NOT NULL,
    fees_year_to_date_minor bigint NOT NULL,
    interest_year_to_date_minor bigint NOT NULL,
    interest_lines jsonb NOT NULL,
    PRIMARY KEY (account_id, closing_on),
    CHECK (new_balance_minor = previous_balance_minor - payments_minor - credits_minor
        + purchases_minor + draws_minor + fees_minor + interest_minor)
);

CREATE TABLE servicing.payments (
    payment_id text PRIMARY KEY,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    on_date date NOT NULL,
    source text NOT NULL CHECK (source IN ('one_off', 'autopay', 'check')),
    bank_label text NOT NULL,
    bank_last4 text NOT NULL,
    status text NOT NULL
        CHECK (status IN ('scheduled', 'pending', 'posted', 'returned', 'cancelled')),
    settles_on date NOT NULL,
    releases_on date NOT NULL,
    allocation jsonb NOT NULL DEFAULT '{}',
    posted_transaction text,
    return_code text,
    returned_on date,
    CHECK ((status = 'returned') = (returned_on IS NOT NULL))
);
CREATE INDEX payments_by_account ON servicing.payments (account_id, on_date);

-- Card authorisations: pending until posted or voided, once.
CREATE TABLE servicing.holds (
    hold_id text PRIMARY KEY,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    authorised_on date NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    description text NOT NULL,
    merchant text,
    category text,
    city text,
    posts_on date NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'posted', 'voided'))
);
CREATE INDEX holds_by_account ON servicing.holds (account_id) WHERE status = 'pending';

CREATE TABLE servicing.plans (
    plan_id text PRIMARY KEY,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    program text NOT NULL,
    payment_minor bigint NOT NULL CHECK (payment_minor > 0),
    apr numeric(6, 3) NOT NULL,
    months int NOT NULL,
    first_due_on date NOT NULL,
    ends_on date NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'completed', 'broken', 'ended'))
);
CREATE UNIQUE INDEX one_active_plan ON servicing.plans (account_id) WHERE status = 'active';

CREATE TABLE servicing.flags (
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    flag text NOT NULL,
    raised_at timestamptz NOT NULL,
    verified boolean NOT NULL,
    PRIMARY KEY (account_id, flag)
);

CREATE TABLE servicing.rights (
    right_id text PRIMARY KEY,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    kind text NOT NULL,
    reference text NOT NULL UNIQUE,
    received_at timestamptz NOT NULL,
    conversation_id text NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'closed')),
    detail jsonb NOT NULL,
    clocks jsonb NOT NULL
);
CREATE INDEX rights_by_account ON servicing.rights (account_id, kind);

CREATE TABLE servicing.quotes (
    quote_id text PRIMARY KEY,
    token_sha256 text NOT NULL UNIQUE,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    conversation_id text NOT NULL,
    action text NOT NULL,
    arguments jsonb NOT NULL,
    disclosure_ids text[] NOT NULL,
    account_version int NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'confirmed', 'cancelled')),
    outcome jsonb,
    CHECK ((status = 'open') = (outcome IS NULL))
);
