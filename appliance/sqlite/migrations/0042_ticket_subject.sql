-- The subject of tickets that operators open out of a queue's conversations.
ALTER TABLE queue ADD COLUMN ticket_subject TEXT NOT NULL DEFAULT '';
