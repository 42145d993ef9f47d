-- What people read of a queue, by language; its name stays for who has none.
ALTER TABLE queue ADD COLUMN names TEXT NOT NULL DEFAULT '{}';
