//! Groups of students: live by a query over current data, or with members in and
//! out by date; dated snapshots, and notes to all of one. Not who is in one now;
//! that follows from the book.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::framework::Competency;
use super::ids::{Id, Moment, Named};
use super::note::{NoteKind, Visibility};
use super::person::PersonId;
use super::scale::Scale;
use super::school::Org;
use super::strategy::GroupStrategy;

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Ours.
    pub id: Id<Group>,
    /// The school it is of.
    pub org: Option<Id<Org>>,
    /// Who made it; it is theirs and the administrators'.
    pub owner: PersonId,
    /// "Fractions, second try".
    pub title: String,
    /// What it is for: the strategy, the intervention.
    pub purpose: Option<String>,
    /// Who is in it, by current data; none where members come and go by hand.
    pub query: Option<GroupQuery>,
    /// The first day.
    pub begins: NaiveDate,
    /// The day after the last; none while it is open.
    pub ends: Option<NaiveDate>,
}

impl Named for Group {
    const PREFIX: char = 'b';
}

/// Who is in a live group.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupQuery {
    /// Those whose level on a competency is no higher than this one of a scale; without a
    /// scale, of the school's own.
    AtMost(Id<Competency>, i64, #[serde(default)] Option<Id<Scale>>),
    /// Those whose level on a competency is no lower than this one, likewise.
    AtLeast(Id<Competency>, i64, #[serde(default)] Option<Id<Scale>>),
    /// Those whose present next step has these words.
    NextStep(String),
    /// Those who named a support with these words, in a goal or in the profile.
    Support(String),
}

/// A place in a group that is filled by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupMember {
    /// Ours.
    pub id: Id<GroupMember>,
    /// The group.
    pub group: Id<Group>,
    /// The student.
    pub person: PersonId,
    /// The first day.
    pub begins: NaiveDate,
    /// The day after the last; none while it is open.
    pub ends: Option<NaiveDate>,
}

impl Named for GroupMember {
    const PREFIX: char = 'i';
}

/// Who was in a group on a day, kept as it was. Append-only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSnapshot {
    /// Ours.
    pub id: Id<GroupSnapshot>,
    /// The group.
    pub group: Id<Group>,
    /// What the group was called.
    pub title: String,
    /// Who was in it, in the roster's order.
    pub members: Vec<PersonId>,
    /// Who kept it.
    pub by: PersonId,
    /// The day.
    pub on: NaiveDate,
    /// When it was stored.
    pub entered_at: Moment,
    /// The undone one that this one brings back.
    pub restores: Option<Id<GroupSnapshot>>,
}

impl Named for GroupSnapshot {
    const PREFIX: char = 's';
}

/// A note to a whole group: one entry, and a link to each member. Append-only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupNote {
    /// Ours.
    pub id: Id<GroupNote>,
    /// The group.
    pub group: Id<Group>,
    /// What kind of note.
    pub kind: NoteKind,
    /// The text.
    pub text: String,
    /// Who may read it.
    pub visibility: Visibility,
    /// Whom it is linked to: who was in the group when it was written.
    pub members: Vec<PersonId>,
    /// Who wrote it.
    pub author: PersonId,
    /// The day.
    pub on: NaiveDate,
    /// When it was stored.
    pub entered_at: Moment,
    /// The undone note that this one brings back.
    pub restores: Option<Id<GroupNote>>,
}

impl Named for GroupNote {
    const PREFIX: char = 'j';
}

/// A group's line, with who is in it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupLine {
    /// The group.
    pub group: Group,
    /// How its members are chosen, in words.
    pub by: String,
    /// Who is in it today, as far as the asker reaches them.
    pub members: Vec<PersonId>,
    /// What is tried with it, newest first, with who tries it.
    pub strategies: Vec<(GroupStrategy, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_that_was_kept_without_a_scale_is_read() {
        let id: Id<Competency> = Id::new(7);
        let kept = format!(r#"{{"at_most":["{id}",2]}}"#);
        let read: GroupQuery = serde_json::from_str(&kept).unwrap();
        assert_eq!(read, GroupQuery::AtMost(id, 2, None));
        let query = GroupQuery::AtLeast(id, 3, Some(Id::new(9)));
        let written = serde_json::to_string(&query).unwrap();
        assert_eq!(serde_json::from_str::<GroupQuery>(&written).unwrap(), query);
    }
}
