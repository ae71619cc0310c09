-- A version may be about some products only; NULL means that it is about all of them.
ALTER TABLE knowledge.versions
    ADD COLUMN products text[] CHECK (cardinality(products) > 0);
