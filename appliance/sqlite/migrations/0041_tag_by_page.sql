-- Which tags a page may put on: of an older box, all, as until now.
ALTER TABLE tag ADD COLUMN by_page INTEGER NOT NULL DEFAULT 0;
UPDATE tag SET by_page = 1;
