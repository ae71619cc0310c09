-- The journal grown up: balances after every posting, reversals at most once, card
-- authorisations that end once, and what a cycle closed with.

ALTER TABLE servicing.transactions
    ADD COLUMN hold_id text,
    ADD COLUMN balances bigint[];
COMMENT ON COLUMN servicing.transactions.balances IS
    'what this posting left in purchase, draw, interest, fees, disputed, credit: the balance of'
    ' any past day is the last of these up to it, whatever the history''s length';

-- Postings written before this file get theirs once; afterwards the journal is append-only again.
ALTER TABLE servicing.transactions DISABLE TRIGGER append_only;
UPDATE servicing.transactions t SET balances = r.balances
FROM (
    SELECT transaction_id, ARRAY[
        sum(purchase) OVER w, sum(draw) OVER w, sum(interest) OVER w,
        sum(fees) OVER w, sum(disputed) OVER w, sum(credit) OVER w]::bigint[] AS balances
    FROM (
        SELECT o.transaction_id, o.account_id, o.sequence,
            coalesce(sum(e.amount_minor) FILTER (WHERE ledger_account = 'purchase'), 0) AS purchase,
            coalesce(sum(e.amount_minor) FILTER (WHERE ledger_account = 'draw'), 0) AS draw,
            coalesce(sum(e.amount_minor) FILTER (WHERE ledger_account = 'interest'), 0) AS interest,
            coalesce(sum(e.amount_minor) FILTER (WHERE ledger_account = 'fees'), 0) AS fees,
            coalesce(sum(e.amount_minor) FILTER (WHERE ledger_account = 'disputed'), 0) AS disputed,
            coalesce(sum(e.amount_minor) FILTER (WHERE ledger_account = 'credit'), 0) AS credit
        FROM servicing.transactions o JOIN servicing.entries e USING (transaction_id)
        GROUP BY 1, 2, 3) legs
    WINDOW w AS (PARTITION BY account_id ORDER BY sequence)) r
WHERE r.transaction_id = t.transaction_id;
ALTER TABLE servicing.transactions ENABLE TRIGGER append_only;
ALTER TABLE servicing.transactions
    ALTER COLUMN balances SET NOT NULL,
    ADD CONSTRAINT six_balances CHECK (cardinality(balances) = 6);

CREATE UNIQUE INDEX reversed_once ON servicing.transactions (reverses)
    WHERE reverses IS NOT NULL;
CREATE UNIQUE INDEX captured_once ON servicing.transactions (hold_id)
    WHERE hold_id IS NOT NULL;
CREATE INDEX transactions_as_of ON servicing.transactions
    (account_id, posted_on DESC, sequence DESC);

-- Card authorisations: pending, then posted, voided or expired; an expired one may still be
-- posted (the network's late capture). Once it has ended it stays as it is.
ALTER TABLE servicing.holds
    ALTER COLUMN posts_on DROP NOT NULL,
    ADD COLUMN expires_on date,
    ADD COLUMN ended_on date,
    ADD COLUMN captured_minor bigint CHECK (captured_minor > 0),
    ADD COLUMN transaction_id text REFERENCES servicing.transactions
        DEFERRABLE INITIALLY DEFERRED,
    DROP CONSTRAINT holds_status_check,
    ADD CONSTRAINT holds_status_check
        CHECK (status IN ('pending', 'posted', 'voided', 'expired'));
UPDATE servicing.holds SET expires_on = authorised_on + 7;
ALTER TABLE servicing.holds ALTER COLUMN expires_on SET NOT NULL;
COMMENT ON COLUMN servicing.holds.posts_on IS
    'the demo''s simulated network captures on this day; NULL where a network sends captures';

CREATE FUNCTION servicing.end_hold_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (OLD.status = 'pending' AND NEW.status IN ('posted', 'voided', 'expired')
        OR OLD.status = 'expired' AND NEW.status = 'posted') THEN
        RAISE EXCEPTION 'authorisation % is % already', OLD.hold_id, OLD.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.account_id, NEW.authorised_on, NEW.amount_minor)
        <> (OLD.account_id, OLD.authorised_on, OLD.amount_minor) THEN
        RAISE EXCEPTION 'authorisation % is another one', OLD.hold_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER end_once BEFORE UPDATE ON servicing.holds
    FOR EACH ROW EXECUTE FUNCTION servicing.end_hold_once();

-- What a cycle closed with: where the rebuilding of a past cycle starts from.
CREATE TABLE servicing.snapshots (
    account_id text NOT NULL REFERENCES servicing.accounts,
    closing_on date NOT NULL,
    borrower_id text NOT NULL,
    sequence int NOT NULL,
    balances bigint[] NOT NULL CHECK (cardinality(balances) = 6),
    state jsonb NOT NULL,
    terms jsonb NOT NULL,
    PRIMARY KEY (account_id, closing_on)
);
COMMENT ON TABLE servicing.snapshots IS
    'written with the statement, in its transaction, and never changed; servicing.ledger.reconcile'
    ' recomputes the balances from the entries';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON servicing.snapshots
    FOR EACH STATEMENT EXECUTE FUNCTION servicing.refuse_change();
GRANT SELECT, INSERT ON servicing.snapshots TO linewise_servicing;
GRANT SELECT ON servicing.snapshots TO linewise_borrower;
ALTER TABLE servicing.snapshots ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON servicing.snapshots FOR SELECT TO linewise_borrower
    USING (borrower_id = current_setting('linewise.borrower_id', true));
CREATE POLICY servicing ON servicing.snapshots TO linewise_servicing
    USING (true) WITH CHECK (true);
