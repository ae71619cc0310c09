-- What goes with a disputed amount that was found for the borrower: interest and fees that came of
-- it (12 CFR 1026.13(e)(1)). NULL as long as nobody has worked it out.
ALTER TABLE servicing.claims ADD COLUMN related_minor bigint CHECK (related_minor >= 0);
