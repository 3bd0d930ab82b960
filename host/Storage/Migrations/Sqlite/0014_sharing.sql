-- What an admin has switched on for the user, by bits: 1 shares audiences, 2 with teams too.
ALTER TABLE users ADD COLUMN switches INTEGER NOT NULL DEFAULT 0;

-- Filters that an admin makes for many. What users have of them is among their audiences.
CREATE TABLE managed_audiences (
    tenant TEXT NOT NULL,
    id     TEXT NOT NULL,
    state  TEXT NOT NULL,  -- JSON
    PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
