-- A mail may have a part in HTML, and be the transcript of a conversation.
ALTER TABLE mail ADD COLUMN html TEXT NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN conversation INTEGER REFERENCES conversation;
