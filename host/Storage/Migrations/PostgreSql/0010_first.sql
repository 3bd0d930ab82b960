-- Names and columns are those of Migrations/Sqlite, so that statements are written once. Text is compared by its bytes, as there;
-- flags are 0 or 1; instants are milliseconds since 1970-01-01T00:00:00Z: to_timestamp(at / 1000.0) makes them readable.
-- U+0000, which text cannot hold here, is U+0001 '0'; U+0001 itself is U+0001 '1'.

CREATE TABLE settings (
    key   text COLLATE "C" NOT NULL PRIMARY KEY,
    value bytea NOT NULL
);
COMMENT ON TABLE settings IS 'What the installation keeps about itself, such as the key that erased values are hashed by.';

-- Who

CREATE TABLE tenants (
    id         text COLLATE "C" NOT NULL PRIMARY KEY,
    created_at bigint NOT NULL
);
COMMENT ON TABLE tenants IS 'Installations in the installation: nothing of one is seen by another.';

CREATE TABLE organisations (
    tenant     text COLLATE "C" NOT NULL REFERENCES tenants (id),
    id         text COLLATE "C" NOT NULL,
    book       text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    name       text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, id)
);
COMMENT ON COLUMN organisations.book IS 'The book of contacts that all of its users share.';

CREATE TABLE users (
    tenant       text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    role         text COLLATE "C" NOT NULL,
    book         text COLLATE "C" NOT NULL,
    created_at   bigint NOT NULL,
    name         text COLLATE "C" NOT NULL DEFAULT '',
    email        text COLLATE "C",
    disabled_at  bigint,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, organisation) REFERENCES organisations (tenant, id)
);

CREATE TABLE books (
    tenant     text COLLATE "C" NOT NULL REFERENCES tenants (id),
    id         text COLLATE "C" NOT NULL,
    owner      text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (tenant, id)
);
COMMENT ON COLUMN books.owner IS 'organisation:<id> or user:<id>.';
CREATE INDEX books_by_owner ON books (tenant, owner);

CREATE TABLE keys (
    id           text COLLATE "C" NOT NULL,
    tenant       text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    user_id      text COLLATE "C",
    name         text COLLATE "C" NOT NULL,
    book         text COLLATE "C" NOT NULL,
    scopes       integer NOT NULL,
    server       smallint NOT NULL,
    hash         bytea NOT NULL UNIQUE,
    prefix       text COLLATE "C" NOT NULL,
    created_at   bigint NOT NULL,
    expires_at   bigint,
    revoked_at   bigint,
    used_at      bigint,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, organisation) REFERENCES organisations (tenant, id)
);
COMMENT ON TABLE keys IS 'API keys; of each only a hash.';

CREATE TABLE teams (
    tenant       text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    name         text COLLATE "C" NOT NULL,
    created_at   bigint NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, organisation) REFERENCES organisations (tenant, id)
);

CREATE TABLE team_members (
    tenant  text COLLATE "C" NOT NULL,
    team    text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, team, user_id),
    FOREIGN KEY (tenant, team) REFERENCES teams (tenant, id) ON DELETE CASCADE
);

CREATE TABLE invitations (
    tenant       text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    email        text COLLATE "C" NOT NULL,
    role         text COLLATE "C" NOT NULL,
    hash         bytea NOT NULL UNIQUE,
    made_by      text COLLATE "C" NOT NULL,
    created_at   bigint NOT NULL,
    expires_at   bigint NOT NULL,
    ended_at     bigint,
    PRIMARY KEY (tenant, id)
);
COMMENT ON COLUMN invitations.hash IS 'SHA-256 of the token.';
COMMENT ON COLUMN invitations.ended_at IS 'When it was accepted or withdrawn.';

CREATE TABLE audit (
    tenant  text COLLATE "C" NOT NULL,
    number  bigint NOT NULL,
    at      bigint NOT NULL,
    made_by text COLLATE "C" NOT NULL,
    what    text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    detail  text COLLATE "C" NOT NULL,
    hash    bytea NOT NULL,
    PRIMARY KEY (tenant, number)
);
COMMENT ON TABLE audit IS 'Who did what to users, keys and settings: only ever added to.';
COMMENT ON COLUMN audit.hash IS 'SHA-256 over the hash of the entry before and this entry.';

