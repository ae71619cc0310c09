-- Files that borrowers send about a dispute, by the hash of their content: admitted, kept as they
-- came, never changed. They belong to the right that was invoked, so one can be sent before the
-- claim under it is filed, and after it was decided.

CREATE TABLE servicing.evidence (
    evidence_id text PRIMARY KEY,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    right_id text NOT NULL REFERENCES servicing.rights,
    number int NOT NULL CHECK (number BETWEEN 1 AND 5),
    conversation_id text NOT NULL,
    received_at timestamptz NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    media_type text NOT NULL CHECK (media_type IN
        ('application/pdf', 'image/png', 'image/jpeg', 'text/plain')),
    size_bytes int NOT NULL CHECK (size_bytes BETWEEN 1 AND 10485760),
    sha256 text NOT NULL,
    content bytea NOT NULL,
    -- What could be read of it: a stranger's words, which nothing may be done by.
    text text NOT NULL CHECK (length(text) <= 20000),
    pages int CHECK (pages >= 0),
    -- How much the text reads like orders to a machine, and whether that is enough to warn.
    injection_score double precision NOT NULL CHECK (injection_score BETWEEN 0 AND 1),
    injection_flag boolean NOT NULL,
    after_decision boolean NOT NULL,
    UNIQUE (right_id, sha256),
    UNIQUE (right_id, number),
    CHECK (octet_length(content) = size_bytes),
    CHECK (encode(sha256(content), 'hex') = sha256)
);
CREATE INDEX evidence_by_account ON servicing.evidence (account_id, received_at);
ALTER TABLE servicing.evidence ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON servicing.evidence
    FOR EACH STATEMENT EXECUTE FUNCTION servicing.refuse_change();
SELECT servicing.secure('servicing.evidence');
-- A borrower's own files are like their conversations: ops see none of them.
CREATE POLICY not_for_ops ON servicing.evidence AS RESTRICTIVE FOR SELECT TO linewise_staff
    USING (current_setting('linewise.staff_scope', true) IS DISTINCT FROM 'ops');
GRANT SELECT ON servicing.evidence TO linewise_borrower;
GRANT SELECT, INSERT ON servicing.evidence TO linewise_servicing;
