-- Hardship plans as they are drafted, decided and accepted. Drafts and decisions are only ever
-- added to: a changed draft is its next version, and each decision carries the hash of the one
-- before it on the same line.

-- Nothing falls due during a pause.
ALTER TABLE servicing.plans DROP CONSTRAINT plans_payment_minor_check;
ALTER TABLE servicing.plans
    ADD CONSTRAINT plans_payment_minor_check CHECK (payment_minor >= 0),
    ADD COLUMN draft_id text,
    ADD COLUMN content_sha256 text,
    ADD COLUMN accepted_at timestamptz;

CREATE TABLE servicing.plan_drafts (
    draft_id text NOT NULL,
    draft_version int NOT NULL CHECK (draft_version > 0),
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    option jsonb NOT NULL,
    intake jsonb NOT NULL,
    content_sha256 text NOT NULL,
    line_version int NOT NULL,
    drafted_by text NOT NULL,
    submitted_at timestamptz NOT NULL,
    answer_by date NOT NULL,
    PRIMARY KEY (draft_id, draft_version)
);
CREATE INDEX plan_drafts_by_account ON servicing.plan_drafts (account_id, submitted_at);

CREATE TABLE servicing.plan_decisions (
    account_id text NOT NULL REFERENCES servicing.accounts,
    sequence int NOT NULL CHECK (sequence > 0),
    borrower_id text NOT NULL,
    draft_id text NOT NULL,
    draft_version int NOT NULL,
    content_sha256 text NOT NULL,
    decision text NOT NULL CHECK (decision IN ('approve', 'decline')),
    decided_by text NOT NULL,
    role text NOT NULL CHECK (role IN ('agent', 'lead')),
    reasons jsonb NOT NULL,
    adverse_action boolean NOT NULL,
    notice text NOT NULL,
    notice_due_on date,
    decided_at timestamptz NOT NULL,
    before_sha256 text NOT NULL,
    sha256 text NOT NULL,
    PRIMARY KEY (account_id, sequence),
    UNIQUE (draft_id, draft_version),
    FOREIGN KEY (draft_id, draft_version) REFERENCES servicing.plan_drafts
);

GRANT SELECT, INSERT ON servicing.plan_drafts, servicing.plan_decisions TO linewise_servicing;
GRANT SELECT ON servicing.plan_drafts, servicing.plan_decisions TO linewise_borrower;
GRANT INSERT ON servicing.plans TO linewise_servicing;
SELECT servicing.secure('servicing.plan_drafts');
SELECT servicing.secure('servicing.plan_decisions');