CREATE TABLE custom_fields (
    tenant       text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    key          text COLLATE "C" NOT NULL,
    field        text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, organisation, key),
    FOREIGN KEY (tenant, organisation) REFERENCES organisations (tenant, id)
);

CREATE TABLE configurations (
    tenant       text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    version      bigint NOT NULL,
    replacing    smallint NOT NULL DEFAULT 0,
    document     text COLLATE "C",
    PRIMARY KEY (tenant, organisation),
    FOREIGN KEY (tenant, organisation) REFERENCES organisations (tenant, id)
);
COMMENT ON COLUMN configurations.version IS 'Grows with the custom fields too.';
COMMENT ON COLUMN configurations.replacing IS '1: what was taken out has not been replaced everywhere yet.';
COMMENT ON COLUMN configurations.document IS 'Without the custom fields; NULL: what every organisation begins with.';
CREATE INDEX configurations_replacing ON configurations (tenant, organisation) WHERE replacing = 1;

-- Contacts, and the order of everything that happened to them

CREATE TABLE partitions (
    log       bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    tenant    text COLLATE "C" NOT NULL,
    partition integer NOT NULL,
    epoch     bigint NOT NULL,
    position  bigint NOT NULL,
    next_slot integer NOT NULL,
    UNIQUE (tenant, partition)
);
COMMENT ON COLUMN partitions.log IS 'The high bits of the places of its rows in changes, membership_log and marks.';
COMMENT ON COLUMN partitions.position IS 'The last in use.';

