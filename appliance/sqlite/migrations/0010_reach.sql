-- How far an operator's calls out may go; those who are there go on as before.
ALTER TABLE operator ADD COLUMN reach TEXT NOT NULL DEFAULT '';
