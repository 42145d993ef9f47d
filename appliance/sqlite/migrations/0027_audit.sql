-- What the site masks is shown to who has the right, and the audit log tells of it.
-- Its lines are added and never changed, and outlive what they name.
CREATE TABLE audit (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    at           INTEGER NOT NULL,
    operator     INTEGER NOT NULL REFERENCES operator,
    act          TEXT    NOT NULL,
    conversation INTEGER,
    entry        INTEGER,
    ticket       INTEGER
) STRICT;
CREATE INDEX audit_operator ON audit (operator, id);
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit log is added to only'); END;
CREATE TRIGGER audit_remains BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit log is added to only'); END;
-- Whoever may already speak into the calls of others sees what is masked.
UPDATE role SET rights = replace(rights, '"intervene"', '"intervene","reveal"');
