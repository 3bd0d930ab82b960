CREATE TABLE shares (
    tenant       TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    audience     TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    user_id      TEXT    NOT NULL,
    role         TEXT,
    key_id       TEXT    NOT NULL,
    key_book     TEXT    NOT NULL,
    scopes       INTEGER NOT NULL,
    book         TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    status       INTEGER NOT NULL,
    state        TEXT    NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, audience)
) WITHOUT ROWID;

CREATE TABLE share_recipients (
    tenant   TEXT    NOT NULL,
    share    TEXT    NOT NULL,
    user_id  TEXT    NOT NULL,
    audience TEXT    NOT NULL,
    phase    INTEGER NOT NULL,
    state    TEXT    NOT NULL,
    PRIMARY KEY (tenant, share, user_id),
    UNIQUE (tenant, audience),
    FOREIGN KEY (tenant, share) REFERENCES shares (tenant, id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE share_sources (
    tenant   TEXT    NOT NULL,
    share    TEXT    NOT NULL,
    source   BLOB    NOT NULL,
    version  INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    goes     INTEGER NOT NULL,
    PRIMARY KEY (tenant, share, source),
    FOREIGN KEY (tenant, share) REFERENCES shares (tenant, id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX share_sources_by_sequence ON share_sources (tenant, share, sequence);
