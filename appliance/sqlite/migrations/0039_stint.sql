-- Time without a break in one state, kept for reports; until is NULL while it lasts.
CREATE TABLE stint (
    id       INTEGER PRIMARY KEY,
    operator INTEGER NOT NULL REFERENCES operator,
    state    TEXT    NOT NULL,
    reason   TEXT    NOT NULL,
    absent   INTEGER NOT NULL,
    since    INTEGER NOT NULL,
    until    INTEGER
) STRICT;

CREATE UNIQUE INDEX stint_open ON stint (operator) WHERE until IS NULL;
CREATE INDEX stint_until ON stint (until);

INSERT INTO stint (operator, state, reason, absent, since)
SELECT operator, state, reason, absent, since FROM presence;
