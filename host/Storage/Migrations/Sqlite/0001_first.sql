-- Instants are milliseconds since 1970-01-01T00:00:00Z; ids of contacts are 16 bytes, big-endian.

CREATE TABLE settings (
    key   TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

-- Who

CREATE TABLE tenants (
    id         TEXT    NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE organisations (
    tenant     TEXT    NOT NULL REFERENCES tenants (id),
    id         TEXT    NOT NULL,
    book       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) WITHOUT ROWID;

CREATE TABLE users (
    tenant       TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    role         TEXT    NOT NULL,
    book         TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, organisation) REFERENCES organisations (tenant, id)
) WITHOUT ROWID;

-- owner: organisation:<id> or user:<id>
CREATE TABLE books (
    tenant     TEXT    NOT NULL REFERENCES tenants (id),
    id         TEXT    NOT NULL,
    owner      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) WITHOUT ROWID;

CREATE TABLE keys (
    id           TEXT    NOT NULL,
    tenant       TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    user_id      TEXT,
    name         TEXT    NOT NULL,
    book         TEXT    NOT NULL,
    scopes       INTEGER NOT NULL,
    server       INTEGER NOT NULL,
    hash         BLOB    NOT NULL UNIQUE,
    prefix       TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    revoked_at   INTEGER,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, organisation) REFERENCES organisations (tenant, id)
);

-- Contacts, and the order of everything that happened to them

-- log: the high bits of the partition's places; position: the last in use.
CREATE TABLE partitions (
    log       INTEGER NOT NULL PRIMARY KEY,
    tenant    TEXT    NOT NULL,
    partition INTEGER NOT NULL,
    epoch     INTEGER NOT NULL,
    position  INTEGER NOT NULL,
    next_slot INTEGER NOT NULL,
    UNIQUE (tenant, partition)
);

-- no: in order of creation, so that what refers to contacts grows at its end.
-- last_edit: position of the newest of its change rows that is no message; each names the one before it.
CREATE TABLE contacts (
    no          INTEGER NOT NULL PRIMARY KEY,
    tenant      TEXT    NOT NULL,
    book        TEXT    NOT NULL,
    id          BLOB    NOT NULL,
    partition   INTEGER NOT NULL,
    slot        INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    state       INTEGER NOT NULL,
    merged_into BLOB,
    last_edit   INTEGER NOT NULL,
    profile     TEXT    NOT NULL,
    UNIQUE (tenant, id),
    UNIQUE (tenant, partition, slot)
);
CREATE INDEX contacts_live ON contacts (tenant, book, id) WHERE state = 0;
CREATE INDEX contacts_merging ON contacts (tenant) WHERE state = 1;

CREATE TABLE identifiers (
    tenant  TEXT    NOT NULL,
    book    TEXT    NOT NULL,
    kind    INTEGER NOT NULL,
    value   TEXT    NOT NULL,
    contact INTEGER NOT NULL REFERENCES contacts (no),
    PRIMARY KEY (tenant, book, kind, value)
) WITHOUT ROWID;
CREATE INDEX identifiers_of ON identifiers (contact);

CREATE TABLE addresses (
    tenant  TEXT    NOT NULL,
    book    TEXT    NOT NULL,
    kind    INTEGER NOT NULL,
    value   TEXT    NOT NULL,
    contact INTEGER NOT NULL REFERENCES contacts (no),
    PRIMARY KEY (tenant, book, kind, value, contact)
) WITHOUT ROWID;
CREATE INDEX addresses_of ON addresses (contact);

