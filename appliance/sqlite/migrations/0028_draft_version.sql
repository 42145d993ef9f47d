-- A draft counts how often it was written, so that no page takes an older one for what
-- another page wrote since.
ALTER TABLE draft ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
