-- What goes with a disputed amount that was found for the borrower: interest and fees that came of
-- it (12 CFR 1026.13(e)(1)). NULL as long as nobody has worked it out.
ALTER TABLE servicing.claims ADD COLUMN related_minor bigint CHECK (related_minor >= 0);

-- What the merchant gave back of a charge while it was disputed, and what the lender credited
-- before it had decided. Neither is credited a second time.
ALTER TABLE servicing.claim_charges
    ADD COLUMN refunded_minor bigint NOT NULL DEFAULT 0,
    ADD COLUMN provisional_minor bigint NOT NULL DEFAULT 0,
    ADD CHECK (refunded_minor BETWEEN 0 AND amount_minor),
    ADD CHECK (provisional_minor BETWEEN 0 AND amount_minor),
    ADD CHECK (credited_minor + refunded_minor <= amount_minor);
