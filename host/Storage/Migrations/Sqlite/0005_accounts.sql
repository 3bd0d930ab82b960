ALTER TABLE organisations ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN email TEXT;
ALTER TABLE users ADD COLUMN disabled_at INTEGER;
ALTER TABLE keys ADD COLUMN used_at INTEGER;

CREATE INDEX books_by_owner ON books (tenant, owner);

CREATE TABLE teams (
    tenant       TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, organisation) REFERENCES organisations (tenant, id)
) WITHOUT ROWID;

CREATE TABLE team_members (
    tenant  TEXT NOT NULL,
    team    TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (tenant, team, user_id),
    FOREIGN KEY (tenant, team) REFERENCES teams (tenant, id) ON DELETE CASCADE
) WITHOUT ROWID;

-- hash: SHA-256 of the token; ended_at: accepted or withdrawn
CREATE TABLE invitations (
    tenant       TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    email        TEXT    NOT NULL,
    role         TEXT    NOT NULL,
    hash         BLOB    NOT NULL UNIQUE,
    made_by      TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    ended_at     INTEGER,
    PRIMARY KEY (tenant, id)
);

-- hash: SHA-256 of the hash before and of this entry; detail is JSON without secrets
CREATE TABLE audit (
    tenant  TEXT    NOT NULL,
    number  INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    made_by TEXT    NOT NULL,
    what    TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    detail  TEXT    NOT NULL,
    hash    BLOB    NOT NULL,
    PRIMARY KEY (tenant, number)
) WITHOUT ROWID;
