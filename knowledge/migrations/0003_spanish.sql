-- A policy's passage may be translated, sentence by sentence; '' means that it isn't.
ALTER TABLE knowledge.passages ADD COLUMN spanish text NOT NULL DEFAULT '';
