-- position: up to which the chunk is right, or what removed it (then checksum is NULL): nothing earlier is put there any more.
-- Its data has a table of its own, so that a later position does not write it again.
CREATE TABLE chunks (
    log      INTEGER NOT NULL REFERENCES partitions (log),
    number   INTEGER NOT NULL,
    position INTEGER NOT NULL,
    checksum BLOB,
    PRIMARY KEY (log, number)
) WITHOUT ROWID;

CREATE TABLE chunk_data (
    log    INTEGER NOT NULL,
    number INTEGER NOT NULL,
    data   BLOB    NOT NULL,
    PRIMARY KEY (log, number),
    FOREIGN KEY (log, number) REFERENCES chunks (log, number)
);

-- Whom a contact took over, when it is erased.
CREATE INDEX contacts_merged_into ON contacts (tenant, merged_into) WHERE merged_into IS NOT NULL;
