-- Who was sent away by his tree is not told as one who hung up while he waited.
ALTER TABLE conversation ADD COLUMN unqueued INTEGER;
ALTER TABLE conversation ADD COLUMN sent_away TEXT NOT NULL DEFAULT '';
