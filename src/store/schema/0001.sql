-- The first schema. Never edited after release; later ones stand beside it.
-- Dates are ISO text, moments are milliseconds since 1970 UTC, closed words
-- are those of the design's glossary. Ids are minted by the program.

CREATE TABLE org (
  id INTEGER PRIMARY KEY,
  source TEXT, sourced_id TEXT,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  parent INTEGER REFERENCES org(id),
  status TEXT NOT NULL CHECK (status IN ('active','inactive'))
) STRICT;
CREATE UNIQUE INDEX org_sourced ON org(source, sourced_id) WHERE sourced_id IS NOT NULL;

CREATE TABLE academic_session (
  id INTEGER PRIMARY KEY,
  source TEXT, sourced_id TEXT,
  title TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('school_year','semester','term','grading_period')),
  begins TEXT NOT NULL,
  ends TEXT NOT NULL CHECK (ends > begins),
  parent INTEGER REFERENCES academic_session(id),
  status TEXT NOT NULL CHECK (status IN ('active','inactive'))
) STRICT;
CREATE UNIQUE INDEX academic_session_sourced ON academic_session(source, sourced_id) WHERE sourced_id IS NOT NULL;

CREATE TABLE calendar_day (
  id INTEGER PRIMARY KEY,
  org INTEGER REFERENCES org(id),
  date TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('school','holiday','flexible')),
  title TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX calendar_day_date ON calendar_day(date, coalesce(org, 0));

CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  source TEXT, sourced_id TEXT,
  org INTEGER REFERENCES org(id),
  given TEXT NOT NULL,
  family TEXT NOT NULL,
  preferred TEXT, pronunciation TEXT, pronouns TEXT, grade TEXT,
  role TEXT NOT NULL CHECK (role IN ('student','teacher','administrator','coach','guardian','other')),
  status TEXT NOT NULL CHECK (status IN ('active','inactive')),
  school_number TEXT, login TEXT, email TEXT,
  support TEXT NOT NULL CHECK (support IN ('own','guided','scribed'))
) STRICT;
CREATE UNIQUE INDEX person_sourced ON person(source, sourced_id) WHERE sourced_id IS NOT NULL;
CREATE INDEX person_school_number ON person(school_number) WHERE school_number IS NOT NULL;
CREATE INDEX person_login ON person(login) WHERE login IS NOT NULL;
CREATE INDEX person_role ON person(role) WHERE role <> 'student';

CREATE TABLE class (
  id INTEGER PRIMARY KEY,
  source TEXT, sourced_id TEXT,
  org INTEGER REFERENCES org(id),
  title TEXT NOT NULL,
  code TEXT,
  homeroom INTEGER NOT NULL,
  sessions TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active','inactive'))
) STRICT;
CREATE INDEX class_title ON class(lower(title));
CREATE UNIQUE INDEX class_sourced ON class(source, sourced_id) WHERE sourced_id IS NOT NULL;

CREATE TABLE enrollment (
  id INTEGER PRIMARY KEY,
  source TEXT, sourced_id TEXT,
  class INTEGER NOT NULL REFERENCES class(id),
  person INTEGER NOT NULL REFERENCES person(id),
  role TEXT NOT NULL CHECK (role IN ('student','teacher','administrator','coach','guardian','other')),
  class_number INTEGER,
  begins TEXT NOT NULL,
  ends TEXT,
  status TEXT NOT NULL CHECK (status IN ('active','inactive'))
) STRICT;
CREATE UNIQUE INDEX enrollment_sourced ON enrollment(source, sourced_id) WHERE sourced_id IS NOT NULL;
CREATE INDEX enrollment_person ON enrollment(person);
CREATE INDEX enrollment_class ON enrollment(class, role);

CREATE TABLE caseload (
  id INTEGER PRIMARY KEY,
  adult INTEGER NOT NULL REFERENCES person(id),
  student INTEGER NOT NULL REFERENCES person(id),
  begins TEXT NOT NULL,
  ends TEXT
) STRICT;
CREATE INDEX caseload_adult ON caseload(adult);
CREATE INDEX caseload_student ON caseload(student);

CREATE TABLE cadence (
  id INTEGER PRIMARY KEY,
  scope TEXT NOT NULL CHECK (scope IN ('school','class','student')),
  subject INTEGER,
  kind TEXT NOT NULL CHECK (kind IN ('daily','weekly')),
  asked INTEGER NOT NULL,
  ideal INTEGER NOT NULL CHECK (ideal >= 1),
  maximum INTEGER NOT NULL CHECK (maximum >= ideal),
  weekday INTEGER CHECK (weekday BETWEEN 0 AND 6),
  paused_from TEXT,
  paused_until TEXT
) STRICT;
CREATE UNIQUE INDEX cadence_scope ON cadence(kind, scope, coalesce(subject, 0));

