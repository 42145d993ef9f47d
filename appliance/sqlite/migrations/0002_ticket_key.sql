-- A form that is sent again because its answer was lost opens no second
-- ticket: the page names each form, and an entry point takes a name once.
ALTER TABLE ticket ADD COLUMN key TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX ticket_key ON ticket (entry_point, key) WHERE key <> '';
