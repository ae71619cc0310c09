-- A plan's life: a payment that was missed may be made good, which is noted beside the miss.
ALTER TABLE servicing.plan_marks
    DROP CONSTRAINT plan_marks_mark_check,
    ADD CONSTRAINT plan_marks_mark_check CHECK (mark IN ('kept', 'missed', 'cured')),
    DROP CONSTRAINT plan_marks_pkey,
    ADD PRIMARY KEY (plan_id, due_on, mark);
