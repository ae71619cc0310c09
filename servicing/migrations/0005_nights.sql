-- The nights: files to and from the bank, retries of returned payments, and what is noted once a
-- day. All of it is servicing's own; a borrower session reads none of it but its payments.

ALTER TABLE servicing.payments
    ADD COLUMN retry_of text REFERENCES servicing.payments DEFERRABLE INITIALLY DEFERRED,
    ADD COLUMN attempt int NOT NULL DEFAULT 1 CHECK (attempt BETWEEN 1 AND 3),
    ADD CHECK ((attempt = 1) = (retry_of IS NULL));
CREATE UNIQUE INDEX retried_once ON servicing.payments (retry_of) WHERE retry_of IS NOT NULL;
CREATE INDEX payments_to_collect ON servicing.payments (settles_on) WHERE status = 'pending';

-- A bank that may not be debited any more stays on record, with the bank's reason.
ALTER TABLE servicing.bank_accounts
    ADD COLUMN unlinked_on date,
    ADD COLUMN unlinked_code text,
    ADD CHECK ((unlinked_on IS NULL) = (unlinked_code IS NULL));

-- A file is one the lender sent ('payments') or one the bank did ('settled', 'returned').
CREATE TABLE servicing.bank_files (
    reference text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('payments', 'settled', 'returned')),
    banking_day date NOT NULL,
    sha256 text NOT NULL,
    entries int NOT NULL,
    debit_minor bigint NOT NULL,
    credit_minor bigint NOT NULL,
    contents text NOT NULL
);
CREATE UNIQUE INDEX one_file_a_day ON servicing.bank_files (banking_day) WHERE kind = 'payments';

-- What was asked of the bank: a payment to take or a draw to pay out, each once.
CREATE TABLE servicing.bank_entries (
    trace text PRIMARY KEY,
    reference text NOT NULL REFERENCES servicing.bank_files,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    payment_id text UNIQUE REFERENCES servicing.payments,
    draw_id text UNIQUE REFERENCES servicing.transactions,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    CHECK (num_nonnulls(payment_id, draw_id) = 1)
);

-- What the bank said of it, each once; applied with the postings that it leads to.
CREATE TABLE servicing.bank_answers (
    trace text NOT NULL REFERENCES servicing.bank_entries,
    kind text NOT NULL CHECK (kind IN ('settled', 'returned')),
    reference text NOT NULL REFERENCES servicing.bank_files,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    banking_day date NOT NULL,
    code text CHECK (code ~ '^R[0-9]{2}$'),
    applied_on date,
    PRIMARY KEY (trace, kind),
    CHECK ((kind = 'returned') = (code IS NOT NULL))
);
CREATE INDEX answers_to_apply ON servicing.bank_answers (account_id) WHERE applied_on IS NULL;

-- Days past due in steps of a month: every change of step, for collections and reporting.
CREATE TABLE servicing.delinquency_rolls (
    account_id text NOT NULL REFERENCES servicing.accounts,
    rolled_on date NOT NULL,
    borrower_id text NOT NULL,
    from_bucket text NOT NULL,
    to_bucket text NOT NULL,
    days_past_due int NOT NULL CHECK (days_past_due >= 0),
    past_due_minor bigint NOT NULL CHECK (past_due_minor >= 0),
    PRIMARY KEY (account_id, rolled_on),
    CHECK (from_bucket <> to_bucket)
);

-- A plan's payment was kept or missed on each due date.
CREATE TABLE servicing.plan_marks (
    plan_id text NOT NULL REFERENCES servicing.plans,
    due_on date NOT NULL,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    mark text NOT NULL CHECK (mark IN ('kept', 'missed')),
    marked_on date NOT NULL,
    PRIMARY KEY (plan_id, due_on)
);

-- A right's clock that is about to run out, or has.
CREATE TABLE servicing.clock_marks (
    right_id text NOT NULL REFERENCES servicing.rights,
    clock text NOT NULL,
    state text NOT NULL CHECK (state IN ('due_soon', 'overdue')),
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    due_on date NOT NULL,
    marked_on date NOT NULL,
    PRIMARY KEY (right_id, clock, state)
);

SELECT servicing.secure(name) FROM unnest(ARRAY[
    'servicing.bank_entries', 'servicing.bank_answers', 'servicing.delinquency_rolls',
    'servicing.plan_marks', 'servicing.clock_marks']::regclass[]) AS t (name);
GRANT SELECT, INSERT ON servicing.bank_files, servicing.bank_entries, servicing.delinquency_rolls,
    servicing.plan_marks, servicing.clock_marks TO linewise_servicing;
GRANT SELECT, INSERT, UPDATE ON servicing.bank_answers TO linewise_servicing;

-- The demo's bank is another party: the books' roles see nothing of it, it nothing of the books.
CREATE SCHEMA bank;

-- What a bank account does with a debit (or a credit). An account that isn't here pays.
CREATE TABLE bank.accounts (
    number text PRIMARY KEY,
    does text NOT NULL DEFAULT 'pays'
        CHECK (does IN ('pays', 'short', 'closed', 'unknown', 'frozen', 'stopped', 'disowns')),
    short_percent int NOT NULL DEFAULT 0 CHECK (short_percent BETWEEN 0 AND 100),
    next_code text CHECK (next_code ~ '^R[0-9]{2}$'),
    next_after_days int CHECK (next_after_days BETWEEN 1 AND 60)
);
COMMENT ON COLUMN bank.accounts.short_percent IS
    'a short account lacks the money on this share of banking days, the same days every time';
COMMENT ON COLUMN bank.accounts.next_code IS 'the next entry comes back with this code, once';

CREATE TABLE bank.entries (
    trace text PRIMARY KEY,
    reference text NOT NULL,
    settles_on date NOT NULL,
    code text CHECK (code ~ '^R[0-9]{2}$'),
    returns_on date,
    CHECK ((code IS NULL) = (returns_on IS NULL))
);
CREATE INDEX entries_to_return ON bank.entries (returns_on) WHERE returns_on IS NOT NULL;

CREATE TABLE bank.files (
    reference text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('payments', 'settled', 'returned')),
    banking_day date NOT NULL,
    contents text NOT NULL
);
