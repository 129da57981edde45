-- What shows that a goal is reached: a link, a path, or where a thing lies.

CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person(id),
  goal INTEGER NOT NULL REFERENCES goal(id),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 65536),
  place TEXT,
  author INTEGER NOT NULL REFERENCES person(id),
  "on" TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  restores INTEGER
) STRICT;
CREATE INDEX evidence_goal ON evidence(goal);
CREATE TRIGGER evidence_kept BEFORE UPDATE ON evidence BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
