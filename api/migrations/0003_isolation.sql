-- Conversations, turns and work items under the same roles as the books, and what the API's own
-- login may do: records as linewise_records, one borrower at a time; the library; its checkpoints.
-- It has no right on the books and is no member of a role that has.

SELECT servicing.secure_all();

DO $$
BEGIN
    GRANT linewise_records TO linewise_api WITH INHERIT FALSE, SET TRUE;
EXCEPTION WHEN unique_violation OR sqlstate 'XX000' THEN NULL; -- another database got there first
END $$;
GRANT USAGE ON SCHEMA linewise TO linewise_staff, linewise_auditor;

-- An agent finds the queue's items before the case is in hand.
DROP POLICY staff ON linewise.work_items;
CREATE POLICY staff ON linewise.work_items FOR SELECT TO linewise_staff
    USING (current_setting('linewise.staff_scope', true) IN ('agent', 'lead'));

GRANT USAGE ON SCHEMA knowledge TO linewise_api, linewise_staff;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA knowledge TO linewise_api;
ALTER DEFAULT PRIVILEGES IN SCHEMA knowledge
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO linewise_api;
GRANT SELECT ON ALL TABLES IN SCHEMA knowledge TO linewise_staff;

-- LangGraph makes and alters its own tables, so its schema is the API's own.
DO $$
DECLARE
    made regclass;
BEGIN
    ALTER SCHEMA checkpoints OWNER TO linewise_api;
    FOR made IN SELECT oid::regclass FROM pg_class
        WHERE relnamespace = 'checkpoints'::regnamespace AND relkind = 'r'
    LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO linewise_api', made);
    END LOOP;
END $$;
