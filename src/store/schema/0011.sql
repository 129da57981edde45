-- What a line of the roster shows, with its place in the order: a page of a district is read
-- from a few pages of the file, and not from one a student.

DROP INDEX roster_need;
CREATE INDEX roster_need ON roster(bucket, class_number, name, student, grade, line);
