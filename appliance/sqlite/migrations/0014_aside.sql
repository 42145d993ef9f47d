-- A part can be that of one who is only asked something by who serves.
ALTER TABLE part ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;
