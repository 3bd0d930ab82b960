-- document: without the custom fields, which have a table of their own; NULL: what every organisation begins with.
-- version: grows with the custom fields too. replacing: what was taken out has not been replaced everywhere yet.
CREATE TABLE configurations (
    tenant       TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    replacing    INTEGER NOT NULL DEFAULT 0,
    document     TEXT,
    PRIMARY KEY (tenant, organisation),
    FOREIGN KEY (tenant, organisation) REFERENCES organisations (tenant, id)
) WITHOUT ROWID;
CREATE INDEX configurations_replacing ON configurations (tenant, organisation) WHERE replacing = 1;
