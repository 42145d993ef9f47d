-- Files that somebody handed over in a conversation: an entry tells of each. Those
-- that are asked for or kept lie in the directory of files.
CREATE TABLE file (
    entry        INTEGER PRIMARY KEY REFERENCES entry,
    conversation INTEGER NOT NULL REFERENCES conversation,
    state        TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    size         INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    width        INTEGER NOT NULL,
    height       INTEGER NOT NULL,
    blob         TEXT    NOT NULL UNIQUE,
    decided      INTEGER,
    operator     INTEGER REFERENCES operator
) STRICT;
CREATE INDEX file_conversation ON file (conversation);
CREATE INDEX file_here ON file (blob) WHERE state IN ('asked', 'kept');
