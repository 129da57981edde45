-- The index of a goal's ratings holds the levels too: the grid reads hundreds of goals
-- at a glance, and needn't look up the rows.

DROP INDEX rating_goal;
CREATE INDEX rating_goal ON rating(goal, observed_on, id, rater_kind, level);
