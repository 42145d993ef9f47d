-- An operator can have a desk telephone at the exchange, and take calls on it in
-- place of his browser.
ALTER TABLE operator ADD COLUMN extension TEXT NOT NULL DEFAULT '';
ALTER TABLE operator ADD COLUMN by_telephone INTEGER NOT NULL DEFAULT 0;
