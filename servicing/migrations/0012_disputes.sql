-- Claims: a right and the charges it is about, what became of each, and who did what when.

CREATE TABLE servicing.claims (
    claim_id text PRIMARY KEY,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    right_id text NOT NULL REFERENCES servicing.rights,
    reference text NOT NULL UNIQUE,
    kind text NOT NULL,
    state text NOT NULL CHECK (state IN ('received', 'acknowledged', 'investigating',
        'resolved_corrected', 'resolved_explained', 'partial', 'withdrawn', 'rebilled')),
    received_at timestamptz NOT NULL,
    acknowledge_by date NOT NULL,
    resolve_by date NOT NULL,
    decided_on date,
    pay_by date,
    CHECK ((decided_on IS NULL) = (state IN ('received', 'acknowledged', 'investigating')))
);
CREATE INDEX claims_by_account ON servicing.claims (account_id, received_at);
CREATE INDEX claims_open ON servicing.claims (resolve_by) WHERE decided_on IS NULL;

-- `aside_minor` was set aside, `paid_minor` had been paid before; `credited_minor` was found for
-- the borrower.
CREATE TABLE servicing.claim_charges (
    claim_id text NOT NULL REFERENCES servicing.claims,
    transaction_id text NOT NULL REFERENCES servicing.transactions,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    aside_minor bigint NOT NULL CHECK (aside_minor >= 0),
    paid_minor bigint NOT NULL CHECK (paid_minor >= 0),
    credited_minor bigint NOT NULL DEFAULT 0 CHECK (credited_minor BETWEEN 0 AND amount_minor),
    PRIMARY KEY (claim_id, transaction_id),
    CHECK (aside_minor + paid_minor = amount_minor)
);
CREATE INDEX claim_charges_by_transaction ON servicing.claim_charges (transaction_id);

-- What was done with a claim, in a chain of hashes, so that nothing can be changed unseen.
CREATE TABLE servicing.claim_steps (
    claim_id text NOT NULL REFERENCES servicing.claims,
    number int NOT NULL CHECK (number > 0),
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    done_at timestamptz NOT NULL,
    done_by text NOT NULL,
    what text NOT NULL,
    detail jsonb NOT NULL,
    before_sha256 text NOT NULL,
    sha256 text NOT NULL,
    PRIMARY KEY (claim_id, number)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON servicing.claim_steps
    FOR EACH STATEMENT EXECUTE FUNCTION servicing.refuse_change();

-- A decision one person made and another has to agree to; bound to its content and to the books
-- as they stood.
CREATE TABLE servicing.claim_decisions (
    decision_id text PRIMARY KEY,
    claim_id text NOT NULL REFERENCES servicing.claims,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('corrected', 'explained', 'partial')),
    credits jsonb NOT NULL,
    reasons text NOT NULL,
    account_version int NOT NULL,
    content_sha256 text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    checked_by text,
    checked_at timestamptz,
    status text NOT NULL CHECK (status IN ('proposed', 'approved', 'returned')),
    CHECK ((status = 'proposed') = (checked_by IS NULL)),
    CHECK (checked_by IS DISTINCT FROM made_by)
);
CREATE UNIQUE INDEX one_proposal ON servicing.claim_decisions (claim_id) WHERE status = 'proposed';

SELECT servicing.secure(name) FROM unnest(ARRAY[
    'servicing.claims', 'servicing.claim_charges', 'servicing.claim_steps',
    'servicing.claim_decisions']::regclass[]) AS t (name);
GRANT SELECT ON servicing.claims, servicing.claim_charges TO linewise_borrower;
GRANT SELECT, INSERT, UPDATE ON servicing.claims, servicing.claim_charges,
    servicing.claim_decisions TO linewise_servicing;
GRANT SELECT, INSERT ON servicing.claim_steps TO linewise_servicing;
GRANT UPDATE ON servicing.rights TO linewise_servicing;
