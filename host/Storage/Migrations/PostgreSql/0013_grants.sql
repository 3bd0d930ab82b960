ALTER TABLE connections ADD COLUMN granted bytea;
ALTER TABLE connections ADD COLUMN granted_times bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN connections.granted IS 'What the other side has let this server do by OAuth, under a key of the data folder.';
COMMENT ON COLUMN connections.granted_times IS 'How often it was given; rises with every token that is fetched.';
