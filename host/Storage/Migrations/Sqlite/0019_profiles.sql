-- From here on a profile leaves out what a contact does not have, and the stamp that most of it bears stands once, in "stamp". An older program
-- would read such a profile as one without stamps; this number keeps it from that. Profiles written before stay as they are.
SELECT 1;
