-- A plan's life: a payment that was missed may be made good, which is noted beside the miss.
ALTER TABLE servicing.plan_marks
    DROP CONSTRAINT plan_marks_mark_check,
    ADD CONSTRAINT plan_marks_mark_check CHECK (mark IN ('kept', 'missed', 'cured')),
    DROP CONSTRAINT plan_marks_pkey,
    ADD PRIMARY KEY (plan_id, due_on, mark);

-- A plan may also be left by its borrower, or stopped for bankruptcy or a death.
ALTER TABLE servicing.plans
    DROP CONSTRAINT plans_status_check,
    ADD CONSTRAINT plans_status_check
        CHECK (status IN ('active', 'completed', 'broken', 'ended', 'left', 'stopped'));

-- Relief that staff opened for an area and a period, and the lines that got it, each once.
CREATE TABLE servicing.relief_windows (
    window_id text PRIMARY KEY,
    program text NOT NULL,
    area text NOT NULL,
    from_on date NOT NULL,
    to_on date NOT NULL,
    reason text NOT NULL,
    opened_by text NOT NULL,
    opened_at timestamptz NOT NULL,
    CHECK (from_on <= to_on)
);
CREATE TABLE servicing.reliefs (
    window_id text NOT NULL REFERENCES servicing.relief_windows,
    account_id text NOT NULL REFERENCES servicing.accounts,
    borrower_id text NOT NULL,
    from_on date NOT NULL,
    to_on date NOT NULL,
    given_by text NOT NULL,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (window_id, account_id),
    CHECK (from_on <= to_on)
);
GRANT SELECT, INSERT ON servicing.relief_windows, servicing.reliefs TO linewise_servicing;
GRANT SELECT ON servicing.relief_windows TO linewise_staff, linewise_auditor;
GRANT SELECT ON servicing.reliefs TO linewise_borrower;
SELECT servicing.secure('servicing.reliefs');
