-- What a correction of the charge itself took off while it was disputed: nothing of that is left to
-- decide, to credit or to owe.
ALTER TABLE servicing.claim_charges
    ADD COLUMN corrected_minor bigint NOT NULL DEFAULT 0,
    ADD CHECK (corrected_minor BETWEEN 0 AND amount_minor);
