//! Groups from the roster: a student in and out, a new one, a note to all of one, what is
//! tried with it, who is in it today kept, and its end. Who is in a live group follows from the book.

use crate::app::effect::Effect;
use crate::app::field::Field;
use crate::app::layers::pick::{Chosen, Pick, Row, row};
use crate::app::layers::{self, Ask, Layer};
use crate::app::{Model, Tone};
use crate::domain::change::{Change, Delta, Edit, Entry};
use crate::domain::group::{Group, GroupLine, GroupMember, GroupNote, GroupQuery, GroupSnapshot};
use crate::domain::ids::Id;
use crate::domain::note::{NoteKind, Visibility};
use crate::domain::person::{PersonId, full_name};
use crate::domain::query::Choices;
use crate::domain::strategy::GroupStrategy;
use crate::domain::{dates, words};

use super::edit::Purpose;
use super::roster::Picking;

/// What can be done with a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// This student comes in.
    Enter(PersonId, Id<Group>),
    /// This student goes out.
    Leave(Box<GroupMember>),
    /// A new one, with these students.
    New(Vec<PersonId>),
    /// A new one that follows the record.
    Live(GroupQuery),
    /// A note to everybody in it.
    Note(Id<Group>),
    /// What is tried with it.
    Try(Id<Group>),
    /// Who is in it today, kept.
    Keep(Id<Group>),
    /// It is over.
    End(Id<Group>),
}

impl Model {
    /// Asks for the groups, to choose what to do with them.
    pub(in crate::app) fn want_groups(&mut self) {
        self.want_choices(Picking::Group);
    }

    /// What can be done with the asker's groups, and with the selected student in them.
    pub(super) fn group_pick(&self, choices: &Choices) -> Pick {
        let mut rows: Vec<Row> = Vec::new();
        if let Some(student) = self.roster.row() {
            let name = full_name(&student.given, &student.family);
            for (line, place) in choices.groups.iter().zip(&choices.places) {
                if line.group.query.is_some() {
                    continue;
                }
                let place = place.iter().find(|place| place.person == student.student);
                let step = match place {
                    Some(place) => Step::Leave(Box::new(place.clone())),
                    None => Step::Enter(student.student, line.group.id),
                };
                rows.push(Row {
                    words: format!("{name} in {}", line.group.title),
                    is_on: place.is_some(),
                    chosen: Chosen::Grouping(step),
                });
            }
            let new = Step::New(vec![student.student]);
            rows.push(row(
                format!("a new group with {name}"),
                Chosen::Grouping(new),
            ));
        }
        for line in &choices.groups {
            let (title, group) = (&line.group.title, line.group.id);
            let form = Purpose::GroupNote(group).draft_name();
            let waits = if self.is_own_drafted(&form) {
                " (half-written)"
            } else {
                ""
            };
            let note = format!("a note to {title}{waits}");
            rows.push(row(note, Chosen::Grouping(Step::Note(group))));
            let tried = match line.strategies.first() {
                Some((last, author)) => {
                    let on = dates::say(last.on, self.today);
                    let text = last.text.replace('\n', " ");
                    format!("a strategy for {title}; now: {text} ({author}, {on})")
                }
                None => format!("a strategy for {title}"),
            };
            rows.push(row(tried, Chosen::Grouping(Step::Try(group))));
            let kept = format!("keep who is in {title} today");
            rows.push(row(kept, Chosen::Grouping(Step::Keep(group))));
            rows.push(row(
                format!("end {title}"),
                Chosen::Grouping(Step::End(group)),
            ));
        }
        let mut pick = Pick::new("Groups", rows);
        pick.cursor = 0;
        pick
    }

