CREATE TABLE connections (
    tenant       TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    connector    TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    settings     TEXT    NOT NULL,
    sealed_names TEXT    NOT NULL,
    sealed       BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    created_by   TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    health       TEXT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, organisation) REFERENCES organisations (tenant, id)
) WITHOUT ROWID;

CREATE TABLE syncs (
    tenant       TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    user_id      TEXT,
    role         TEXT,
    key_id       TEXT    NOT NULL,
    key_book     TEXT    NOT NULL,
    scopes       INTEGER NOT NULL,
    audience     TEXT    NOT NULL,
    audience_key TEXT    NOT NULL,
    connection   TEXT    NOT NULL,
    fields       TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    state        TEXT    NOT NULL,
    paused       INTEGER NOT NULL DEFAULT 0,
    anew         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, audience, connection),
    FOREIGN KEY (tenant, connection) REFERENCES connections (tenant, id)
) WITHOUT ROWID;
CREATE INDEX syncs_of_connection ON syncs (tenant, connection);

-- What the other side has not acknowledged: of each sync one batch at the most.
CREATE TABLE sync_batches (
    tenant  TEXT NOT NULL,
    sync    TEXT NOT NULL,
    batch   TEXT NOT NULL,
    after   TEXT NOT NULL,
    receipt TEXT,
    PRIMARY KEY (tenant, sync),
    FOREIGN KEY (tenant, sync) REFERENCES syncs (tenant, id) ON DELETE CASCADE
);

CREATE TABLE sync_rejects (
    tenant  TEXT    NOT NULL,
    sync    TEXT    NOT NULL,
    contact BLOB    NOT NULL,
    reason  TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (tenant, sync, contact),
    FOREIGN KEY (tenant, sync) REFERENCES syncs (tenant, id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE sync_runs (
    tenant TEXT    NOT NULL,
    sync   TEXT    NOT NULL,
    number INTEGER NOT NULL,
    run    TEXT    NOT NULL,
    PRIMARY KEY (tenant, sync, number),
    FOREIGN KEY (tenant, sync) REFERENCES syncs (tenant, id) ON DELETE CASCADE
) WITHOUT ROWID;
