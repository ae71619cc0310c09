-- Tables that name a line but no borrower are secured like the others: whoever may see the line's
-- account may see their rows. So far these are the outbox's, which no reader is granted; a grant
-- made by mistake would still show a session its own rows only.

CREATE OR REPLACE FUNCTION servicing.secure(secured regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    named text := (SELECT format('%s.%s', relnamespace::regnamespace, relname) FROM pg_class
        WHERE oid = secured);
    of_books boolean := named LIKE 'servicing.%';
    by_borrower boolean := EXISTS (SELECT FROM pg_attribute WHERE attrelid = secured
        AND attname = 'borrower_id' AND NOT attisdropped);
    -- The account is read under the session's own policies.
    by_line text := format('EXISTS (SELECT FROM servicing.accounts a
        WHERE a.account_id = %s.account_id)', secured);
    seen_by_staff text := by_line;
    own text := by_line;
BEGIN
    IF by_borrower THEN
        seen_by_staff := format('servicing.staff_sees(borrower_id, %L)', NOT of_books);
        own := 'borrower_id = current_setting(''linewise.borrower_id'', true)';
    END IF;
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', secured);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', secured);
    EXECUTE format('DROP POLICY IF EXISTS staff ON %s', secured);
    EXECUTE format('CREATE POLICY staff ON %s FOR SELECT TO linewise_staff USING (%s)',
        secured, seen_by_staff);
    EXECUTE format('DROP POLICY IF EXISTS auditor ON %s', secured);
    EXECUTE format('CREATE POLICY auditor ON %s FOR SELECT TO linewise_auditor USING (true)',
        secured);
    EXECUTE format('GRANT SELECT ON %s TO linewise_auditor', secured);
    IF of_books THEN
        EXECUTE format('DROP POLICY IF EXISTS own_rows ON %s', secured);
        EXECUTE format('CREATE POLICY own_rows ON %s FOR SELECT TO linewise_borrower USING (%s)',
            secured, own);
        EXECUTE format('DROP POLICY IF EXISTS servicing ON %s', secured);
        EXECUTE format('CREATE POLICY servicing ON %s TO linewise_servicing
            USING (true) WITH CHECK (true)', secured);
    END IF;
    -- Hashes of tokens, stored answers and what is still to be told are servicing's alone to read.
    IF by_borrower AND named NOT IN ('servicing.quotes', 'servicing.requests', 'servicing.replies')
    THEN
        EXECUTE format('GRANT SELECT ON %s TO linewise_staff', secured);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION servicing.secure_all() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found regclass;
BEGIN
    FOR found IN
        SELECT DISTINCT c.oid::regclass FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE a.attname IN ('borrower_id', 'account_id') AND NOT a.attisdropped
            AND c.relkind IN ('r', 'p')
            AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    LOOP
        PERFORM servicing.secure(found);
    END LOOP;
END $$;

SELECT servicing.secure(name) FROM unnest(ARRAY[
    'servicing.outbox', 'servicing.outbox_heads', 'servicing.deliveries']::regclass[]) AS t (name);
