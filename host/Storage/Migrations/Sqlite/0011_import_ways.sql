-- mapping: what somebody wanted columns to be, as JSON. header: a digest of the columns' names, to offer the mapping for the next such file.
ALTER TABLE imports ADD COLUMN mapping TEXT;
ALTER TABLE imports ADD COLUMN header TEXT;
CREATE INDEX imports_mapped ON imports (tenant, book, header, id) WHERE mapping IS NOT NULL;

-- Of an import that is, or was, undone. undone_gone: contacts of its making that were erased
-- before. undone_after: the last contact that was looked at.
ALTER TABLE imports ADD COLUMN undone_gone INTEGER;
ALTER TABLE imports ADD COLUMN undone_after TEXT;
ALTER TABLE imports ADD COLUMN undone_erased INTEGER;
ALTER TABLE imports ADD COLUMN undone_reverted INTEGER;
ALTER TABLE imports ADD COLUMN undone_kept INTEGER;

-- Of one that comes from a connection and not from a file: which, what it is called, and by what connector.
ALTER TABLE imports ADD COLUMN connection TEXT;
ALTER TABLE imports ADD COLUMN account TEXT;
ALTER TABLE imports ADD COLUMN connector TEXT;
