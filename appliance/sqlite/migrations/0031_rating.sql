-- What a visitor says of a conversation after it: one of three faces, and in his words.
ALTER TABLE conversation ADD COLUMN rating TEXT NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN rating_comment TEXT NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN rated INTEGER;
