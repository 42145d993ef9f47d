-- Operators have answers at hand, which a slash and a name bring.
CREATE TABLE template (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    name   TEXT    NOT NULL UNIQUE,
    texts  TEXT    NOT NULL,
    groups TEXT    NOT NULL,
    off    INTEGER NOT NULL
) STRICT;
