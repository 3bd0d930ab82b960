ALTER TABLE users ADD COLUMN switches bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN users.switches IS 'What an admin has switched on for the user, by bits: 1 shares audiences, 2 with teams too.';
