ALTER TABLE imports ADD COLUMN connection text COLLATE "C";
ALTER TABLE imports ADD COLUMN account text COLLATE "C";
ALTER TABLE imports ADD COLUMN connector text COLLATE "C";
COMMENT ON COLUMN imports.connection IS 'Of an import that comes from a connection and not from a file, with what it was called and by what connector it was made.';

CREATE TABLE pulls (
    tenant     text COLLATE "C" NOT NULL,
    connection text COLLATE "C" NOT NULL,
    book       text COLLATE "C" NOT NULL,
    version    bigint NOT NULL,
    cursor     text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, connection, book)
);
COMMENT ON TABLE pulls IS 'How far contacts were pulled from a connection into a book.';
COMMENT ON COLUMN pulls.version IS 'Of the connection''s settings: a cursor of others means nothing.';
