-- What was set aside for a payment that its borrower says isn't on the line (12 CFR 1026.13(d)(1)):
-- what it would have paid, and the late fees that came of it.
ALTER TABLE servicing.claims
    ADD COLUMN withheld_minor bigint NOT NULL DEFAULT 0 CHECK (withheld_minor >= 0);
