-- PINs for the shared terminal: of students to come in, of adults to end it. Salted and slow
-- to guess, and how many wrong ones were tried since the last right one.

CREATE TABLE pin (
  person INTEGER PRIMARY KEY REFERENCES person(id),
  salt BLOB NOT NULL CHECK (length(salt) = 16),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  set_by INTEGER NOT NULL REFERENCES person(id),
  set_at INTEGER NOT NULL
) STRICT;
-- Of a person or of a terminal. A wait is counted by a clock that can't be set: milliseconds
-- since the start of the computer, and which start that was.
CREATE TABLE pin_try (
  subject TEXT PRIMARY KEY CHECK (length(subject) BETWEEN 1 AND 256),
  wrong INTEGER NOT NULL CHECK (wrong > 0),
  start TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
