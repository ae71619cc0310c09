-- A claim that somebody else opened the line: all that is owed on it is set aside (`withheld_minor`)
-- until it is decided, and what two people find for the borrower is credited.
ALTER TABLE servicing.claims
    ADD COLUMN whole_line boolean NOT NULL DEFAULT false,
    ADD COLUMN credited_minor bigint NOT NULL DEFAULT 0 CHECK (credited_minor >= 0);

-- One claim at a time to a whole line: a notice that is told again finds the first.
CREATE UNIQUE INDEX one_claim_to_the_line ON servicing.claims (account_id)
    WHERE whole_line AND decided_on IS NULL;

-- A flag that was lowered again stays on record; raised anew, it begins anew.
ALTER TABLE servicing.flags ADD COLUMN lowered_at timestamptz;
