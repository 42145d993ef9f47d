-- Operators call out: such a conversation is one that we began.
ALTER TABLE conversation ADD COLUMN outbound INTEGER NOT NULL DEFAULT 0;
