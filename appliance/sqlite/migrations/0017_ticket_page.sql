-- A ticket says on which page it was written; those that came of a chat, where
-- the visitor was.
ALTER TABLE ticket ADD COLUMN page TEXT NOT NULL DEFAULT '';
UPDATE ticket SET page = coalesce((SELECT json_extract(c.browser, '$.page') FROM conversation AS c WHERE c.id = ticket.conversation), '');
