-- The words of names stand in the order in which they are found: those that a name begins with
-- before the others, each by word and by name, so that the first of them are neighbours. And the
-- middle of a word is kept by the word, not by the student.

DROP TABLE name_part;
ALTER TABLE name_word RENAME TO name_word_before;

CREATE TABLE name_word (
  -- 0 where the name begins with the word, else 1.
  place INTEGER NOT NULL CHECK (place IN (0, 1)),
  word TEXT NOT NULL,
  name TEXT NOT NULL,
  student INTEGER NOT NULL,
  PRIMARY KEY (place, word, name, student)
) STRICT, WITHOUT ROWID;
INSERT INTO name_word
  SELECT substr(ltrim(r.name, ' -'), 1, length(w.word) + 1) NOT IN (w.word, w.word || ' ', w.word || '-'),
    w.word, r.name, r.student
  FROM roster r CROSS JOIN name_word_before w ON w.student = r.student
  ORDER BY 1, 2, 3, 4;
DROP TABLE name_word_before;
CREATE INDEX name_word_student ON name_word(student);

CREATE TABLE name_part (
  part TEXT NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (part, word)
) STRICT, WITHOUT ROWID;
INSERT INTO name_part
  WITH RECURSIVE piece(word, at) AS (
    SELECT DISTINCT word, 1 FROM name_word WHERE length(word) >= 3
    UNION ALL
    SELECT word, at + 1 FROM piece WHERE at + 3 <= length(word))
  SELECT DISTINCT substr(word, at, 3), word FROM piece ORDER BY 1, 2;
