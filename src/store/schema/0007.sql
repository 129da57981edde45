-- What adults try so that a goal is reached.

CREATE TABLE strategy (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person(id),
  goal INTEGER NOT NULL REFERENCES goal(id),
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 65536),
  author INTEGER NOT NULL REFERENCES person(id),
  "on" TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  restores INTEGER
) STRICT;
CREATE INDEX strategy_goal ON strategy(goal);
CREATE TRIGGER strategy_kept BEFORE UPDATE ON strategy BEGIN SELECT RAISE(ABORT, 'strategies are append-only'); END;
