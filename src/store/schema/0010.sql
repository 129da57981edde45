-- An entry's section, and its successor, without going through what else there is.

DROP INDEX profile_entry_person;
CREATE INDEX profile_entry_person ON profile_entry(person, section);
CREATE INDEX profile_entry_supersedes ON profile_entry(supersedes)
  WHERE supersedes IS NOT NULL;
