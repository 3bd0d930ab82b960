-- What the other side has let this server do by OAuth: sealed, and how often it was given.
ALTER TABLE connections ADD COLUMN granted BLOB;
ALTER TABLE connections ADD COLUMN granted_times INTEGER NOT NULL DEFAULT 0;