CREATE TABLE contacts (
    no          bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    tenant      text COLLATE "C" NOT NULL,
    book        text COLLATE "C" NOT NULL,
    id          uuid NOT NULL,
    partition   integer NOT NULL,
    slot        integer NOT NULL,
    version     bigint NOT NULL,
    state       smallint NOT NULL,
    merged_into uuid,
    last_edit   bigint NOT NULL,
    profile     text COLLATE "C" NOT NULL,
    UNIQUE (tenant, id),
    UNIQUE (tenant, partition, slot)
);
COMMENT ON COLUMN contacts.no IS 'In order of creation.';
COMMENT ON COLUMN contacts.state IS '0 live, 1 being merged, 2 merged into merged_into, 3 erased.';
COMMENT ON COLUMN contacts.last_edit IS 'Position of the newest of its change rows that is no message; each names the one before it.';
COMMENT ON COLUMN contacts.profile IS 'JSON: profile::jsonb ->> ''email'' and so on.';
CREATE INDEX contacts_live ON contacts (tenant, book, id) WHERE state = 0;
CREATE INDEX contacts_merging ON contacts (tenant) WHERE state = 1;
CREATE INDEX contacts_merged_into ON contacts (tenant, merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE identifiers (
    tenant  text COLLATE "C" NOT NULL,
    book    text COLLATE "C" NOT NULL,
    kind    smallint NOT NULL,
    value   text COLLATE "C" NOT NULL,
    contact bigint NOT NULL REFERENCES contacts (no),
    PRIMARY KEY (tenant, book, kind, value)
);
COMMENT ON TABLE identifiers IS 'Ids, each of one contact of the book.';
CREATE INDEX identifiers_of ON identifiers (contact);

CREATE TABLE addresses (
    tenant  text COLLATE "C" NOT NULL,
    book    text COLLATE "C" NOT NULL,
    kind    smallint NOT NULL,
    value   text COLLATE "C" NOT NULL,
    contact bigint NOT NULL REFERENCES contacts (no),
    PRIMARY KEY (tenant, book, kind, value, contact)
);
COMMENT ON TABLE addresses IS 'E-mail addresses and numbers, which people share.';
CREATE INDEX addresses_of ON addresses (contact);

CREATE TABLE changes (
    place      bigint NOT NULL PRIMARY KEY,
    at         bigint NOT NULL,
    arrived    bigint NOT NULL,
    body_hash  bigint NOT NULL,
    previous   bigint NOT NULL,
    slot       integer NOT NULL,
    kind       smallint NOT NULL,
    cause      smallint NOT NULL,
    active     smallint NOT NULL,
    contact    uuid NOT NULL,
    tenant     text COLLATE "C" NOT NULL,
    book       text COLLATE "C" NOT NULL,
    name       text COLLATE "C",
    message_id text COLLATE "C",
    payload    text COLLATE "C"
);
COMMENT ON TABLE changes IS 'Everything that happened to contacts, in order: messages (kinds 1 to 6) and edits.';
COMMENT ON COLUMN changes.place IS 'partitions.log * 2^40 + position; position = place & 1099511627775.';
COMMENT ON COLUMN changes.at IS 'When it happened.';
COMMENT ON COLUMN changes.arrived IS 'When it was taken.';
COMMENT ON COLUMN changes.payload IS 'The message as it was sent, JSON; NULL: wiped by an erasure.';

CREATE TABLE membership_log (
    place     bigint NOT NULL,
    at        bigint NOT NULL,
    ordinal   integer NOT NULL,
    build     integer NOT NULL,
    version   integer NOT NULL,
    slot      integer NOT NULL,
    entered   smallint NOT NULL,
    cause     smallint NOT NULL,
    announced smallint NOT NULL,
    contact   uuid NOT NULL,
    tenant    text COLLATE "C" NOT NULL,
    book      text COLLATE "C" NOT NULL,
    audience  text COLLATE "C" NOT NULL,
    PRIMARY KEY (place, ordinal)
);
COMMENT ON TABLE membership_log IS 'Who entered (1) or left (0) which audience, when and why, one by one; those that did so together are in marks.';
COMMENT ON COLUMN membership_log.announced IS '1: feeds show it.';
CREATE INDEX membership_announced ON membership_log (audience, place, ordinal) WHERE announced = 1;

CREATE TABLE marks (
    place      bigint NOT NULL PRIMARY KEY,
    at         bigint NOT NULL,
    ordinal    integer NOT NULL,
    build      integer NOT NULL,
    version    integer NOT NULL,
    kind       smallint NOT NULL,
    cause      smallint NOT NULL,
    announcing smallint NOT NULL,
    tenant     text COLLATE "C" NOT NULL,
    book       text COLLATE "C" NOT NULL,
    audience   text COLLATE "C" NOT NULL,
    since      bytea NOT NULL,
    entered    bytea NOT NULL,
    gone       bytea NOT NULL
);
COMMENT ON TABLE marks IS 'What happened to an audience of a partition as a whole; since, entered and gone are sets of slots in a form of the server''s own.';
COMMENT ON COLUMN marks.kind IS '4: who entered and left by a bulk write.';
COMMENT ON COLUMN marks.ordinal IS 'How many entries the mark''s row has before it.';
CREATE INDEX marks_announced ON marks (audience, place) WHERE kind IN (1, 4) AND announcing = 1;

CREATE TABLE snapshots (
    log      bigint NOT NULL PRIMARY KEY REFERENCES partitions (log),
    position bigint NOT NULL,
    data     bytea NOT NULL,
    checksum bytea NOT NULL
);
COMMENT ON TABLE snapshots IS 'Memberships as of one position, so that a start need not add up the log. May be emptied while no server runs.';

CREATE TABLE chunks (
    log      bigint NOT NULL REFERENCES partitions (log),
    number   integer NOT NULL,
    position bigint NOT NULL,
    checksum bytea,
    PRIMARY KEY (log, number)
);
COMMENT ON TABLE chunks IS 'Contacts as they are held in memory, so that a start need not read their rows.';
COMMENT ON COLUMN chunks.position IS 'Up to which the chunk is right, or what removed it (then checksum is NULL): nothing earlier is put there any more.';

CREATE TABLE chunk_data (
    log    bigint NOT NULL,
    number integer NOT NULL,
    data   bytea NOT NULL,
    PRIMARY KEY (log, number),
    FOREIGN KEY (log, number) REFERENCES chunks (log, number)
);

CREATE TABLE erased_messages (
    tenant text COLLATE "C" NOT NULL,
    book   text COLLATE "C" NOT NULL,
    hash   bytea NOT NULL PRIMARY KEY
);
COMMENT ON TABLE erased_messages IS 'Messages that must not come back, hashed by settings ''hash-key''.';

CREATE TABLE suppressed (
    tenant text COLLATE "C" NOT NULL,
    book   text COLLATE "C" NOT NULL,
    hash   bytea NOT NULL PRIMARY KEY
);
COMMENT ON TABLE suppressed IS 'Ids and addresses that must not come back, hashed by settings ''hash-key''.';

-- Audiences: the state of their grains, and what must be unique beside it

CREATE TABLE audiences (
    tenant     text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    key        text COLLATE "C" NOT NULL,
    book       text COLLATE "C" NOT NULL,
    owner      text COLLATE "C" NOT NULL,
    folded     text COLLATE "C" NOT NULL,
    deleted    smallint NOT NULL,
    created_at bigint NOT NULL,
    etag       bigint NOT NULL,
    state      text COLLATE "C" NOT NULL,
    changed    bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, key)
);
COMMENT ON COLUMN audiences.folded IS 'The name, without regard to case.';
COMMENT ON COLUMN audiences.state IS 'JSON: name, definitions and their versions.';
COMMENT ON COLUMN audiences.changed IS 'Grows with every write to an audience of the tenant.';
CREATE UNIQUE INDEX audiences_name ON audiences (tenant, owner, folded) WHERE deleted = 0;
CREATE INDEX audiences_changed ON audiences (tenant, changed);

