-- Files of contacts that are, or were, taken in. Ids grow with time.
-- counted: rows of finished chunks. cancelled: somebody asked for it. previous: the import that the owner's audience showed at
-- its begin. shown: that audience has been told of its end.
CREATE TABLE imports (
    tenant       TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    book         TEXT    NOT NULL,
    owner        TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    user_id      TEXT,
    role         TEXT,
    key_id       TEXT    NOT NULL,
    key_book     TEXT    NOT NULL,
    status       INTEGER NOT NULL,
    counted      INTEGER NOT NULL,
    created      INTEGER NOT NULL,
    updated      INTEGER NOT NULL,
    skipped      INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    ended_at     INTEGER,
    previous     TEXT,
    failure      TEXT,
    cancelled    INTEGER NOT NULL,
    shown        INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE INDEX imports_of_book ON imports (tenant, book, id);
CREATE INDEX imports_unfinished ON imports (id) WHERE shown = 0;

-- reason: never what is in a cell, so that an erasure need not look here.
CREATE TABLE import_errors (
    tenant TEXT    NOT NULL,
    import TEXT    NOT NULL,
    row    INTEGER NOT NULL,
    reason TEXT    NOT NULL,
    PRIMARY KEY (tenant, import, row)
) WITHOUT ROWID;
