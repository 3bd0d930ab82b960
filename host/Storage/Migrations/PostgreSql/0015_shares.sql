CREATE TABLE shares (
    tenant       text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    audience     text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    user_id      text COLLATE "C" NOT NULL,
    role         text COLLATE "C",
    key_id       text COLLATE "C" NOT NULL,
    key_book     text COLLATE "C" NOT NULL,
    scopes       bigint NOT NULL,
    book         text COLLATE "C" NOT NULL,
    created_at   bigint NOT NULL,
    status       bigint NOT NULL,
    state        text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, audience)
);
COMMENT ON TABLE shares IS 'Audiences that are shared with their contacts, by whom, and how the last sync stands.';
COMMENT ON COLUMN shares.status IS '0 new, 1 syncing, 2 synced, 3 cancelled, 4 failed, 5 ending.';

CREATE TABLE share_recipients (
    tenant   text COLLATE "C" NOT NULL,
    share    text COLLATE "C" NOT NULL,
    user_id  text COLLATE "C" NOT NULL,
    audience text COLLATE "C" NOT NULL,
    phase    bigint NOT NULL,
    state    text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, share, user_id),
    UNIQUE (tenant, audience),
    FOREIGN KEY (tenant, share) REFERENCES shares (tenant, id) ON DELETE CASCADE
);
COMMENT ON TABLE share_recipients IS 'Users who have a share in their books, and the audience of theirs that shows it.';
COMMENT ON COLUMN share_recipients.phase IS '0 given, 1 ending, 2 leaving by himself, 3 left.';

CREATE TABLE share_sources (
    tenant   text COLLATE "C" NOT NULL,
    share    text COLLATE "C" NOT NULL,
    source   uuid NOT NULL,
    version  bigint NOT NULL,
    sequence bigint NOT NULL,
    goes     bigint NOT NULL,
    PRIMARY KEY (tenant, share, source),
    FOREIGN KEY (tenant, share) REFERENCES shares (tenant, id) ON DELETE CASCADE
);
CREATE INDEX share_sources_by_sequence ON share_sources (tenant, share, sequence);
COMMENT ON TABLE share_sources IS 'Contacts that are or were in a share, as the last sync saw them.';
COMMENT ON COLUMN share_sources.sequence IS 'Of the sync by which the contact changed, came or went.';
