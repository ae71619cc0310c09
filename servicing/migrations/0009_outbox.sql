-- What the books tell the outside: events written with the change that caused them, who wants to
-- hear of them, and how far each listener has come. And what was answered under an idempotency
-- key of the HTTP face. None of it is a borrower session's to read.

-- The last number given out per account; its row lock keeps the numbers without gaps.
CREATE TABLE servicing.outbox_heads (
    account_id text PRIMARY KEY REFERENCES servicing.accounts,
    last_sequence bigint NOT NULL CHECK (last_sequence > 0)
);

CREATE TABLE servicing.outbox (
    account_id text NOT NULL REFERENCES servicing.accounts,
    sequence bigint NOT NULL CHECK (sequence > 0),
    event_id text NOT NULL UNIQUE,
    kind text NOT NULL,
    schema_version int NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    data jsonb NOT NULL,
    PRIMARY KEY (account_id, sequence)
);
CREATE INDEX outbox_newest ON servicing.outbox (recorded_at DESC);

-- No kinds means every kind.
CREATE TABLE servicing.subscriptions (
    subscription_id text PRIMARY KEY,
    url text NOT NULL,
    secret text NOT NULL,
    kinds text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- How far a subscription has come on an account: everything up to `sequence` was delivered or
-- let go. "dead" holds the account's later events back until a person decides.
CREATE TABLE servicing.deliveries (
    subscription_id text NOT NULL REFERENCES servicing.subscriptions ON DELETE CASCADE,
    account_id text NOT NULL REFERENCES servicing.accounts,
    sequence bigint NOT NULL,
    attempts int NOT NULL DEFAULT 0,
    dead boolean NOT NULL DEFAULT false,
    next_attempt_at timestamptz NOT NULL DEFAULT to_timestamp(0),
    PRIMARY KEY (subscription_id, account_id)
);

CREATE TABLE servicing.dead_letters (
    subscription_id text NOT NULL REFERENCES servicing.subscriptions ON DELETE CASCADE,
    event_id text NOT NULL REFERENCES servicing.outbox (event_id),
    died_at timestamptz NOT NULL DEFAULT now(),
    attempts int NOT NULL,
    last_error text NOT NULL,
    resolution text CHECK (resolution IN ('replayed', 'skipped')),
    resolved_at timestamptz,
    PRIMARY KEY (subscription_id, event_id, died_at),
    CHECK ((resolution IS NULL) = (resolved_at IS NULL))
);

-- `nonce` and the service's secret make the tokens that `body` names by their hash only.
CREATE TABLE servicing.replies (
    borrower_id text NOT NULL,
    key text NOT NULL,
    request_sha256 text NOT NULL,
    nonce bytea NOT NULL,
    tokens int NOT NULL,
    status int NOT NULL,
    media_type text NOT NULL,
    body text NOT NULL,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (borrower_id, key)
);
CREATE INDEX replies_by_age ON servicing.replies (answered_at);

GRANT SELECT, INSERT, UPDATE ON servicing.outbox_heads, servicing.deliveries,
    servicing.dead_letters TO linewise_servicing;
GRANT SELECT, INSERT ON servicing.outbox TO linewise_servicing;
GRANT SELECT, INSERT, DELETE ON servicing.subscriptions, servicing.replies TO linewise_servicing;

SELECT servicing.secure('servicing.replies');

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON servicing.outbox
    FOR EACH STATEMENT EXECUTE FUNCTION servicing.refuse_change();
