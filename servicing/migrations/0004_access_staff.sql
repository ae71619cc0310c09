-- Who is who, in full. Roles without a password: a lender's own logins are made members of them.
--
--   linewise_borrower   reads one borrower's rows: the one in linewise.borrower_id
--   linewise_staff      reads, writes nothing; linewise.staff_scope decides whose rows:
--                         agent   the borrower of the case in hand (linewise.borrower_id)
--                         lead    every borrower's
--                         ops     every borrower's books, nobody's conversations
--                       any other scope, or none, reads nothing
--   linewise_servicing  the books' own work; the only one that inserts postings
--   linewise_auditor    reads everything, to check it
--   linewise_books      login of the books' connections: may become the three above it
--   linewise_api        login of the API's own connections: records and knowledge, no books
--
-- Row-level security is forced, so that it binds the tables' owner too. What it can't bind is a
-- superuser, nor the login that a session came in with: a session that was only switched to
-- linewise_api can switch back (SET SESSION AUTHORIZATION DEFAULT), one that logged in as it
-- can't.

DO $$
DECLARE
    made record;
BEGIN
    FOR made IN SELECT * FROM (VALUES
        ('linewise_staff', 'NOLOGIN'), ('linewise_auditor', 'NOLOGIN'),
        ('linewise_books', 'LOGIN'), ('linewise_api', 'LOGIN')) AS r (name, login)
    LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I %s', made.name, made.login);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    END LOOP;
END $$;
DO $$
BEGIN
    EXECUTE format(
        'GRANT linewise_staff, linewise_auditor, linewise_books, linewise_api TO %I', current_user);
    GRANT linewise_borrower, linewise_staff, linewise_servicing TO linewise_books;
EXCEPTION WHEN unique_violation OR sqlstate 'XX000' THEN NULL; -- another database got there first
END $$;

CREATE FUNCTION servicing.staff_sees(borrower text, conversations boolean DEFAULT false)
RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE current_setting('linewise.staff_scope', true)
        WHEN 'lead' THEN true
        WHEN 'ops' THEN NOT conversations
        WHEN 'agent' THEN borrower = current_setting('linewise.borrower_id', true)
        ELSE false
    END
$$;

-- Secure one table that has a borrower_id. Every migration that makes such a table calls it.
CREATE FUNCTION servicing.secure(secured regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    named text := (SELECT format('%s.%s', relnamespace::regnamespace, relname) FROM pg_class
        WHERE oid = secured);
    of_books boolean := named LIKE 'servicing.%';
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', secured);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', secured);
    EXECUTE format('DROP POLICY IF EXISTS staff ON %s', secured);
    EXECUTE format('CREATE POLICY staff ON %s FOR SELECT TO linewise_staff
        USING (servicing.staff_sees(borrower_id, %L))', secured, NOT of_books);
    EXECUTE format('DROP POLICY IF EXISTS auditor ON %s', secured);
    EXECUTE format('CREATE POLICY auditor ON %s FOR SELECT TO linewise_auditor USING (true)',
        secured);
    EXECUTE format('GRANT SELECT ON %s TO linewise_auditor', secured);
    IF of_books THEN
        EXECUTE format('DROP POLICY IF EXISTS own_rows ON %s', secured);
        EXECUTE format('CREATE POLICY own_rows ON %s FOR SELECT TO linewise_borrower
            USING (borrower_id = current_setting(''linewise.borrower_id'', true))', secured);
        EXECUTE format('DROP POLICY IF EXISTS servicing ON %s', secured);
        EXECUTE format('CREATE POLICY servicing ON %s TO linewise_servicing
            USING (true) WITH CHECK (true)', secured);
    END IF;
    -- Hashes of tokens and stored answers are nobody's to read but servicing's.
    IF named NOT IN ('servicing.quotes', 'servicing.requests', 'servicing.replies') THEN
        EXECUTE format('GRANT SELECT ON %s TO linewise_staff', secured);
    END IF;
END $$;

CREATE FUNCTION servicing.secure_all() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found regclass;
BEGIN
    FOR found IN
        SELECT c.oid::regclass FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE a.attname = 'borrower_id' AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
            AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    LOOP
        PERFORM servicing.secure(found);
    END LOOP;
END $$;

SELECT servicing.secure_all();
GRANT USAGE ON SCHEMA servicing TO linewise_staff, linewise_auditor;
GRANT SELECT ON servicing.clock TO linewise_staff, linewise_auditor;
REVOKE ALL ON FUNCTION servicing.secure(regclass), servicing.secure_all() FROM PUBLIC;
