-- A policy's passage may be translated, sentence by sentence; '' means that it isn't. A Spanish
-- question is compared with the Spanish text, its heading and the ways of asking for it.
ALTER TABLE knowledge.passages
    ADD COLUMN spanish text NOT NULL DEFAULT '',
    ADD COLUMN spanish_section text NOT NULL DEFAULT '',
    ADD COLUMN spanish_words tsvector NOT NULL DEFAULT '',
    ADD COLUMN spanish_embedding vector(384);

CREATE INDEX passages_spanish_embedding
    ON knowledge.passages USING hnsw (spanish_embedding vector_cosine_ops);
CREATE INDEX passages_spanish_words ON knowledge.passages USING gin (spanish_words);
