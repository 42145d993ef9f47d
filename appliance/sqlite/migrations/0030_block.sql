-- Who disturbs is kept away by one thing that he comes with: his browser's own mark,
-- his network, number or mail address. The conversation in which he was blocked says
-- so for good.
CREATE TABLE block (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    scope        TEXT    NOT NULL,
    value        TEXT    NOT NULL,
    conversation INTEGER REFERENCES conversation,
    operator     INTEGER NOT NULL REFERENCES operator,
    at           INTEGER NOT NULL,
    until        INTEGER,
    reason       TEXT    NOT NULL,
    lifted       INTEGER,
    lifted_by    INTEGER REFERENCES operator
) STRICT;
CREATE INDEX block_value ON block (value) WHERE lifted IS NULL;
ALTER TABLE conversation ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0;
-- Whoever serves contacts and their tickets may block one, until an administrator
-- says otherwise.
UPDATE role SET rights = replace(rights, '"tickets"', '"tickets","block"');
