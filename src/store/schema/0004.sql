-- Groups: live by a query or with members in and out by date, their dated
-- snapshots, and notes that are one entry with a link to each member.

CREATE TABLE study_group (
  id INTEGER PRIMARY KEY,
  org INTEGER REFERENCES org(id),
  owner INTEGER NOT NULL REFERENCES person(id),
  title TEXT NOT NULL CHECK (length(title) > 0),
  purpose TEXT,
  query TEXT,
  begins TEXT NOT NULL,
  ends TEXT
) STRICT;
CREATE INDEX study_group_owner ON study_group(owner);

CREATE TABLE group_member (
  id INTEGER PRIMARY KEY,
  study_group INTEGER NOT NULL REFERENCES study_group(id),
  person INTEGER NOT NULL REFERENCES person(id),
  begins TEXT NOT NULL,
  ends TEXT
) STRICT;
CREATE INDEX group_member_group ON group_member(study_group);
CREATE INDEX group_member_person ON group_member(person);

CREATE TABLE group_snapshot (
  id INTEGER PRIMARY KEY,
  study_group INTEGER NOT NULL,
  title TEXT NOT NULL,
  members TEXT NOT NULL,
  by INTEGER NOT NULL REFERENCES person(id),
  "on" TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  restores INTEGER
) STRICT;
CREATE INDEX group_snapshot_group ON group_snapshot(study_group);
CREATE TRIGGER group_snapshot_kept BEFORE UPDATE ON group_snapshot BEGIN SELECT RAISE(ABORT, 'snapshots are append-only'); END;

CREATE TABLE group_note (
  id INTEGER PRIMARY KEY,
  study_group INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('observation','celebration','teaching_point','next_step','family_contact','other')),
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 65536),
  visibility TEXT NOT NULL CHECK (visibility IN ('only_me','team','student','family')),
  members TEXT NOT NULL,
  author INTEGER NOT NULL REFERENCES person(id),
  "on" TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  restores INTEGER
) STRICT;
CREATE TRIGGER group_note_kept BEFORE UPDATE ON group_note BEGIN SELECT RAISE(ABORT, 'notes are append-only'); END;

-- The links of a group's note, one a member.
CREATE TABLE group_note_link (
  person INTEGER NOT NULL REFERENCES person(id),
  note INTEGER NOT NULL REFERENCES group_note(id),
  PRIMARY KEY (person, note)
) STRICT, WITHOUT ROWID;
