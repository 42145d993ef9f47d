-- Calls that operators made, for the caps on them: a day's worth.
CREATE TABLE dialled (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,
    operator INTEGER NOT NULL,
    country  TEXT NOT NULL
) STRICT;

CREATE INDEX dialled_at ON dialled (at);
