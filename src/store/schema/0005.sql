-- Answers to surveys: one row an answer, with the question as it was asked.

CREATE TABLE survey_response (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person(id),
  survey TEXT NOT NULL,
  title TEXT NOT NULL,
  item TEXT NOT NULL,
  position INTEGER NOT NULL,
  question TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (length(answer) BETWEEN 1 AND 65536),
  section TEXT,
  typed_by INTEGER NOT NULL REFERENCES person(id),
  "on" TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  restores INTEGER
) STRICT;
CREATE INDEX survey_response_person ON survey_response(person, survey, "on");
CREATE TRIGGER survey_response_kept BEFORE UPDATE ON survey_response BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END;
