-- Up to which position, and to which instant, the partition's log is forgotten; 0: it is whole.
ALTER TABLE partitions ADD COLUMN begins INTEGER NOT NULL DEFAULT 0;
ALTER TABLE partitions ADD COLUMN begins_at INTEGER NOT NULL DEFAULT 0;

-- Who was announced to be in each audience where the log begins. members: SlotSet, with the instants of entering.
CREATE TABLE base_members (
    log        INTEGER NOT NULL REFERENCES partitions (log),
    audience   TEXT    NOT NULL,
    version    INTEGER,
    announcing INTEGER NOT NULL,
    members    BLOB    NOT NULL,
    PRIMARY KEY (log, audience)
) WITHOUT ROWID;

-- A snapshot from which the kept log can be added up, should the newest one be damaged.
CREATE TABLE base_snapshots (
    log      INTEGER NOT NULL PRIMARY KEY REFERENCES partitions (log),
    position INTEGER NOT NULL,
    data     BLOB    NOT NULL,
    checksum BLOB    NOT NULL
);
