ALTER TABLE partitions ADD COLUMN begins bigint NOT NULL DEFAULT 0;
ALTER TABLE partitions ADD COLUMN begins_at bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN partitions.begins IS 'Up to which position its log in membership_log and marks is forgotten; what is still there before does not count.';
COMMENT ON COLUMN partitions.begins_at IS 'The latest instant of what is forgotten.';

CREATE TABLE base_members (
    log        bigint NOT NULL REFERENCES partitions (log),
    audience   text COLLATE "C" NOT NULL,
    version    integer,
    announcing smallint NOT NULL,
    members    bytea NOT NULL,
    PRIMARY KEY (log, audience)
);
COMMENT ON TABLE base_members IS 'Who was announced to be in each audience where the log begins; members is a set of slots in a form of the server''s own.';

CREATE TABLE base_snapshots (
    log      bigint NOT NULL PRIMARY KEY REFERENCES partitions (log),
    position bigint NOT NULL,
    data     bytea NOT NULL,
    checksum bytea NOT NULL
);
COMMENT ON TABLE base_snapshots IS 'A snapshot from which the kept log can be added up, should the newest one be damaged.';

-- The log by months of at, each a table of its own that is dropped when it is forgotten. A key must have the month's column in it; that no
-- place is given out twice is kept by who gives them out: one transaction at a time, from partitions.position.

ALTER TABLE membership_log RENAME TO membership_log_whole;
ALTER INDEX membership_log_pkey RENAME TO membership_log_whole_pkey;
ALTER INDEX membership_announced RENAME TO membership_log_whole_announced;
ALTER TABLE marks RENAME TO marks_whole;
ALTER INDEX marks_pkey RENAME TO marks_whole_pkey;
ALTER INDEX marks_announced RENAME TO marks_whole_announced;

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
    PRIMARY KEY (place, ordinal, at)
) PARTITION BY RANGE (at);
COMMENT ON TABLE membership_log IS 'Who entered (1) or left (0) which audience, when and why, one by one; those that did so together are in marks. A table a month, by at, in UTC.';
COMMENT ON COLUMN membership_log.announced IS '1: feeds show it.';
COMMENT ON COLUMN membership_log.place IS 'partitions.log * 2^40 + position. Rows up to partitions.begins do not count.';
CREATE INDEX membership_announced ON membership_log (audience, place, ordinal) WHERE announced = 1;

CREATE TABLE marks (
    place      bigint NOT NULL,
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
    gone       bytea NOT NULL,
    PRIMARY KEY (place, at)
) PARTITION BY RANGE (at);
COMMENT ON TABLE marks IS 'What happened to an audience of a partition as a whole; since, entered and gone are sets of slots in a form of the server''s own. A table a month, by at, in UTC.';
COMMENT ON COLUMN marks.kind IS '0 built, 1 served from here on, 2 muted, 3 dropped, 4 who entered and left by a bulk write or at one instant.';
COMMENT ON COLUMN marks.ordinal IS 'How many entries the mark''s row has before it.';
CREATE INDEX marks_announced ON marks (audience, place) WHERE kind IN (1, 4) AND announcing = 1;

DO $$
DECLARE month timestamp; low bigint; high bigint; name text;
BEGIN
    FOR month IN SELECT DISTINCT date_trunc('month', to_timestamp(at / 1000.0) AT TIME ZONE 'UTC') FROM
        (SELECT at FROM membership_log_whole UNION ALL SELECT at FROM marks_whole) AS dated
    LOOP
        low := extract(epoch FROM month)::bigint * 1000;
        high := extract(epoch FROM month + interval '1 month')::bigint * 1000;
        FOREACH name IN ARRAY ARRAY['membership_log', 'marks'] LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)', name || to_char(month, '_YYYY_MM'), name, low, high);
        END LOOP;
    END LOOP;
END $$;

INSERT INTO membership_log (place, at, ordinal, build, version, slot, entered, cause, announced, contact, tenant, book, audience)
SELECT place, at, ordinal, build, version, slot, entered, cause, announced, contact, tenant, book, audience FROM membership_log_whole;
INSERT INTO marks (place, at, ordinal, build, version, kind, cause, announcing, tenant, book, audience, since, entered, gone)
SELECT place, at, ordinal, build, version, kind, cause, announcing, tenant, book, audience, since, entered, gone FROM marks_whole;
DROP TABLE membership_log_whole;
DROP TABLE marks_whole;

-- For whoever queries.

CREATE VIEW live_contacts AS
SELECT tenant, book, id, profile::json ->> 'externalId' AS external_id, profile::json AS profile FROM contacts WHERE state = 0;
COMMENT ON VIEW live_contacts IS 'Contacts that are neither merged nor erased; profile #>> ''{emails,0,value}'', profile #>> ''{values,trait.plan,json}'' and so on.';

CREATE VIEW events AS
SELECT tenant, book, contact, CASE kind WHEN 2 THEN 'track' WHEN 3 THEN 'page' ELSE 'screen' END AS type, name,
    to_timestamp(at / 1000.0) AS at, to_timestamp(arrived / 1000.0) AS arrived, payload::json AS message
FROM changes WHERE kind IN (2, 3, 4) AND payload IS NOT NULL;
COMMENT ON VIEW events IS 'Track, page and screen messages as they were sent, without those that were erased; message #>> ''{properties,amount}'' and so on.';
