//! Groups and who is in them today: by the query over current data, or by hand.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::params;

use crate::domain::framework::Competency;
use crate::domain::group::{Group, GroupLine, GroupNote, GroupQuery, GroupSnapshot};
use crate::domain::person::PersonId;
use crate::domain::query::{Filter, Sort};
use crate::domain::scale::{Level, Scale};
use crate::domain::strategy::GroupStrategy;
use crate::domain::viewer::{Reach, Viewer};
use crate::domain::{Id, names};

use super::super::Store;
use super::super::error::Result;
use super::super::rows::Table;
use super::super::schema;
use super::student::{default_scale, scales};
use super::{NOT_VOID, Reader};

/// The schema that keeps what is tried with a group.
const KEEPS_STRATEGIES: i64 = 12;
/// How many notes to groups a student's page shows at the most.
const NOTES: usize = 20;

impl Reader<'_> {
    /// The asker's groups that are open today, by title: an administrator's are
    /// everybody's.
    pub(super) fn study_groups(&mut self) -> Result<Vec<GroupLine>> {
        let groups = Group::list(
            self.connection,
            "WHERE (owner = ?1 OR ?2) AND begins <= ?3 AND (ends IS NULL OR ends > ?3)
             ORDER BY title, id",
            params![
                self.viewer.person.number(),
                matches!(self.viewer.reach, Reach::Everybody | Reach::Org(_)),
                self.today.to_string()
            ],
        )?;
        // Who is near is read once for all of them; a district is never read whole.
        let nearby = self.order(&Filter::default(), Sort::Name)?;
        let mut lines = Vec::with_capacity(groups.len());
        for group in groups {
            let members = match &nearby {
                Some(nearby) => {
                    let members = self.in_group(group.id)?;
                    let near = nearby.iter().map(|line| line.student);
                    near.filter(|student| members.contains(student)).collect()
                }
                None => self.group_members(group.id)?,
            };
            lines.push(GroupLine {
                by: self.chosen_by(&group)?,
                members,
                strategies: self.tried_with(group.id)?,
                group,
            });
        }
        Ok(lines)
    }

    /// Who is in a group today, in the order of the roster.
    pub(super) fn group_members(&mut self, group: Id<Group>) -> Result<Vec<PersonId>> {
        let filter = Filter {
            group: Some(group),
            ..Filter::default()
        };
        let order = self.order(&filter, Sort::Name)?;
        Ok(order.map_or(Vec::new(), |lines| {
            lines.iter().map(|line| line.student).collect()
        }))
    }

    /// What is tried with a group, newest first, with who tries it.
    fn tried_with(&self, group: Id<Group>) -> Result<Vec<(GroupStrategy, String)>> {
        // A file that can't be written may be an older one.
        if schema::version(self.connection)? < KEEPS_STRATEGIES {
            return Ok(Vec::new());
        }
        let tried = GroupStrategy::list(
            self.connection,
            &format!(
                r#"WHERE study_group = ?1 AND "on" <= ?2 AND {NOT_VOID}
                   ORDER BY "on" DESC, entered_at DESC, id DESC"#
            ),
            params![group.number(), self.today.to_string()],
        )?;
        self.with_names(tried, |strategy| strategy.author)
    }

    /// How a group's members are chosen, in words.
    fn chosen_by(&self, group: &Group) -> Result<String> {
        let name = |id: &Id<Competency>| -> Result<String> {
            let found = Competency::find(self.connection, id.number())?;
            Ok(found.map_or_else(
                || "a competency".to_owned(),
                |found| {
                    found
                        .code
                        .clone()
                        .unwrap_or_else(|| found.name().to_owned())
                },
            ))
        };
        Ok(match &group.query {
            None => "by hand".to_owned(),
            Some(GroupQuery::AtMost(id, level, scale)) => {
                format!(
                    "{} at {}",
                    name(id)?,
                    self.level_words(*level, *scale, "or less")?
                )
            }
            Some(GroupQuery::AtLeast(id, level, scale)) => {
                format!(
                    "{} at {}",
                    name(id)?,
                    self.level_words(*level, *scale, "or more")?
                )
            }
            Some(GroupQuery::NextStep(text)) => format!("next step: {text}"),
            Some(GroupQuery::Support(text)) => format!("support: {text}"),
        })
    }

    /// A level of a group, and which scale it is of: levels of another one aren't compared.
    fn level_words(&self, level: i64, scale: Option<Id<Scale>>, words: &str) -> Result<String> {
        let Some(scale) = self.scale_of_group(scale)? else {
            return Ok(format!("{level} {words}"));
        };
        let shown = scale.level(level).map(Level::shown);
        let shown = shown.unwrap_or_else(|| level.to_string());
        Ok(format!("{shown} {words}, of the scale {}", scale.title))
    }

    fn scale_of_group(&self, scale: Option<Id<Scale>>) -> Result<Option<Scale>> {
        match scale {
            Some(scale) => Scale::find(self.connection, scale.number()),
            None => default_scale(self.connection),
        }
    }

    /// The students of a group today, whoever asks; the asker's reach comes on top.
    pub(super) fn in_group(&mut self, group: Id<Group>) -> Result<BTreeSet<PersonId>> {
        let Some(group) = Group::find(self.connection, group.number())? else {
            return Ok(BTreeSet::new());
        };
        let today = self.today.to_string();
        match &group.query {
            None => {
                let mut statement = self.connection.prepare_cached(
                    "SELECT person FROM group_member WHERE study_group = ?1
                     AND begins <= ?2 AND (ends IS NULL OR ends > ?2)",
                )?;
                let rows = statement.query_map(params![group.id.number(), today], |row| {
                    Ok(PersonId::new(row.get(0)?))
                })?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            }
            Some(GroupQuery::AtMost(competency, level, scale)) => {
                self.at_level(*competency, *scale, |found| found <= *level)
            }
            Some(GroupQuery::AtLeast(competency, level, scale)) => {
                self.at_level(*competency, *scale, |found| found >= *level)
            }
            Some(GroupQuery::NextStep(text)) => self.with_next_step(text),
            Some(GroupQuery::Support(text)) => self.with_support(text),
        }
    }

    /// Those whose level on a competency is wanted: the level that the grid shows, where it
    /// is one of the group's scale. A number of another scale says something else.
    fn at_level(
        &mut self,
        competency: Id<Competency>,
        scale: Option<Id<Scale>>,
        is_wanted: impl Fn(i64) -> bool,
    ) -> Result<BTreeSet<PersonId>> {
        let wanted = self.scale_of_group(scale)?;
        let is_of_it = |found: &Scale| {
            let is_alike = |wanted: &Scale| {
                wanted.levels == found.levels && wanted.proficient_from == found.proficient_from
            };
            wanted.as_ref().is_some_and(is_alike)
        };
        let mut people = BTreeSet::new();
        for person in self.who_works_toward(competency)? {
            let toward = self.links_of(person)?;
            let toward = toward
                .iter()
                .filter(|one| one.link.competency == competency);
            let level = self.standing_on(toward)?;
            if level.is_some_and(|(level, _, of)| is_of_it(&of) && is_wanted(level)) {
                people.insert(person);
            }
        }
        Ok(people)
    }

    /// Those whose present next step has every word of `text`.
    fn with_next_step(&self, text: &str) -> Result<BTreeSet<PersonId>> {
        self.saying(
            &format!(
                r#"{} SELECT student, (SELECT next_step FROM check_in
                     WHERE student = nearby.student AND "on" <= ?2 AND next_step IS NOT NULL
                       AND {NOT_VOID} ORDER BY "on" DESC, id DESC LIMIT 1) FROM nearby"#,
                self.with_nearby()
            ),
            text,
        )
    }

    /// Those who named a support with every word of `text`.
    fn with_support(&self, text: &str) -> Result<BTreeSet<PersonId>> {
        self.saying(
            &format!(
                "{} SELECT p.person, g.supports FROM nearby
                   CROSS JOIN plan p ON p.person = nearby.student AND p.stage <> 'closed'
                   CROSS JOIN goal g ON g.plan = p.id AND g.supports IS NOT NULL
                     AND g.status IN ('proposed','active','partly_met')
                 UNION ALL
                 SELECT entry.person, entry.text FROM nearby
                   CROSS JOIN profile_entry AS entry ON entry.person = nearby.student
                     AND entry.section = 'supports_that_help' AND entry.visibility <> 'only_me'
                   WHERE NOT EXISTS (SELECT 1 FROM void WHERE void.entry = entry.id)
                     AND NOT EXISTS (SELECT 1 FROM profile_entry later
                       WHERE later.supersedes = entry.id
                         AND NOT EXISTS (SELECT 1 FROM void WHERE void.entry = later.id))",
                self.with_nearby()
            ),
            text,
        )
    }

    /// Whose text, of the rows of a question about everybody nearby, has every word of `text`.
    fn saying(&self, question: &str, text: &str) -> Result<BTreeSet<PersonId>> {
        let words = words_of(text);
        let mut statement = self.connection.prepare_cached(question)?;
        let asked = params![self.viewer.person.number(), self.today.to_string()];
        let mut rows = statement.query(asked)?;
        let mut people = BTreeSet::new();
        while let Some(row) = rows.next()? {
            let said: Option<String> = row.get(1)?;
            if said.is_some_and(|said| has_all(&said, &words)) {
                people.insert(PersonId::new(row.get(0)?));
            }
        }
        Ok(people)
    }

    /// Notes to groups that a student was in when they were written, newest first.
    pub(super) fn group_notes(
        &self,
        student: PersonId,
        as_of: NaiveDate,
    ) -> Result<Vec<(GroupNote, String, String)>> {
        let notes = GroupNote::list(
            self.connection,
            &format!(
                r#"WHERE id IN (SELECT note FROM group_note_link WHERE person = ?1)
                   AND "on" <= ?2 AND {NOT_VOID} ORDER BY "on" DESC, id DESC"#
            ),
            params![student.number(), as_of.to_string()],
        )?;
        let mut seen = Vec::new();
        let may_see = |note: &GroupNote| self.viewer.may_see(note.visibility, note.author);
        for note in notes.into_iter().filter(may_see).take(NOTES) {
            let group = Group::find(self.connection, note.group.number())?;
            let title = group.map_or_else(|| "a group".to_owned(), |group| group.title);
            let author = self.name_of(note.author)?;
            seen.push((note, author, title));
        }
        Ok(seen)
    }
}