CREATE TABLE scale (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  levels TEXT NOT NULL,
  proficient_from INTEGER NOT NULL
) STRICT;

CREATE TABLE profile_entry (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person(id),
  section TEXT NOT NULL,
  text TEXT NOT NULL CHECK (length(text) > 0),
  source TEXT NOT NULL CHECK (source IN ('student','observation','data','conference','survey','family')),
  author INTEGER NOT NULL REFERENCES person(id),
  typed_by INTEGER NOT NULL REFERENCES person(id),
  "on" TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  supersedes INTEGER REFERENCES profile_entry(id),
  visibility TEXT NOT NULL CHECK (visibility IN ('only_me','team','student','family')),
  restores INTEGER
) STRICT;
CREATE INDEX profile_entry_person ON profile_entry(person);

CREATE TABLE plan (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person(id),
  session INTEGER REFERENCES academic_session(id),
  scale INTEGER NOT NULL REFERENCES scale(id),
  stage TEXT NOT NULL CHECK (stage IN ('draft','active','reflecting','closed')),
  agreed_by_student TEXT, agreed_by_adult TEXT,
  opened TEXT NOT NULL,
  active_since TEXT,
  closed TEXT
) STRICT;
CREATE UNIQUE INDEX plan_open ON plan(person, coalesce(session, 0)) WHERE stage <> 'closed';

CREATE TABLE goal (
  id INTEGER PRIMARY KEY,
  plan INTEGER NOT NULL REFERENCES plan(id),
  position INTEGER NOT NULL,
  text TEXT NOT NULL CHECK (length(text) > 0),
  area TEXT NOT NULL CHECK (area IN ('academic','sel','other')),
  horizon TEXT NOT NULL CHECK (horizon IN ('day','week','term','long_term')),
  parent INTEGER REFERENCES goal(id),
  why TEXT, success_criteria TEXT, supports TEXT,
  status TEXT NOT NULL CHECK (status IN ('proposed','active','met','partly_met','dropped','carried')),
  reason TEXT,
  proposed_by INTEGER NOT NULL REFERENCES person(id),
  entered_at INTEGER NOT NULL
) STRICT;
CREATE INDEX goal_plan ON goal(plan, position);

CREATE TABLE step (
  id INTEGER PRIMARY KEY,
  goal INTEGER NOT NULL REFERENCES goal(id),
  position INTEGER NOT NULL,
  text TEXT NOT NULL CHECK (length(text) > 0),
  owner TEXT NOT NULL CHECK (owner IN ('student','teacher','family')),
  due TEXT,
  done_on TEXT
) STRICT;
CREATE INDEX step_goal ON step(goal, position);

CREATE TABLE check_in (
  id INTEGER PRIMARY KEY,
  given_id TEXT,
  student INTEGER NOT NULL REFERENCES person(id),
  adult INTEGER REFERENCES person(id),
  plan INTEGER REFERENCES plan(id),
  kind TEXT NOT NULL CHECK (kind IN ('daily','weekly','conference','ad_hoc')),
  "on" TEXT NOT NULL,
  started INTEGER,
  entered_at INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('held','student_absent','adult_absent','skipped')),
  next_step TEXT,
  next_date TEXT,
  restores INTEGER
) STRICT;
CREATE UNIQUE INDEX check_in_given ON check_in(given_id) WHERE given_id IS NOT NULL;
CREATE INDEX check_in_student ON check_in(student, "on", id);

CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person(id),
  check_in INTEGER REFERENCES check_in(id),
  kind TEXT NOT NULL CHECK (kind IN ('observation','celebration','teaching_point','next_step','family_contact','other')),
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 65536),
  visibility TEXT NOT NULL CHECK (visibility IN ('only_me','team','student','family')),
  author INTEGER NOT NULL REFERENCES person(id),
  entered_at INTEGER NOT NULL,
  revises INTEGER REFERENCES note(id),
  restores INTEGER
) STRICT;
CREATE INDEX note_check_in ON note(check_in) WHERE check_in IS NOT NULL;
CREATE INDEX note_person ON note(person, id);

CREATE TABLE rating (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person(id),
  goal INTEGER NOT NULL REFERENCES goal(id),
  level INTEGER NOT NULL,
  rater INTEGER NOT NULL REFERENCES person(id),
  rater_kind TEXT NOT NULL CHECK (rater_kind IN ('teacher','self')),
  observed_on TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  check_in INTEGER REFERENCES check_in(id),
  restores INTEGER
) STRICT;
CREATE INDEX rating_goal ON rating(goal, observed_on, id);
CREATE INDEX rating_check_in ON rating(check_in) WHERE check_in IS NOT NULL;
CREATE INDEX rating_person ON rating(person, observed_on, id);

