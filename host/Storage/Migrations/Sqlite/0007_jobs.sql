-- Actions on many contacts that are, or were, carried out. Ids grow with time.
-- done: contacts of finished chunks, of which failed could not be done. cancelled: somebody asked for it.
CREATE TABLE jobs (
    tenant       TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    book         TEXT    NOT NULL,
    owner        TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    user_id      TEXT,
    role         TEXT,
    key_id       TEXT    NOT NULL,
    key_book     TEXT    NOT NULL,
    verb         TEXT    NOT NULL,
    value        TEXT,
    status       INTEGER NOT NULL,
    total        INTEGER NOT NULL,
    done         INTEGER NOT NULL,
    failed       INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    ended_at     INTEGER,
    failure      TEXT,
    cancelled    INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE INDEX jobs_of_owner ON jobs (tenant, book, owner, id);
CREATE INDEX jobs_unfinished ON jobs (id) WHERE ended_at IS NULL;

-- Whom a job is about, until it has ended; written before it. first: how many are in the rows before. contacts: ids of 16 bytes.
CREATE TABLE job_contacts (
    tenant   TEXT    NOT NULL,
    job      TEXT    NOT NULL,
    first    INTEGER NOT NULL,
    contacts BLOB    NOT NULL,
    PRIMARY KEY (tenant, job, first)
);

-- number: of the contact in the job. reason: nothing of the person, so that an erasure need not look here.
CREATE TABLE job_errors (
    tenant  TEXT    NOT NULL,
    job     TEXT    NOT NULL,
    number  INTEGER NOT NULL,
    contact BLOB    NOT NULL,
    reason  TEXT    NOT NULL,
    PRIMARY KEY (tenant, job, number)
) WITHOUT ROWID;

-- The static audience into which an import puts its people.
ALTER TABLE imports ADD COLUMN audience TEXT;
