-- Who needs more time to wrap up takes it: how much more than his queue allows.
ALTER TABLE presence ADD COLUMN longer INTEGER NOT NULL DEFAULT 0;
