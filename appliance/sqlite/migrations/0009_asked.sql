-- An offer can come from a colleague, who passes a conversation on or asks him
-- about it.
ALTER TABLE offer ADD COLUMN asker INTEGER REFERENCES operator;
ALTER TABLE offer ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
