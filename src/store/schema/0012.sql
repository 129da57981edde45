-- What adults try with a group.

CREATE TABLE group_strategy (
  id INTEGER PRIMARY KEY,
  study_group INTEGER NOT NULL,
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 65536),
  author INTEGER NOT NULL REFERENCES person(id),
  "on" TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  restores INTEGER
) STRICT;
CREATE INDEX group_strategy_group ON group_strategy(study_group);
CREATE TRIGGER group_strategy_kept BEFORE UPDATE ON group_strategy BEGIN SELECT RAISE(ABORT, 'strategies are append-only'); END;
