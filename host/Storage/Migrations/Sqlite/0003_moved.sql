-- Kind 4: who entered and left by a bulk write, shown in feeds as served sets are.
DROP INDEX marks_announced;
CREATE INDEX marks_announced ON marks (audience, place) WHERE kind IN (1, 4) AND announcing = 1;