fn words_of(text: &str) -> Vec<String> {
    names::fold(text)
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

fn has_all(text: &str, words: &[String]) -> bool {
    let text = names::fold(text);
    !words.is_empty() && words.iter().all(|word| text.contains(word.as_str()))
}

/// A group with the names of its members, its snapshots and its notes.
#[derive(Debug, Clone)]
pub struct GroupRecord {
    /// Its line.
    pub line: GroupLine,
    /// The members' names.
    pub names: Vec<(PersonId, String)>,
    /// What was kept of it, newest first.
    pub snapshots: Vec<(GroupSnapshot, Vec<String>)>,
    /// Notes to it that the asker may see, newest first.
    pub notes: Vec<(GroupNote, String)>,
}

impl Store {
    /// The scales of the file, that of new plans first.
    pub fn scales(&self) -> Result<Vec<Scale>> {
        scales(self.reading())
    }

    /// The asker's groups, whose title or id `text` is.
    pub fn resolve_group(
        &mut self,
        viewer: &Viewer,
        text: &str,
        today: NaiveDate,
    ) -> Result<Vec<GroupLine>> {
        self.with_reader(viewer, today, |reader| {
            let mut groups = reader.study_groups()?;
            if let Ok(id) = text.trim().parse::<Id<Group>>() {
                groups.retain(|line| line.group.id == id);
                return Ok(groups);
            }
            let wanted = names::fold(text.trim());
            groups.retain(|line| names::fold(&line.group.title) == wanted);
            Ok(groups)
        })
    }

    /// A group with all that a page of it shows.
    pub fn group_record(
        &mut self,
        viewer: &Viewer,
        line: GroupLine,
        today: NaiveDate,
    ) -> Result<GroupRecord> {
        self.with_reader(viewer, today, |reader| {
            let group = line.group.id;
            let mut names = Vec::with_capacity(line.members.len());
            for member in &line.members {
                names.push((*member, reader.name_of(*member)?));
            }
            let mut snapshots = Vec::new();
            for snapshot in GroupSnapshot::list(
                reader.connection,
                &format!(
                    r#"WHERE study_group = ?1 AND {NOT_VOID} ORDER BY "on" DESC, entered_at DESC, id DESC"#
                ),
                [group.number()],
            )? {
                let mut members = Vec::new();
                for member in &snapshot.members {
                    if reader.reaches(*member)? {
                        members.push(reader.name_of(*member)?);
                    }
                }
                snapshots.push((snapshot, members));
            }
            let mut notes = Vec::new();
            for note in GroupNote::list(
                reader.connection,
                &format!(
                    r#"WHERE study_group = ?1 AND {NOT_VOID} ORDER BY "on" DESC, entered_at DESC, id DESC"#
                ),
                [group.number()],
            )? {
                if reader.viewer.may_see(note.visibility, note.author) {
                    let author = reader.name_of(note.author)?;
                    notes.push((note, author));
                }
            }
            Ok(GroupRecord {
                line,
                names,
                snapshots,
                notes,
            })
        })
    }
}