CREATE TABLE kept_answers (
    key    bytea NOT NULL PRIMARY KEY,
    until  bigint NOT NULL,
    answer bytea NOT NULL
);
COMMENT ON TABLE kept_answers IS 'Answers kept for Idempotency-Key, sealed: neither the sender nor a person can be read from them.';
CREATE INDEX kept_answers_until ON kept_answers (until);

-- Work that goes on: imports, actions on many contacts, syncs

CREATE TABLE imports (
    tenant       text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    book         text COLLATE "C" NOT NULL,
    owner        text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    user_id      text COLLATE "C",
    role         text COLLATE "C",
    key_id       text COLLATE "C" NOT NULL,
    key_book     text COLLATE "C" NOT NULL,
    status       smallint NOT NULL,
    counted      integer NOT NULL,
    created      integer NOT NULL,
    updated      integer NOT NULL,
    skipped      integer NOT NULL,
    created_at   bigint NOT NULL,
    ended_at     bigint,
    previous     text COLLATE "C",
    failure      text COLLATE "C",
    cancelled    smallint NOT NULL,
    shown        smallint NOT NULL,
    audience     text COLLATE "C",
    PRIMARY KEY (tenant, id)
);
COMMENT ON TABLE imports IS 'Files of contacts that are, or were, taken in. Ids grow with time.';
COMMENT ON COLUMN imports.counted IS 'Rows of finished chunks.';
COMMENT ON COLUMN imports.previous IS 'The import that the owner''s audience showed at its begin.';
COMMENT ON COLUMN imports.shown IS '1: that audience has been told of its end.';
COMMENT ON COLUMN imports.audience IS 'The static audience into which its people are put.';
CREATE INDEX imports_of_book ON imports (tenant, book, id);
CREATE INDEX imports_unfinished ON imports (id) WHERE shown = 0;

CREATE TABLE import_errors (
    tenant text COLLATE "C" NOT NULL,
    import text COLLATE "C" NOT NULL,
    row    bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, import, row)
);
COMMENT ON COLUMN import_errors.reason IS 'Never what is in a cell, so that an erasure need not look here.';

CREATE TABLE jobs (
    tenant       text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    book         text COLLATE "C" NOT NULL,
    owner        text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    user_id      text COLLATE "C",
    role         text COLLATE "C",
    key_id       text COLLATE "C" NOT NULL,
    key_book     text COLLATE "C" NOT NULL,
    verb         text COLLATE "C" NOT NULL,
    value        text COLLATE "C",
    status       smallint NOT NULL,
    total        integer NOT NULL,
    done         integer NOT NULL,
    failed       integer NOT NULL,
    created_at   bigint NOT NULL,
    ended_at     bigint,
    failure      text COLLATE "C",
    cancelled    smallint NOT NULL,
    PRIMARY KEY (tenant, id)
);
COMMENT ON TABLE jobs IS 'Actions on many contacts that are, or were, carried out. Ids grow with time.';
COMMENT ON COLUMN jobs.done IS 'Contacts of finished chunks, of which failed could not be done.';
CREATE INDEX jobs_of_owner ON jobs (tenant, book, owner, id);
CREATE INDEX jobs_unfinished ON jobs (id) WHERE ended_at IS NULL;

