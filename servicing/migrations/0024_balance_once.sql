-- Postgres checks each posting's balance once instead of once more for each of its entries: the
-- checks were a good part of what a posting costs the server.
--
-- The check on a transaction asks, at commit, that its entries are numbered from one without a
-- gap, that they are two or more, and that they sum to zero. Numbers are unique within a
-- transaction, so whatever is added to one that was checked has a number above two: only such an
-- entry has the whole checked again.

DO $$
BEGIN
    IF EXISTS (SELECT FROM servicing.entries GROUP BY transaction_id
        HAVING min(entry_no) <> 1 OR max(entry_no) <> count(*)) THEN
        RAISE EXCEPTION 'the entries of a transaction are not numbered from one without a gap';
    END IF;
END $$;
ALTER TABLE servicing.entries ADD CONSTRAINT numbered_from_one CHECK (entry_no > 0);

CREATE OR REPLACE FUNCTION servicing.check_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entries int;
    last_no int;
    off_by bigint;
BEGIN
    SELECT count(*), coalesce(max(entry_no), 0), coalesce(sum(amount_minor), 0)
    INTO entries, last_no, off_by
    FROM servicing.entries WHERE transaction_id = NEW.transaction_id;
    IF off_by <> 0 OR entries < 2 THEN
        RAISE EXCEPTION 'transaction % does not balance: % entries, off by %',
            NEW.transaction_id, entries, off_by USING ERRCODE = 'check_violation';
    END IF;
    IF last_no <> entries THEN
        RAISE EXCEPTION 'transaction % has % entries, the last of them numbered %',
            NEW.transaction_id, entries, last_no USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER balanced ON servicing.entries;
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON servicing.entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.entry_no > 2)
    EXECUTE FUNCTION servicing.check_balanced();
