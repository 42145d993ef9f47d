-- The letters that an operator has chosen for what he does by Alt and a letter (D02).
ALTER TABLE operator ADD COLUMN shortcuts TEXT NOT NULL DEFAULT 'null';
