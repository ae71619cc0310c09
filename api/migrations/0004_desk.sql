-- What staff did at the desk, append-only, in one hash chain; and hand-offs that are done with.
-- The books write it (role linewise_servicing), in the transaction that carries an act out.

CREATE TABLE linewise.staff_acts (
    position    bigint PRIMARY KEY CHECK (position >= 1),
    borrower_id text NOT NULL,
    item_id     text NOT NULL,
    staff_id    text NOT NULL,
    at          timestamptz NOT NULL,
    record      text NOT NULL,
    prev_hash   text NOT NULL CHECK (prev_hash ~ '^[0-9a-f]{64}$'),
    hash        text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$')
);
COMMENT ON COLUMN linewise.staff_acts.record IS
    'canonical JSON, byte for byte what was hashed; the other columns repeat parts of it';
CREATE INDEX staff_acts_item ON linewise.staff_acts (item_id, position);

CREATE TRIGGER staff_acts_append_only BEFORE UPDATE OR DELETE ON linewise.staff_acts
    FOR EACH ROW EXECUTE FUNCTION linewise.refuse_change();
CREATE TRIGGER staff_acts_no_truncate BEFORE TRUNCATE ON linewise.staff_acts
    FOR EACH STATEMENT EXECUTE FUNCTION linewise.refuse_change();

-- The chain's end, without which its last entries could be taken away unseen.
CREATE TABLE linewise.staff_acts_head (
    one    boolean PRIMARY KEY DEFAULT true CHECK (one),
    length bigint NOT NULL CHECK (length >= 0),
    head   text NOT NULL CHECK (head ~ '^[0-9a-f]{64}$')
);
INSERT INTO linewise.staff_acts_head (length, head) VALUES (0, repeat('0', 64));

CREATE FUNCTION linewise.acts_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.length <> OLD.length + 1 THEN
        RAISE EXCEPTION 'the chain of acts only grows' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER staff_acts_head_grows BEFORE UPDATE ON linewise.staff_acts_head
    FOR EACH ROW EXECUTE FUNCTION linewise.acts_only_grow();
CREATE TRIGGER staff_acts_head_kept BEFORE DELETE ON linewise.staff_acts_head
    FOR EACH ROW EXECUTE FUNCTION linewise.refuse_change();
CREATE TRIGGER staff_acts_head_no_truncate BEFORE TRUNCATE ON linewise.staff_acts_head
    FOR EACH STATEMENT EXECUTE FUNCTION linewise.refuse_change();

ALTER TABLE linewise.work_items
    ADD COLUMN done_by text,
    ADD COLUMN done_at timestamptz,
    ADD COLUMN done_note text,
    ADD CONSTRAINT work_items_done CHECK ((status = 'done') = (done_by IS NOT NULL));

SELECT servicing.secure('linewise.staff_acts');
GRANT USAGE ON SCHEMA linewise TO linewise_servicing;
GRANT SELECT, INSERT ON linewise.staff_acts TO linewise_servicing;
GRANT SELECT, UPDATE ON linewise.staff_acts_head TO linewise_servicing;
GRANT SELECT ON linewise.staff_acts_head TO linewise_auditor;
GRANT SELECT, UPDATE (status, done_by, done_at, done_note) ON linewise.work_items
    TO linewise_servicing;
CREATE POLICY servicing ON linewise.staff_acts TO linewise_servicing
    USING (true) WITH CHECK (true);
CREATE POLICY servicing ON linewise.work_items TO linewise_servicing
    USING (true) WITH CHECK (true);
CREATE POLICY own_acts ON linewise.staff_acts FOR SELECT TO linewise_borrower
    USING (borrower_id = current_setting('linewise.borrower_id', true));
