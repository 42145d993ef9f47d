-- Whom a widget's site vouches for is found again by what it calls him.
ALTER TABLE conversation ADD COLUMN vouched TEXT NOT NULL DEFAULT '';
CREATE INDEX conversation_vouched ON conversation (entry_point, vouched, id) WHERE vouched <> '';
