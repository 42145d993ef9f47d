-- Of what an operator is told while he looks elsewhere (F213).
ALTER TABLE operator ADD COLUMN silent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operator ADD COLUMN notified INTEGER NOT NULL DEFAULT 0;
