-- Who may touch what. A borrower session sees its own rows and changes nothing; servicing
-- writes, but nobody updates or deletes a posting.

GRANT USAGE ON SCHEMA servicing TO linewise_borrower, linewise_servicing;
GRANT SELECT ON ALL TABLES IN SCHEMA servicing TO linewise_borrower, linewise_servicing;
GRANT INSERT, UPDATE ON ALL TABLES IN SCHEMA servicing TO linewise_servicing;
REVOKE UPDATE ON servicing.transactions, servicing.entries FROM linewise_servicing;
REVOKE SELECT ON servicing.quotes, servicing.requests FROM linewise_borrower;

DO $$
DECLARE
    name text;
BEGIN
    FOR name IN
        SELECT table_name FROM information_schema.columns
        WHERE table_schema = 'servicing' AND column_name = 'borrower_id'
    LOOP
        EXECUTE format('ALTER TABLE servicing.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY own_rows ON servicing.%I FOR SELECT TO linewise_borrower
             USING (borrower_id = current_setting(''linewise.borrower_id'', true))', name);
        EXECUTE format(
            'CREATE POLICY servicing ON servicing.%I TO linewise_servicing
             USING (true) WITH CHECK (true)', name);
    END LOOP;
END $$;
