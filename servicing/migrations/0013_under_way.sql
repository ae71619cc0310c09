-- What payments received but not settled were to pay when a cycle closed: a reversal may turn them
-- elsewhere afterwards, and living that cycle's successors again has to start from what it was.
ALTER TABLE servicing.snapshots ADD COLUMN under_way jsonb NOT NULL DEFAULT '{}';
