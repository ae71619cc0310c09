-- A line's row changes with every posting. With half a page left free the new version stays on the
-- page of the old one, and no index has to be told.

ALTER TABLE servicing.accounts SET (fillfactor = 50);
