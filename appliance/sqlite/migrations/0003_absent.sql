-- Who closes the desk's page without signing out is not there, and is what he
-- was before when it comes back.
ALTER TABLE presence ADD COLUMN absent INTEGER NOT NULL DEFAULT 0;
