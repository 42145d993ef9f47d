-- Operators have skills, each at a level, and a queue needs some. Besides, a queue
-- says which conversations come first, whom a contact meets again, and where they
-- wait for whom it has nobody.
CREATE TABLE skill (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT    NOT NULL UNIQUE
) STRICT;
ALTER TABLE operator ADD COLUMN skills TEXT NOT NULL DEFAULT '{}';
ALTER TABLE queue ADD COLUMN needs TEXT NOT NULL DEFAULT '{}';
ALTER TABLE queue ADD COLUMN relax_every INTEGER NOT NULL DEFAULT 0;
ALTER TABLE queue ADD COLUMN best_first INTEGER NOT NULL DEFAULT 0;
ALTER TABLE queue ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE queue ADD COLUMN raise_every INTEGER NOT NULL DEFAULT 0;
ALTER TABLE queue ADD COLUMN last_for INTEGER NOT NULL DEFAULT 0;
ALTER TABLE queue ADD COLUMN overflow_to INTEGER REFERENCES queue;
ALTER TABLE queue ADD COLUMN overflow_after INTEGER NOT NULL DEFAULT 0;
ALTER TABLE queue ADD COLUMN overflow_above INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN last_operator INTEGER REFERENCES operator;
