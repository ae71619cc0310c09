-- Rights that people answer in writing: complaints, and disputes of what was reported to a bureau.

-- The clocks of a right that were met; those of a charge's dispute are met by its claims' states.
ALTER TABLE servicing.rights ADD COLUMN met text[] NOT NULL DEFAULT '{}';

-- What was done with such a right, in a chain of hashes like a claim's.
CREATE TABLE servicing.right_steps (
    right_id text NOT NULL REFERENCES servicing.rights,
    number int NOT NULL CHECK (number > 0),
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    done_at timestamptz NOT NULL,
    done_by text NOT NULL,
    what text NOT NULL,
    detail jsonb NOT NULL,
    before_sha256 text NOT NULL,
    sha256 text NOT NULL,
    PRIMARY KEY (right_id, number)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON servicing.right_steps
    FOR EACH STATEMENT EXECUTE FUNCTION servicing.refuse_change();

-- An answer that one person drafted and another has to agree to; bound to its content and to the
-- line as it stood.
CREATE TABLE servicing.right_answers (
    answer_id text PRIMARY KEY,
    right_id text NOT NULL REFERENCES servicing.rights,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('explanation', 'relief', 'monetary_relief',
        'report_corrected', 'report_verified', 'frivolous')),
    reasons text NOT NULL,
    -- Why a dispute of a report isn't looked into (12 CFR 1022.43(f)(1)), and what would let us.
    ground text CHECK (ground IN ('insufficient', 'same_again', 'not_covered')),
    needed text NOT NULL,
    credit_minor bigint NOT NULL CHECK (credit_minor >= 0),
    account_version int NOT NULL,
    content_sha256 text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    checked_by text,
    checked_at timestamptz,
    status text NOT NULL CHECK (status IN ('proposed', 'approved', 'returned')),
    CHECK ((outcome = 'frivolous') = (ground IS NOT NULL)),
    CHECK ((outcome = 'monetary_relief') = (credit_minor > 0)),
    CHECK ((status = 'proposed') = (checked_by IS NULL)),
    CHECK (checked_by IS DISTINCT FROM made_by)
);
CREATE UNIQUE INDEX one_answer ON servicing.right_answers (right_id) WHERE status = 'proposed';

-- How many files a dispute takes counts those that are with it now; no number is given twice.
ALTER TABLE servicing.evidence DROP CONSTRAINT evidence_number_check,
    ADD CONSTRAINT evidence_number_check CHECK (number >= 1);

-- A file that turned out to be about another dispute; the last placement counts.
CREATE TABLE servicing.evidence_placements (
    evidence_id text NOT NULL REFERENCES servicing.evidence,
    number int NOT NULL CHECK (number > 0),
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    right_id text NOT NULL REFERENCES servicing.rights,
    placed_by text NOT NULL,
    placed_at timestamptz NOT NULL,
    PRIMARY KEY (evidence_id, number)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON servicing.evidence_placements
    FOR EACH STATEMENT EXECUTE FUNCTION servicing.refuse_change();

SELECT servicing.secure(name) FROM unnest(ARRAY['servicing.right_steps', 'servicing.right_answers',
    'servicing.evidence_placements']::regclass[]) AS t (name);
CREATE POLICY not_for_ops ON servicing.evidence_placements AS RESTRICTIVE FOR SELECT
    TO linewise_staff USING (current_setting('linewise.staff_scope', true) IS DISTINCT FROM 'ops');
GRANT SELECT ON servicing.evidence_placements TO linewise_borrower;
GRANT SELECT, INSERT ON servicing.right_steps, servicing.evidence_placements TO linewise_servicing;
GRANT SELECT, INSERT, UPDATE ON servicing.right_answers TO linewise_servicing;
