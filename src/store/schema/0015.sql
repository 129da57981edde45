-- What a student's goals work toward, each with the level last said of it, in one piece a
-- student: a grid reads a class without going through its plans and ratings. Which competencies
-- these are stands before it, so that its columns are found without the rest.

DROP TABLE reached;
CREATE TABLE reached (
  student INTEGER PRIMARY KEY REFERENCES person(id),
  -- When the latest of the plans was opened, in days from the first of the year 1.
  opened INTEGER NOT NULL,
  competencies BLOB NOT NULL,
  links BLOB NOT NULL
) STRICT;