    /// Does what was chosen with a group.
    pub(in crate::app) fn step_group(&mut self, step: Step) -> Vec<Effect> {
        let (now, today, person) = (self.now, self.today, self.viewer.person);
        match step {
            Step::New(students) => {
                self.ask(
                    "What is the group called?",
                    layers::Purpose::NewGroup(students),
                );
            }
            Step::Live(query) => self.ask(
                "What is the group called?",
                layers::Purpose::LiveGroup(query),
            ),
            Step::Note(group) => {
                let line = self.group(group);
                let Some(line) = line.filter(|line| !line.members.is_empty()) else {
                    self.say(Tone::Look, "Nobody is in this group today.");
                    return vec![];
                };
                let count = line.members.len();
                let title = format!("Note to {} ({count} today)", line.group.title);
                self.write_to_group(group, title);
            }
            Step::Try(group) => self.ask(
                "What is tried with it",
                layers::Purpose::GroupStrategy(group),
            ),
            Step::Enter(student, group) => {
                let member = GroupMember {
                    id: self.mint.id(now),
                    group,
                    person: student,
                    begins: today,
                    ends: None,
                };
                let label = format!("put {} into a group", self.name_of(student));
                let edits = vec![Edit::GroupMember(Delta::insert(member))];
                return self.save_key(Change::about(student, label, edits));
            }
            Step::Leave(place) => {
                let after = GroupMember {
                    ends: Some(today),
                    ..(*place).clone()
                };
                let student = place.person;
                let label = format!("took {} out of a group", self.name_of(student));
                let edits = vec![Edit::GroupMember(Delta::update(*place, after))];
                return self.save_key(Change::about(student, label, edits));
            }
            Step::Keep(group) => {
                let Some(line) = self.group(group) else {
                    return vec![];
                };
                let snapshot = GroupSnapshot {
                    id: self.mint.id(now),
                    group,
                    title: line.group.title.clone(),
                    members: line.members,
                    by: person,
                    on: today,
                    entered_at: now,
                    restores: None,
                };
                let label = format!("kept who is in {} today", line.group.title);
                let edits = vec![Edit::GroupSnapshot(Entry::Append(snapshot))];
                return self.save_key(nobodys(label, edits));
            }
            Step::End(group) => {
                let Some(line) = self.group(group) else {
                    return vec![];
                };
                let after = Group {
                    ends: Some(today),
                    ..line.group.clone()
                };
                if self.roster.filter.group == Some(group) {
                    let filter = self.roster.filter.clone();
                    self.set_filter(crate::domain::query::Filter {
                        group: None,
                        ..filter
                    });
                }
                let label = format!("ended the group {}", after.title);
                let edits = vec![Edit::Group(Delta::update(line.group, after))];
                return self.save_key(nobodys(label, edits));
            }
        }
        vec![]
    }

    fn ask(&mut self, title: &str, purpose: layers::Purpose) {
        self.layers.push(Layer::Ask(Ask {
            title: title.to_owned(),
            field: Field::default(),
            purpose,
        }));
    }

    /// A group by hand with its first members, or one that follows the record.
    pub(in crate::app) fn new_group(
        &mut self,
        students: &[PersonId],
        query: Option<GroupQuery>,
        title: &str,
    ) -> Vec<Effect> {
        let (now, today) = (self.now, self.today);
        let title = words::clean_line(title).text.trim().to_owned();
        if title.is_empty() {
            self.say(Tone::Look, "A group needs a name.");
            return vec![];
        }
        let group = Group {
            id: self.mint.id(now),
            org: None,
            owner: self.viewer.person,
            title: title.clone(),
            purpose: None,
            query,
            begins: today,
            ends: None,
        };
        let id = group.id;
        let mut edits = vec![Edit::Group(Delta::insert(group))];
        for student in students {
            edits.push(Edit::GroupMember(Delta::insert(GroupMember {
                id: self.mint.id(now),
                group: id,
                person: *student,
                begins: today,
                ends: None,
            })));
        }
        self.save_key(nobodys(format!("made the group {title}"), edits))
    }

    /// A note to everybody who is in a group now: one entry.
    pub(super) fn note_to_group(
        &mut self,
        group: Id<Group>,
        text: &str,
        kind: NoteKind,
        visibility: Visibility,
    ) -> Result<Change, &'static str> {
        let line = self.group(group).ok_or("This group is over.")?;
        if line.members.is_empty() {
            return Err("Nobody is in this group today.");
        }
        let (now, today) = (self.now, self.today);
        let count = line.members.len();
        let note = GroupNote {
            id: self.mint.id(now),
            group,
            kind,
            text: words::clean_text(text).text,
            visibility,
            members: line.members,
            author: self.viewer.person,
            on: today,
            entered_at: now,
            restores: None,
        };
        let label = format!("wrote a note to {count} in {}", line.group.title);
        let edits = vec![Edit::GroupNote(Entry::Append(note))];
        Ok(nobodys(label, edits))
    }

    /// What is tried with a group from today; what was tried before stays on record.
    pub(in crate::app) fn try_with_group(&mut self, group: Id<Group>, text: &str) -> Vec<Effect> {
        let Some(line) = self.group(group) else {
            return vec![];
        };
        let strategy = GroupStrategy {
            id: self.mint.id(self.now),
            group,
            text: words::clean_text(text).text,
            author: self.viewer.person,
            on: self.today,
            entered_at: self.now,
            restores: None,
        };
        let label = format!("said what is tried in {}", line.group.title);
        let edits = vec![Edit::GroupStrategy(Entry::Append(strategy))];
        self.save_key(nobodys(label, edits))
    }

    fn group(&self, group: Id<Group>) -> Option<GroupLine> {
        let choices = self.roster.choices.as_ref()?;
        choices
            .groups
            .iter()
            .find(|line| line.group.id == group)
            .cloned()
    }

    fn name_of(&self, student: PersonId) -> String {
        let rows = self.roster.shown().rows();
        let row = rows.iter().find(|row| row.student == student);
        row.map_or_else(
            || "a student".to_owned(),
            |row| full_name(&row.given, &row.family),
        )
    }
}

/// A change that is about no one person.
fn nobodys(label: String, edits: Vec<Edit>) -> Change {
    Change {
        label,
        subject: None,
        edits,
    }
}
