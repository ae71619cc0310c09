-- Policies and regulations: documents have versions, versions have passages.
CREATE EXTENSION IF NOT EXISTS vector;
CREATE SCHEMA knowledge;

CREATE TABLE knowledge.documents (
    collection text NOT NULL,
    document   text NOT NULL,
    title      text NOT NULL,
    owner      text NOT NULL,
    PRIMARY KEY (collection, document)
);

CREATE TABLE knowledge.versions (
    collection     text NOT NULL,
    document       text NOT NULL,
    version        text NOT NULL,
    sha256         text NOT NULL,
    audience       text NOT NULL CHECK (audience IN ('borrower', 'staff')),
    effective_from date NOT NULL,
    effective_to   date CHECK (effective_to >= effective_from),
    supersedes     text,
    citation_ids   text[] NOT NULL,
    PRIMARY KEY (collection, document, version),
    FOREIGN KEY (collection, document) REFERENCES knowledge.documents
);

CREATE TABLE knowledge.passages (
    id         text PRIMARY KEY,
    collection text NOT NULL,
    document   text NOT NULL,
    version    text NOT NULL,
    position   int  NOT NULL,
    section    text NOT NULL,
    body       text NOT NULL,
    words      tsvector NOT NULL,
    embedding  vector(384) NOT NULL,
    FOREIGN KEY (collection, document, version) REFERENCES knowledge.versions ON DELETE CASCADE,
    UNIQUE (collection, document, version, position)
);

CREATE INDEX passages_embedding ON knowledge.passages USING hnsw (embedding vector_cosine_ops);
CREATE INDEX passages_words ON knowledge.passages USING gin (words);
