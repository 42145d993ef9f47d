-- Operators say for which entry points they take conversations. Whoever said
-- nothing takes those of all.
CREATE TABLE duty (
    operator    INTEGER NOT NULL REFERENCES operator (id),
    entry_point INTEGER NOT NULL REFERENCES entry_point (id),
    duty        TEXT    NOT NULL,
    PRIMARY KEY (operator, entry_point)
) STRICT, WITHOUT ROWID;
