-- Whom a note names is told of it until he has opened the conversation. What we wrote
-- may be changed or taken back for a while, and what it said before is kept. It may
-- answer one certain message. What an operator has begun to write waits on the box.
CREATE TABLE mention (
    entry        INTEGER NOT NULL REFERENCES entry,
    operator     INTEGER NOT NULL REFERENCES operator,
    conversation INTEGER NOT NULL REFERENCES conversation,
    seen         INTEGER,
    PRIMARY KEY (entry, operator)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_unseen ON mention (operator, conversation) WHERE seen IS NULL;
ALTER TABLE entry ADD COLUMN quotes INTEGER REFERENCES entry;
ALTER TABLE entry ADD COLUMN edited INTEGER;
ALTER TABLE entry ADD COLUMN deleted INTEGER;
CREATE TABLE revision (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    entry INTEGER NOT NULL REFERENCES entry,
    at    INTEGER NOT NULL,
    text  TEXT    NOT NULL
) STRICT;
CREATE INDEX revision_entry ON revision (entry);
CREATE TABLE draft (
    operator     INTEGER NOT NULL REFERENCES operator,
    conversation INTEGER NOT NULL REFERENCES conversation,
    note         INTEGER NOT NULL,
    text         TEXT    NOT NULL,
    PRIMARY KEY (operator, conversation)
) STRICT, WITHOUT ROWID;
