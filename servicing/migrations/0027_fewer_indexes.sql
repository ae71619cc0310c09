-- What a posting costs the server: an index that nothing reads any more since every transaction
-- holds the balances it left (0003), and a line's row moved to another page with each change.

DROP INDEX servicing.entries_as_of;
ALTER TABLE servicing.accounts SET (fillfactor = 50);
