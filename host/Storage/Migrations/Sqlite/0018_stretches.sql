-- An import of people for a hundred audiences announces something of each with every batch. By audience these entries lay in a hundred
-- places of the index, and were most of what a transaction wrote; by stretches of 2,048 places of a log they lie side by side.
DROP INDEX membership_announced;
CREATE INDEX membership_announced ON membership_log (place >> 11, audience, place, ordinal) WHERE announced = 1;
DROP INDEX marks_announced;
CREATE INDEX marks_announced ON marks (place >> 11, audience, place) WHERE kind IN (1, 4) AND announcing = 1;