CREATE TABLE job_contacts (
    tenant   text COLLATE "C" NOT NULL,
    job      text COLLATE "C" NOT NULL,
    first    integer NOT NULL,
    contacts bytea NOT NULL,
    PRIMARY KEY (tenant, job, first)
);
COMMENT ON TABLE job_contacts IS 'Whom a job is about, until it has ended; written before it.';
COMMENT ON COLUMN job_contacts.first IS 'How many are in the rows before.';
COMMENT ON COLUMN job_contacts.contacts IS 'Ids of 16 bytes.';

CREATE TABLE job_errors (
    tenant  text COLLATE "C" NOT NULL,
    job     text COLLATE "C" NOT NULL,
    number  integer NOT NULL,
    contact uuid NOT NULL,
    reason  text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, job, number)
);
COMMENT ON COLUMN job_errors.reason IS 'Nothing of the person, so that an erasure need not look here.';

CREATE TABLE connections (
    tenant       text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    connector    text COLLATE "C" NOT NULL,
    name         text COLLATE "C" NOT NULL,
    settings     text COLLATE "C" NOT NULL,
    sealed_names text COLLATE "C" NOT NULL,
    sealed       bytea NOT NULL,
    created_at   bigint NOT NULL,
    created_by   text COLLATE "C" NOT NULL,
    version      bigint NOT NULL,
    health       text COLLATE "C",
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, organisation) REFERENCES organisations (tenant, id)
);
COMMENT ON COLUMN connections.sealed IS 'Settings that are secret, under a key of the data folder.';

CREATE TABLE syncs (
    tenant       text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    user_id      text COLLATE "C",
    role         text COLLATE "C",
    key_id       text COLLATE "C" NOT NULL,
    key_book     text COLLATE "C" NOT NULL,
    scopes       integer NOT NULL,
    audience     text COLLATE "C" NOT NULL,
    audience_key text COLLATE "C" NOT NULL,
    connection   text COLLATE "C" NOT NULL,
    fields       text COLLATE "C" NOT NULL,
    created_at   bigint NOT NULL,
    state        text COLLATE "C" NOT NULL,
    paused       smallint NOT NULL DEFAULT 0,
    anew         smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, audience, connection),
    FOREIGN KEY (tenant, connection) REFERENCES connections (tenant, id)
);
CREATE INDEX syncs_of_connection ON syncs (tenant, connection);

CREATE TABLE sync_batches (
    tenant  text COLLATE "C" NOT NULL,
    sync    text COLLATE "C" NOT NULL,
    batch   text COLLATE "C" NOT NULL,
    after   text COLLATE "C" NOT NULL,
    receipt text COLLATE "C",
    PRIMARY KEY (tenant, sync),
    FOREIGN KEY (tenant, sync) REFERENCES syncs (tenant, id) ON DELETE CASCADE
);
COMMENT ON TABLE sync_batches IS 'What the other side has not acknowledged: of each sync one batch at the most.';

CREATE TABLE sync_rejects (
    tenant  text COLLATE "C" NOT NULL,
    sync    text COLLATE "C" NOT NULL,
    contact uuid NOT NULL,
    reason  text COLLATE "C" NOT NULL,
    at      bigint NOT NULL,
    PRIMARY KEY (tenant, sync, contact),
    FOREIGN KEY (tenant, sync) REFERENCES syncs (tenant, id) ON DELETE CASCADE
);

CREATE TABLE sync_runs (
    tenant text COLLATE "C" NOT NULL,
    sync   text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    run    text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, sync, number),
    FOREIGN KEY (tenant, sync) REFERENCES syncs (tenant, id) ON DELETE CASCADE
);
