-- Filters that an admin makes for many. What users have of them is among their audiences.
CREATE TABLE managed_audiences (
    tenant TEXT NOT NULL,
    id     TEXT NOT NULL,
    state  TEXT NOT NULL,  -- JSON
    PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
