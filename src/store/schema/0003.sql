-- The life of a plan: what it follows, how it went from stage to stage, what
-- was said in looking back, and what a goal goes on from.

ALTER TABLE plan ADD COLUMN template TEXT;
ALTER TABLE plan ADD COLUMN roll_up TEXT NOT NULL DEFAULT 'latest';
ALTER TABLE plan ADD COLUMN reflecting_days INTEGER NOT NULL DEFAULT 10;
ALTER TABLE plan ADD COLUMN pacing INTEGER;
ALTER TABLE plan ADD COLUMN reflecting_since TEXT;

ALTER TABLE goal ADD COLUMN baseline INTEGER;
ALTER TABLE goal ADD COLUMN baseline_on TEXT;
ALTER TABLE goal ADD COLUMN target INTEGER;
ALTER TABLE goal ADD COLUMN carried_from INTEGER REFERENCES goal(id);
ALTER TABLE goal ADD COLUMN carry_as TEXT;
ALTER TABLE goal ADD COLUMN cites INTEGER REFERENCES profile_entry(id);
ALTER TABLE goal ADD COLUMN level_at_close INTEGER;
ALTER TABLE goal ADD COLUMN own_level_at_close INTEGER;
ALTER TABLE goal ADD COLUMN day TEXT;

CREATE INDEX goal_carried_from ON goal(carried_from) WHERE carried_from IS NOT NULL;
CREATE INDEX plan_person ON plan(person, opened);

-- Each step of a plan's life and each change of a goal, on record. What is
-- said of a plan that was taken back stays here, void: so no row is required
-- where it points.
CREATE TABLE plan_event (
  id INTEGER PRIMARY KEY,
  plan INTEGER NOT NULL,
  goal INTEGER,
  kind TEXT NOT NULL CHECK (kind IN ('opened','agreed_by_student','agreed_by_adult','activated',
    'reflecting','closed','reopened','goal_added','goal_changed','goal_status')),
  what TEXT,
  was TEXT,
  reason TEXT,
  "on" TEXT NOT NULL,
  by INTEGER NOT NULL REFERENCES person(id),
  entered_at INTEGER NOT NULL,
  restores INTEGER
) STRICT;
CREATE INDEX plan_event_plan ON plan_event(plan, "on", id);
CREATE TRIGGER plan_event_kept BEFORE UPDATE ON plan_event BEGIN SELECT RAISE(ABORT, 'the history of a plan is append-only'); END;

CREATE TABLE reflection (
  id INTEGER PRIMARY KEY,
  plan INTEGER NOT NULL,
  goal INTEGER,
  prompt TEXT,
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 65536),
  author INTEGER NOT NULL REFERENCES person(id),
  typed_by INTEGER NOT NULL REFERENCES person(id),
  "on" TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  restores INTEGER
) STRICT;
CREATE INDEX reflection_plan ON reflection(plan);
CREATE TRIGGER reflection_kept BEFORE UPDATE ON reflection BEGIN SELECT RAISE(ABORT, 'reflections are append-only'); END;

-- A level, or a pace, said by hand in place of what follows from the record.
CREATE TABLE level_override (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person(id),
  goal INTEGER NOT NULL,
  level INTEGER NOT NULL,
  reason TEXT NOT NULL CHECK (length(reason) > 0),
  by INTEGER NOT NULL REFERENCES person(id),
  "on" TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  restores INTEGER
) STRICT;
CREATE INDEX level_override_goal ON level_override(goal);
CREATE TRIGGER level_override_kept BEFORE UPDATE ON level_override BEGIN SELECT RAISE(ABORT, 'overrides are append-only'); END;

CREATE TABLE pace_override (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person(id),
  goal INTEGER NOT NULL,
  pace TEXT NOT NULL CHECK (pace IN ('ahead','on_pace','behind')),
  note TEXT NOT NULL CHECK (length(note) > 0),
  until TEXT NOT NULL,
  by INTEGER NOT NULL REFERENCES person(id),
  "on" TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  restores INTEGER
) STRICT;
CREATE INDEX pace_override_goal ON pace_override(goal);
CREATE TRIGGER pace_override_kept BEFORE UPDATE ON pace_override BEGIN SELECT RAISE(ABORT, 'overrides are append-only'); END;
