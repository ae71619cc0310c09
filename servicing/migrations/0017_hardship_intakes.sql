-- What a borrower has said so far when asking for hardship help, so that it can be left and taken
-- up again from another conversation. Only ever added to: the newest number of a line counts.

CREATE TABLE servicing.hardship_intakes (
    account_id text NOT NULL REFERENCES servicing.accounts,
    number int NOT NULL CHECK (number > 0),
    borrower_id text NOT NULL,
    told jsonb NOT NULL,
    conversation_id text NOT NULL,
    noted_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, number)
);
GRANT SELECT, INSERT ON servicing.hardship_intakes TO linewise_servicing;
GRANT SELECT ON servicing.hardship_intakes TO linewise_borrower;
SELECT servicing.secure('servicing.hardship_intakes');
