-- What a borrower told of a claim beside the charges: what a claim about no charge is about.
-- A claim that a payment or a statement is missing has no charge at all.

ALTER TABLE servicing.claims ADD COLUMN told jsonb NOT NULL DEFAULT '{}';
