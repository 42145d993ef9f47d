-- A chat that was proposed keeps by which rule.
ALTER TABLE conversation ADD COLUMN proposal TEXT NOT NULL DEFAULT '';
