-- What an admin has switched on for the user, by bits: 1 shares audiences, 2 with teams too.
ALTER TABLE users ADD COLUMN switches INTEGER NOT NULL DEFAULT 0;
