-- What waits for people, and the assistant's checkpoints, each in a place of its own.

CREATE TABLE linewise.work_items (
    id              text PRIMARY KEY,
    borrower_id     text NOT NULL,
    conversation_id text NOT NULL REFERENCES linewise.conversations,
    queue           text NOT NULL,
    reason          text NOT NULL,
    summaries       jsonb NOT NULL CHECK (jsonb_typeof(summaries) = 'array'),
    status          text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done')),
    opened_at       timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL
);
COMMENT ON COLUMN linewise.work_items.summaries IS
    'what a person needs to know, redacted, oldest first';

CREATE UNIQUE INDEX work_items_open ON linewise.work_items (conversation_id, queue)
    WHERE status = 'open';
CREATE INDEX work_items_queue ON linewise.work_items (queue, opened_at) WHERE status = 'open';

ALTER TABLE linewise.work_items ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_work_items ON linewise.work_items
    USING (borrower_id = current_setting('linewise.borrower_id', true))
    WITH CHECK (borrower_id = current_setting('linewise.borrower_id', true));
GRANT SELECT, INSERT, UPDATE (summaries, reason, updated_at) ON linewise.work_items
    TO linewise_records;

CREATE SCHEMA IF NOT EXISTS checkpoints;
