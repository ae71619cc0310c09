-- Conversations and their turns, append-only, in one hash chain per conversation.

CREATE SCHEMA IF NOT EXISTS linewise;

-- Roles belong to the server, not to the database: another database may have made it already.
DO $$
BEGIN
    CREATE ROLE linewise_records NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;

DO $$
BEGIN
    EXECUTE format('GRANT linewise_records TO %I', current_user);
END $$;

CREATE TABLE linewise.conversations (
    id          text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    borrower_id text NOT NULL,
    channel     text NOT NULL,
    opened_at   timestamptz NOT NULL,
    length      int NOT NULL DEFAULT 0 CHECK (length >= 0),
    head        text NOT NULL CHECK (head ~ '^[0-9a-f]{64}$')
);
COMMENT ON COLUMN linewise.conversations.head IS
    'hash of the last turn; of an empty conversation, the hash of its own opening facts';

CREATE INDEX conversations_borrower ON linewise.conversations (borrower_id, opened_at);

CREATE TABLE linewise.turns (
    conversation_id   text NOT NULL REFERENCES linewise.conversations,
    position          int NOT NULL CHECK (position >= 1),
    borrower_id       text NOT NULL,
    turn_id           text NOT NULL UNIQUE,
    kind              text NOT NULL,
    at                timestamptz NOT NULL,
    client_message_id text,
    text_hash         text,
    record            text NOT NULL,
    prev_hash         text NOT NULL CHECK (prev_hash ~ '^[0-9a-f]{64}$'),
    hash              text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (conversation_id, position)
);
COMMENT ON COLUMN linewise.turns.record IS
    'canonical JSON, byte for byte what was hashed; the other columns repeat parts of it';

CREATE UNIQUE INDEX turns_client_message ON linewise.turns (conversation_id, client_message_id)
    WHERE client_message_id IS NOT NULL;

CREATE FUNCTION linewise.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER turns_append_only BEFORE UPDATE OR DELETE ON linewise.turns
    FOR EACH ROW EXECUTE FUNCTION linewise.refuse_change();
CREATE TRIGGER turns_no_truncate BEFORE TRUNCATE ON linewise.turns
    FOR EACH STATEMENT EXECUTE FUNCTION linewise.refuse_change();
CREATE TRIGGER conversations_kept BEFORE DELETE ON linewise.conversations
    FOR EACH ROW EXECUTE FUNCTION linewise.refuse_change();
CREATE TRIGGER conversations_no_truncate BEFORE TRUNCATE ON linewise.conversations
    FOR EACH STATEMENT EXECUTE FUNCTION linewise.refuse_change();

-- A conversation's chain only grows, one turn at a time; nothing else of it changes.
CREATE FUNCTION linewise.only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.borrower_id, NEW.channel, NEW.opened_at)
        IS DISTINCT FROM (OLD.id, OLD.borrower_id, OLD.channel, OLD.opened_at)
        OR NEW.length <> OLD.length + 1 THEN
        RAISE EXCEPTION 'a conversation only grows' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER conversations_only_grow BEFORE UPDATE ON linewise.conversations
    FOR EACH ROW EXECUTE FUNCTION linewise.only_grow();

ALTER TABLE linewise.conversations ENABLE ROW LEVEL SECURITY;
ALTER TABLE linewise.turns ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_conversations ON linewise.conversations
    USING (borrower_id = current_setting('linewise.borrower_id', true))
    WITH CHECK (borrower_id = current_setting('linewise.borrower_id', true));
CREATE POLICY own_turns ON linewise.turns
    USING (borrower_id = current_setting('linewise.borrower_id', true))
    WITH CHECK (borrower_id = current_setting('linewise.borrower_id', true));

GRANT USAGE ON SCHEMA linewise TO linewise_records;
GRANT SELECT, INSERT, UPDATE (length, head) ON linewise.conversations TO linewise_records;
GRANT SELECT, INSERT ON linewise.turns TO linewise_records;
