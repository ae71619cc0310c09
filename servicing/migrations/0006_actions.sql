-- What a borrower can have done: a quote keeps what was asked beside what exactly that meant, so
-- that it can be worked out once more when it is confirmed.

ALTER TABLE servicing.quotes
    ADD COLUMN asked text NOT NULL,
    ADD COLUMN request jsonb NOT NULL;