-- An entry named here counts no more. Ids are unique over all tables.
CREATE TABLE void (
  entry INTEGER PRIMARY KEY,
  by INTEGER NOT NULL REFERENCES person(id),
  at INTEGER NOT NULL
) STRICT;

-- Entries are append-only, whoever writes.
CREATE TRIGGER check_in_kept BEFORE UPDATE ON check_in BEGIN SELECT RAISE(ABORT, 'check-ins are append-only'); END;
CREATE TRIGGER note_kept BEFORE UPDATE ON note BEGIN SELECT RAISE(ABORT, 'notes are append-only'); END;
CREATE TRIGGER rating_kept BEFORE UPDATE ON rating BEGIN SELECT RAISE(ABORT, 'ratings are append-only'); END;
CREATE TRIGGER profile_entry_kept BEFORE UPDATE ON profile_entry BEGIN SELECT RAISE(ABORT, 'profile entries are append-only'); END;

-- What follows is derived, in the same transaction as what it follows from.

-- How each kind of check-in stands for a student.
CREATE TABLE standing (
  student INTEGER NOT NULL REFERENCES person(id),
  kind TEXT NOT NULL CHECK (kind IN ('daily','weekly')),
  last_met TEXT,
  next_date TEXT,
  paused_until TEXT,
  due_on TEXT NOT NULL,
  overdue_on TEXT NOT NULL,
  never_met INTEGER NOT NULL,
  absences INTEGER NOT NULL,
  PRIMARY KEY (student, kind)
) STRICT, WITHOUT ROWID;

-- All students whose dates are the same, and how many they are: the roster's
-- counts and order come from here. The key is read by the program alone.
CREATE TABLE bucket (
  id INTEGER PRIMARY KEY,
  org INTEGER,
  key TEXT NOT NULL,
  n INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX bucket_key ON bucket(key);

-- One line a student who is, or will be, enrolled.
CREATE TABLE roster (
  student INTEGER PRIMARY KEY REFERENCES person(id),
  bucket INTEGER NOT NULL REFERENCES bucket(id),
  org INTEGER,
  class_number INTEGER NOT NULL,
  name TEXT NOT NULL,
  grade TEXT,
  line TEXT NOT NULL
) STRICT;
CREATE INDEX roster_need ON roster(bucket, class_number, name, student);
CREATE INDEX roster_name ON roster(name, student);
CREATE INDEX roster_number ON roster(class_number, name, student);

-- Folded words of names, for finding.
CREATE TABLE name_word (
  word TEXT NOT NULL,
  student INTEGER NOT NULL,
  PRIMARY KEY (word, student)
) STRICT, WITHOUT ROWID;
CREATE INDEX name_word_student ON name_word(student);
-- Three letters in a row of those words, for the middle of words.
CREATE TABLE name_part (
  part TEXT NOT NULL,
  student INTEGER NOT NULL,
  PRIMARY KEY (part, student)
) STRICT, WITHOUT ROWID;
CREATE INDEX name_part_student ON name_part(student);

-- What was done, by whom; enough to take it back.
CREATE TABLE journal (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor INTEGER NOT NULL REFERENCES person(id),
  terminal INTEGER NOT NULL,
  label TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('change','undo','redo')),
  of INTEGER,
  live INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX journal_actor ON journal(actor, id) WHERE live = 1;

-- Who wrote and who read whose record. Each row hashes the one before.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor INTEGER,
  action TEXT NOT NULL,
  subject INTEGER,
  detail TEXT,
  hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_kept BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;

-- What is being typed.
CREATE TABLE draft (
  author INTEGER NOT NULL,
  student INTEGER NOT NULL,
  form TEXT NOT NULL,
  body TEXT NOT NULL,
  kept_at INTEGER NOT NULL,
  PRIMARY KEY (author, student, form)
) STRICT, WITHOUT ROWID;

-- Imports, and what each of them touched.
CREATE TABLE import_batch (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  hash TEXT NOT NULL,
  mapping TEXT,
  at INTEGER NOT NULL,
  "on" TEXT NOT NULL,
  actor INTEGER NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  undone INTEGER
) STRICT;
CREATE TABLE import_row (
  batch INTEGER NOT NULL REFERENCES import_batch(id),
  seq INTEGER NOT NULL,
  entity TEXT NOT NULL,
  id INTEGER NOT NULL,
  before TEXT,
  after TEXT,
  -- What the file said, where what was typed here made another row of it.
  said TEXT,
  -- Asked for by row; a batch as a whole only when it is taken back.
  PRIMARY KEY (id, batch, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE import_mapping (
  name TEXT PRIMARY KEY,
  mapping TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Settings of the file: default scale, name of the school.
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
