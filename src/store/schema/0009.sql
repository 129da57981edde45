-- The level last said of each goal that works toward a competency, in one piece a
-- student: the grid reads a class without going through its ratings.

CREATE TABLE reached (
  student INTEGER PRIMARY KEY REFERENCES person(id),
  levels BLOB NOT NULL
) STRICT;