-- place = log * 2^40 + position. As the table's integer key it keeps each partition's rows together and in order, appends at its
-- end without an index, and lets long payloads lie in the rows. Rows of messages have kinds 1 to 6; a wiped one has no payload.
CREATE TABLE changes (
    place      INTEGER NOT NULL PRIMARY KEY,
    tenant     TEXT    NOT NULL,
    book       TEXT    NOT NULL,
    kind       INTEGER NOT NULL,
    slot       INTEGER NOT NULL,
    contact    BLOB    NOT NULL,
    at         INTEGER NOT NULL,
    arrived    INTEGER NOT NULL,
    cause      INTEGER NOT NULL,
    active     INTEGER NOT NULL,
    body_hash  INTEGER NOT NULL,
    previous   INTEGER NOT NULL,
    name       TEXT,
    message_id TEXT,
    payload    TEXT,
    position   INTEGER GENERATED ALWAYS AS (place & 1099511627775) VIRTUAL
);

-- In the order of the partition, as it is appended and loaded. Feeds come in by audience: the index repeats only what is
-- announced, and only its place.
CREATE TABLE membership_log (
    place     INTEGER NOT NULL,
    ordinal   INTEGER NOT NULL,
    tenant    TEXT    NOT NULL,
    book      TEXT    NOT NULL,
    audience  TEXT    NOT NULL,
    build     INTEGER NOT NULL,
    version   INTEGER NOT NULL,
    slot      INTEGER NOT NULL,
    contact   BLOB    NOT NULL,
    entered   INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    cause     INTEGER NOT NULL,
    announced INTEGER NOT NULL,
    position  INTEGER GENERATED ALWAYS AS (place & 1099511627775) VIRTUAL,
    PRIMARY KEY (place, ordinal)
) WITHOUT ROWID;
CREATE INDEX membership_announced ON membership_log (audience, place, ordinal) WHERE announced = 1;

-- ordinal: how many entries the mark's row has before it. since, entered, gone: SlotSet.
CREATE TABLE marks (
    place      INTEGER NOT NULL PRIMARY KEY,
    ordinal    INTEGER NOT NULL,
    tenant     TEXT    NOT NULL,
    book       TEXT    NOT NULL,
    kind       INTEGER NOT NULL,
    audience   TEXT    NOT NULL,
    build      INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    cause      INTEGER NOT NULL,
    announcing INTEGER NOT NULL,
    since      BLOB    NOT NULL,
    entered    BLOB    NOT NULL,
    gone       BLOB    NOT NULL,
    position   INTEGER GENERATED ALWAYS AS (place & 1099511627775) VIRTUAL
);
CREATE INDEX marks_announced ON marks (audience, place) WHERE kind = 1 AND announcing = 1;

CREATE TABLE snapshots (
    log      INTEGER NOT NULL PRIMARY KEY REFERENCES partitions (log),
    position INTEGER NOT NULL,
    data     BLOB    NOT NULL,
    checksum BLOB    NOT NULL
);

-- What must not come back. Hashes are keyed by settings 'hash-key'.
CREATE TABLE erased_messages (
    tenant TEXT NOT NULL,
    book   TEXT NOT NULL,
    hash   BLOB NOT NULL,
    PRIMARY KEY (hash)
) WITHOUT ROWID;

CREATE TABLE suppressed (
    tenant TEXT NOT NULL,
    book   TEXT NOT NULL,
    hash   BLOB NOT NULL,
    PRIMARY KEY (hash)
) WITHOUT ROWID;

-- Audiences: the state of their grains, and what must be unique beside it

CREATE TABLE audiences (
    tenant  TEXT    NOT NULL,
    id      TEXT    NOT NULL,
    key     TEXT    NOT NULL,
    book    TEXT    NOT NULL,
    owner   TEXT    NOT NULL,
    folded  TEXT    NOT NULL,
    deleted INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    etag    INTEGER NOT NULL,
    state   TEXT    NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, key)
);
CREATE UNIQUE INDEX audiences_name ON audiences (tenant, owner, folded) WHERE deleted = 0;

-- Answers kept for Idempotency-Key, sealed: neither the sender nor a person can be read from them.
CREATE TABLE kept_answers (
    key    BLOB    NOT NULL PRIMARY KEY,
    until  INTEGER NOT NULL,
    answer BLOB    NOT NULL
);
CREATE INDEX kept_answers_until ON kept_answers (until);
