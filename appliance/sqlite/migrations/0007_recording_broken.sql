-- A recording whose file could not be mended after a kill: it is kept, and does not play.
ALTER TABLE recording ADD COLUMN broken INTEGER NOT NULL DEFAULT 0;
