-- Since when the visitor of a chat has had no page open.
ALTER TABLE conversation ADD COLUMN gone INTEGER;
