-- Numbers that operators give away, by which somebody reaches them once.
CREATE TABLE invitation (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    code     TEXT NOT NULL UNIQUE,
    operator INTEGER NOT NULL REFERENCES operator,
    about    INTEGER REFERENCES conversation,
    made     INTEGER NOT NULL,
    until    INTEGER NOT NULL,
    used     INTEGER REFERENCES conversation
) STRICT;

CREATE INDEX invitation_operator ON invitation (operator);
