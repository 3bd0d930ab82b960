-- SQLite has these indexes by stretches of a log since this migration, because it writes each page that a transaction touches. PostgreSQL
-- writes what was changed of a page, and whole pages once between checkpoints: here what belongs to an audience stays together.
COMMENT ON INDEX membership_announced IS 'What feeds, growth and asOf read of one audience, in its order.';
COMMENT ON INDEX marks_announced IS 'What feeds and growth read of one audience, in its order.';
