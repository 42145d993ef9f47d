-- By a browser's mark its former chats are found.
ALTER TABLE conversation ADD COLUMN mark TEXT NOT NULL DEFAULT '';
UPDATE conversation SET mark = coalesce(browser ->> '$.mark', '') WHERE channel = 'webchat';
CREATE INDEX conversation_mark ON conversation (entry_point, mark, id) WHERE mark <> '';
