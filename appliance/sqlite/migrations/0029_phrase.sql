-- What was said and written, who with, and what is asked in tickets, to be looked
-- through for a phrase: folded, by three letters at a time, and kept nowhere else in
-- that form. A row's number is that of what it is of times eight, and its kind: 0 entry,
-- 1 part, 2 conversation, 3 contact, 4 ticket.
CREATE VIRTUAL TABLE phrase USING fts5(
    text, content = '', contentless_delete = 1, detail = 'none', tokenize = 'trigram case_sensitive 1'
);

-- "search" is folded already; the others are folded by who writes them.
CREATE TRIGGER conversation_searched AFTER INSERT ON conversation BEGIN
    INSERT INTO phrase (rowid, text) VALUES (new.id * 8 + 2, new.search);
END;
CREATE TRIGGER conversation_searched_anew AFTER UPDATE OF search ON conversation WHEN old.search <> new.search BEGIN
    DELETE FROM phrase WHERE rowid = new.id * 8 + 2;
    INSERT INTO phrase (rowid, text) VALUES (new.id * 8 + 2, new.search);
END;
CREATE TRIGGER contact_searched AFTER INSERT ON contact BEGIN
    INSERT INTO phrase (rowid, text) VALUES (new.id * 8 + 3, new.search);
END;
CREATE TRIGGER contact_searched_anew AFTER UPDATE OF search ON contact WHEN old.search <> new.search BEGIN
    DELETE FROM phrase WHERE rowid = new.id * 8 + 3;
    INSERT INTO phrase (rowid, text) VALUES (new.id * 8 + 3, new.search);
END;

-- What is deleted is found no more.
CREATE TRIGGER entry_forgotten AFTER DELETE ON entry BEGIN DELETE FROM phrase WHERE rowid = old.id * 8; END;
CREATE TRIGGER part_forgotten AFTER DELETE ON part BEGIN DELETE FROM phrase WHERE rowid = old.id * 8 + 1; END;
CREATE TRIGGER part_unsaid AFTER UPDATE OF note ON part WHEN new.note = '' AND old.note <> '' BEGIN
    DELETE FROM phrase WHERE rowid = old.id * 8 + 1;
END;
CREATE TRIGGER conversation_forgotten AFTER DELETE ON conversation BEGIN DELETE FROM phrase WHERE rowid = old.id * 8 + 2; END;
CREATE TRIGGER contact_forgotten AFTER DELETE ON contact BEGIN DELETE FROM phrase WHERE rowid = old.id * 8 + 3; END;
CREATE TRIGGER ticket_forgotten AFTER DELETE ON ticket BEGIN DELETE FROM phrase WHERE rowid = old.id * 8 + 4; END;

-- What an older box holds is taken up while it serves, the newest first: of each kind
-- all up to this number is still to come.
CREATE TABLE unsearched (
    kind INTEGER PRIMARY KEY,
    upto INTEGER NOT NULL
) STRICT;
INSERT INTO unsearched (kind, upto)
    SELECT 0, max(id) FROM entry HAVING max(id) > 0
    UNION ALL SELECT 1, max(id) FROM part HAVING max(id) > 0
    UNION ALL SELECT 2, max(id) FROM conversation HAVING max(id) > 0
    UNION ALL SELECT 3, max(id) FROM contact HAVING max(id) > 0
    UNION ALL SELECT 4, max(id) FROM ticket HAVING max(id) > 0;
