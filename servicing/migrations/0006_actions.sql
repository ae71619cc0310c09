-- What a borrower can have done: quotes keep what was asked, and the things that actions leave
-- behind: draws on their way, autopay authorisations, contact preferences, requests on record.

-- A quote keeps what was asked beside what exactly that meant, so that it can be worked out once
-- more when it is confirmed.
ALTER TABLE servicing.quotes
    ADD COLUMN asked text NOT NULL,
    ADD COLUMN request jsonb NOT NULL;

-- An instruction stopped or changed too late for its next run ends after that run; `follows` is
-- what takes its place then.
ALTER TABLE servicing.autopay
    ADD COLUMN starts_on date,
    ADD COLUMN ends_after date,
    ADD COLUMN follows jsonb;
GRANT DELETE ON servicing.autopay TO linewise_servicing;

-- The authorisation behind a standing instruction, as the borrower confirmed it (12 CFR
-- 1005.10(b)); one is in force at a time.
CREATE TABLE servicing.authorisations (
    reference text PRIMARY KEY,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    terms jsonb NOT NULL,
    given_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE UNIQUE INDEX one_authorisation ON servicing.authorisations (account_id)
    WHERE revoked_at IS NULL;

-- Cash draws: pending (credit is held), then sent with the bank file (and owed) or voided, once.
CREATE TABLE servicing.draws (
    draw_id text PRIMARY KEY,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    fee_minor bigint NOT NULL CHECK (fee_minor >= 0),
    asked_on date NOT NULL,
    goes_out_on date NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'sent', 'voided'))
);
CREATE INDEX draws_by_account ON servicing.draws (account_id) WHERE status = 'pending';

-- How a borrower may be reached; what has no row is allowed.
CREATE TABLE servicing.contact_preferences (
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('phone', 'text', 'email')),
    purpose text NOT NULL CHECK (purpose IN ('servicing', 'collections', 'marketing')),
    allowed boolean NOT NULL,
    set_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, channel, purpose)
);

-- Requests that a person decides.
CREATE TABLE servicing.line_requests (
    reference text PRIMARY KEY,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('limit_increase')),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    detail jsonb NOT NULL,
    received_at timestamptz NOT NULL,
    answer_by date NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'approved', 'declined', 'withdrawn'))
);
CREATE INDEX line_requests_by_account ON servicing.line_requests (account_id, received_at);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY
        ARRAY['authorisations', 'draws', 'contact_preferences', 'line_requests']
    LOOP
        EXECUTE format('GRANT SELECT ON servicing.%I TO linewise_borrower, linewise_servicing', name);
        EXECUTE format('GRANT INSERT, UPDATE ON servicing.%I TO linewise_servicing', name);
        EXECUTE format('ALTER TABLE servicing.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY own_rows ON servicing.%I FOR SELECT TO linewise_borrower
             USING (borrower_id = current_setting(''linewise.borrower_id'', true))', name);
        EXECUTE format(
            'CREATE POLICY servicing ON servicing.%I TO linewise_servicing
             USING (true) WITH CHECK (true)', name);
    END LOOP;
END $$;
