-- A queue says whether its calls are recorded, what their callers hear before,
-- and what they hear while they wait besides music.
ALTER TABLE queue ADD COLUMN unrecorded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE queue ADD COLUMN notice TEXT NOT NULL DEFAULT '';
ALTER TABLE queue ADD COLUMN messages TEXT NOT NULL DEFAULT '[]';
ALTER TABLE queue ADD COLUMN message_every INTEGER NOT NULL DEFAULT 0;
