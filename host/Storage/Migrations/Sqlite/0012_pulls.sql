-- How far contacts were pulled from a connection into a book. version: of the connection's settings; a cursor of others means nothing.
CREATE TABLE pulls (
    tenant     TEXT    NOT NULL,
    connection TEXT    NOT NULL,
    book       TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    cursor     TEXT    NOT NULL,
    PRIMARY KEY (tenant, connection, book)
) WITHOUT ROWID;
