-- Competency frameworks. Never edited after release; later schemas stand beside it.
-- Names follow CASE 1.0/1.1: a framework is a CFDocument, a competency a CFItem.

CREATE TABLE framework (
  id INTEGER PRIMARY KEY,
  source TEXT, sourced_id TEXT,
  title TEXT NOT NULL CHECK (length(title) > 0),
  creator TEXT, version TEXT, adoption TEXT, language TEXT,
  subjects TEXT NOT NULL,
  area TEXT NOT NULL CHECK (area IN ('academic','sel','other')),
  status TEXT NOT NULL CHECK (status IN ('active','retired'))
) STRICT;
CREATE UNIQUE INDEX framework_sourced ON framework(source, sourced_id) WHERE sourced_id IS NOT NULL;

-- A tree by `parent`, in the order of `position`; what hangs directly under the
-- framework has no parent. `precedes` and `replaced_by` are lists of ids.
CREATE TABLE competency (
  id INTEGER PRIMARY KEY,
  framework INTEGER NOT NULL REFERENCES framework(id),
  source TEXT, sourced_id TEXT,
  code TEXT,
  statement TEXT NOT NULL CHECK (length(statement) > 0),
  short TEXT,
  education_level TEXT NOT NULL,
  item_type TEXT,
  parent INTEGER REFERENCES competency(id),
  position INTEGER NOT NULL,
  precedes TEXT NOT NULL,
  replaced_by TEXT NOT NULL,
  rateable INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active','retired'))
) STRICT;
-- The id in the other system is its own within a framework only.
CREATE UNIQUE INDEX competency_sourced ON competency(sourced_id, framework) WHERE sourced_id IS NOT NULL;
CREATE INDEX competency_children ON competency(framework, parent, position, id);
CREATE INDEX competency_code ON competency(lower(code)) WHERE code IS NOT NULL;
CREATE INDEX competency_parent ON competency(parent) WHERE parent IS NOT NULL;

-- Which competencies a goal works toward, and how far, and until when.
CREATE TABLE goal_competency (
  id INTEGER PRIMARY KEY,
  goal INTEGER NOT NULL REFERENCES goal(id),
  competency INTEGER NOT NULL REFERENCES competency(id),
  target INTEGER,
  expected_by TEXT
) STRICT;
CREATE UNIQUE INDEX goal_competency_once ON goal_competency(goal, competency);
CREATE INDEX goal_competency_competency ON goal_competency(competency);
