CREATE TABLE custom_fields (
    tenant       TEXT NOT NULL,
    organisation TEXT NOT NULL,
    key          TEXT NOT NULL,
    field        TEXT NOT NULL,
    PRIMARY KEY (tenant, organisation, key),
    FOREIGN KEY (tenant, organisation) REFERENCES organisations (tenant, id)
) WITHOUT ROWID;
