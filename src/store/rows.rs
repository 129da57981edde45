//! Rows and types: for each table one line that says which field is which
//! column; from it come finding, inserting, replacing and removing a row.

use chrono::NaiveDate;
use rusqlite::types::{FromSqlError, Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::check_in::CheckIn;
use crate::domain::evidence::Evidence;
use crate::domain::framework::{Competency, Framework, GoalCompetency};
use crate::domain::group::{Group, GroupMember, GroupNote, GroupQuery, GroupSnapshot};
use crate::domain::ids::{Id, Moment, Named};
use crate::domain::note::Note;
use crate::domain::pacing::PaceOverride;
use crate::domain::person::{Person, PersonId};
use crate::domain::plan::{ActionStep, Goal, Plan, PlanRules, Reflection};
use crate::domain::profile::{ProfileEntry, Section};
use crate::domain::rating::{LevelOverride, Rating};
use crate::domain::scale::{Level, Scale};
use crate::domain::school::{
    AcademicSession, CadenceRule, CalendarDay, Caseload, Class, Enrollment, Import, Org,
};
use crate::domain::stage::PlanEvent;
use crate::domain::strategy::{GroupStrategy, Strategy};
use crate::domain::survey::SurveyResponse;
use crate::domain::{Word, cadence, dates};

use super::error::Result;

/// A field that is one or more columns.
pub trait Column: Sized {
    /// Adds the column values.
    fn put(&self, values: &mut Vec<Value>);
    /// Reads the columns from `*at` on, and moves `*at` past them.
    fn take(row: &Row<'_>, at: &mut usize) -> rusqlite::Result<Self>;
}

/// A type that is a table.
pub trait Table: Sized + Clone + PartialEq {
    /// Its name.
    const TABLE: &'static str;
    /// Its columns, in the order of the fields.
    const COLUMNS: &'static str;
    /// The primary key.
    fn key(&self) -> i64;
    /// All the column values, in order.
    fn values(&self) -> Vec<Value>;
    /// Reads a row whose columns begin at `start`.
    fn read(row: &Row<'_>, start: usize) -> rusqlite::Result<Self>;

    /// The row with this key.
    fn find(connection: &Connection, key: i64) -> Result<Option<Self>> {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {} FROM {} WHERE id = ?1",
            Self::COLUMNS,
            Self::TABLE
        ))?;
        Ok(statement
            .query_row([key], |row| Self::read(row, 0))
            .optional()?)
    }

    /// All rows that `clause` leaves: "WHERE … ORDER BY …".
    fn list(
        connection: &Connection,
        clause: &str,
        params: impl rusqlite::Params,
    ) -> Result<Vec<Self>> {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {} FROM {} {clause}",
            Self::COLUMNS,
            Self::TABLE
        ))?;
        let rows = statement.query_map(params, |row| Self::read(row, 0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Adds the row.
    fn insert(&self, connection: &Connection) -> Result<()> {
        let values = self.values();
        let marks = vec!["?"; values.len()].join(",");
        connection
            .prepare_cached(&format!(
                "INSERT INTO {} ({}) VALUES ({marks})",
                Self::TABLE,
                Self::COLUMNS
            ))?
            .execute(params_from_iter(values))?;
        Ok(())
    }

    /// Replaces the row with the same key.
    fn replace(&self, connection: &Connection) -> Result<()> {
        let columns: Vec<String> = Self::COLUMNS
            .split(", ")
            .enumerate()
            .map(|(place, column)| format!("{column} = ?{}", place + 1))
            .collect();
        connection
            .prepare_cached(&format!(
                "UPDATE {} SET {} WHERE id = ?1",
                Self::TABLE,
                columns.join(", ")
            ))?
            .execute(params_from_iter(self.values()))?;
        Ok(())
    }

    /// Removes the row with this key.
    fn remove(connection: &Connection, key: i64) -> Result<()> {
        connection
            .prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", Self::TABLE))?
            .execute([key])?;
        Ok(())
    }
}

macro_rules! rows {
    ($($type:ty = $table:literal { $($field:ident $columns:literal),+ $(,)? })+) => {$(
        impl Table for $type {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static str = rows!(@join $($columns),+);
            fn key(&self) -> i64 {
                self.id.number()
            }
            fn values(&self) -> Vec<Value> {
                let mut values = Vec::with_capacity(16);
                $(Column::put(&self.$field, &mut values);)+
                values
            }
            fn read(row: &Row<'_>, start: usize) -> rusqlite::Result<Self> {
                let mut at = start;
                Ok(Self { $($field: Column::take(row, &mut at)?),+ })
            }
        }
    )+};
    (@join $first:literal $(, $rest:literal)*) => { concat!($first $(, ", ", $rest)*) };
}

rows! {
    Org = "org" {
        id "id", import "source, sourced_id", name "name", kind "kind", parent "parent",
        status "status",
    }
    AcademicSession = "academic_session" {
        id "id", import "source, sourced_id", title "title", kind "kind", begins "begins",
        ends "ends", parent "parent", status "status",
    }
    CalendarDay = "calendar_day" {
        id "id", org "org", date "date", kind "kind", title "title",
    }
    Person = "person" {
        id "id", import "source, sourced_id", org "org", given "given", family "family",
        preferred "preferred", pronunciation "pronunciation", pronouns "pronouns", grade "grade",
        role "role", status "status", school_number "school_number", login "login",
        email "email", support "support",
    }
    Class = "class" {
        id "id", import "source, sourced_id", org "org", title "title", code "code",
        homeroom "homeroom", sessions "sessions", status "status",
    }
    Enrollment = "enrollment" {
        id "id", import "source, sourced_id", class "class", person "person", role "role",
        class_number "class_number", begins "begins", ends "ends", status "status",
    }
    Caseload = "caseload" {
        id "id", adult "adult", student "student", begins "begins", ends "ends",
    }
    CadenceRule = "cadence" {
        id "id", scope "scope", subject "subject", kind "kind", asked "asked", ideal "ideal",
        maximum "maximum", weekday "weekday", paused_from "paused_from",
        paused_until "paused_until",
    }
    Scale = "scale" {
        id "id", title "title", levels "levels", proficient_from "proficient_from",
    }
    ProfileEntry = "profile_entry" {
        id "id", person "person", section "section", text "text", source "source",
        author "author", typed_by "typed_by", on "\"on\"", entered_at "entered_at",
        supersedes "supersedes", visibility "visibility", restores "restores",
    }
    Plan = "plan" {
        id "id", person "person", session "session", scale "scale", stage "stage",
        agreed_by_student "agreed_by_student", agreed_by_adult "agreed_by_adult",
        opened "opened", active_since "active_since", closed "closed",
        reflecting_since "reflecting_since",
        rules "template, roll_up, reflecting_days, pacing",
    }
    Goal = "goal" {
        id "id", plan "plan", position "position", text "text", area "area", horizon "horizon",
        parent "parent", why "why", success_criteria "success_criteria", supports "supports",
        status "status", reason "reason", proposed_by "proposed_by", entered_at "entered_at",
        baseline "baseline", baseline_on "baseline_on", target "target",
        carried_from "carried_from", carry_as "carry_as", cites "cites",
        level_at_close "level_at_close", own_level_at_close "own_level_at_close",
        day "day",
    }
    PlanEvent = "plan_event" {
        id "id", plan "plan", goal "goal", kind "kind", what "what", was "was",
        reason "reason", on "\"on\"", by "by", entered_at "entered_at", restores "restores",
    }
    Reflection = "reflection" {
        id "id", plan "plan", goal "goal", prompt "prompt", text "text", author "author",
        typed_by "typed_by", on "\"on\"", entered_at "entered_at", restores "restores",
    }
    LevelOverride = "level_override" {
        id "id", person "person", goal "goal", level "level", reason "reason", by "by",
        on "\"on\"", entered_at "entered_at", restores "restores",
    }
    PaceOverride = "pace_override" {
        id "id", person "person", goal "goal", pace "pace", note "note", until "until", by "by",
        on "\"on\"", entered_at "entered_at", restores "restores",
    }
    Framework = "framework" {
        id "id", import "source, sourced_id", title "title", creator "creator", version "version",
        adoption "adoption", language "language", subjects "subjects", area "area",
        status "status",
    }
    Competency = "competency" {
        id "id", framework "framework", import "source, sourced_id", code "code",
        statement "statement", short "short", education_level "education_level",
        item_type "item_type", parent "parent", position "position", precedes "precedes",
        replaced_by "replaced_by", rateable "rateable", status "status",
    }
    GoalCompetency = "goal_competency" {
        id "id", goal "goal", competency "competency", target "target",
        expected_by "expected_by",
    }
    Evidence = "evidence" {
        id "id", person "person", goal "goal", title "title", place "place",
        author "author", on "\"on\"", entered_at "entered_at", restores "restores",
    }
    Strategy = "strategy" {
        id "id", person "person", goal "goal", text "text", author "author", on "\"on\"",
        entered_at "entered_at", restores "restores",
    }
    GroupStrategy = "group_strategy" {
        id "id", group "study_group", text "text", author "author", on "\"on\"",
        entered_at "entered_at", restores "restores",
    }
    SurveyResponse = "survey_response" {
        id "id", person "person", survey "survey", title "title", item "item",
        position "position", question "question", answer "answer", section "section",
        typed_by "typed_by", on "\"on\"", entered_at "entered_at", restores "restores",
    }
    Group = "study_group" {
        id "id", org "org", owner "owner", title "title", purpose "purpose", query "query",
        begins "begins", ends "ends",
    }
    GroupMember = "group_member" {
        id "id", group "study_group", person "person", begins "begins", ends "ends",
    }
    GroupSnapshot = "group_snapshot" {
        id "id", group "study_group", title "title", members "members", by "by", on "\"on\"",
        entered_at "entered_at", restores "restores",
    }
    GroupNote = "group_note" {
        id "id", group "study_group", kind "kind", text "text", visibility "visibility",
        members "members", author "author", on "\"on\"", entered_at "entered_at",
        restores "restores",
    }
    ActionStep = "step" {
        id "id", goal "goal", position "position", text "text", owner "owner", due "due",
        done_on "done_on",
    }
    CheckIn = "check_in" {
        id "id", given_id "given_id", student "student", adult "adult", plan "plan", kind "kind",
        on "\"on\"", started "started", entered_at "entered_at", outcome "outcome",
        next_step "next_step", next_date "next_date", restores "restores",
    }
    Note = "note" {
        id "id", person "person", check_in "check_in", kind "kind", text "text",
        visibility "visibility", author "author", entered_at "entered_at", revises "revises",
        restores "restores",
    }
    Rating = "rating" {
        id "id", person "person", goal "goal", level "level", rater "rater",
        rater_kind "rater_kind", observed_on "observed_on", entered_at "entered_at",
        check_in "check_in", restores "restores",
    }
}

fn next<'a>(row: &'a Row<'_>, at: &mut usize) -> rusqlite::Result<ValueRef<'a>> {
    let value = row.get_ref(*at)?;
    *at += 1;
    Ok(value)
}

fn wrong(at: usize, error: FromSqlError) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(error))
}

macro_rules! plain_columns {
    ($($type:ty: $value:ident => $put:expr, $found:ident => $take:expr;)+) => {$(
        impl Column for $type {
            fn put(&self, values: &mut Vec<Value>) {
                let $value = self;
                values.push($put);
            }
            fn take(row: &Row<'_>, at: &mut usize) -> rusqlite::Result<Self> {
                let place = *at;
                let $found = next(row, at)?;
                $take.map_err(|error| wrong(place, error))
            }
        }
    )+};
}

plain_columns! {
    String: v => Value::Text(v.clone()), f => f.as_str().map(str::to_owned);
    i64: v => Value::Integer(*v), f => f.as_i64();
    u32: v => Value::Integer(i64::from(*v)), f => f.as_i64().map(|n| n as u32);
    u16: v => Value::Integer(i64::from(*v)), f => f.as_i64().map(|n| n as u16);
    u8: v => Value::Integer(i64::from(*v)), f => f.as_i64().map(|n| n as u8);
    bool: v => Value::Integer(i64::from(*v)), f => f.as_i64().map(|n| n != 0);
    Moment: v => Value::Integer(v.0), f => f.as_i64().map(Moment);
    NaiveDate: v => Value::Text(v.to_string()), f => f.as_str().and_then(date);
}

impl Column for Section {
    fn put(&self, values: &mut Vec<Value>) {
        values.push(Value::Text(self.word().to_owned()));
    }
    fn take(row: &Row<'_>, at: &mut usize) -> rusqlite::Result<Self> {
        let place = *at;
        let text = next(row, at)?.as_str().ok();
        let section = text.and_then(Self::from_word);
        section.ok_or_else(|| wrong(place, FromSqlError::InvalidType))
    }
}

/// A date as the file holds it.
pub fn date(text: &str) -> std::result::Result<NaiveDate, FromSqlError> {
    match dates::iso(text) {
        Some(date) => Ok(date),
        None => NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map_err(|error| FromSqlError::Other(Box::new(error))),
    }
}

impl<T: Named> Column for Id<T> {
    fn put(&self, values: &mut Vec<Value>) {
        values.push(Value::Integer(self.number()));
    }
    fn take(row: &Row<'_>, at: &mut usize) -> rusqlite::Result<Self> {
        i64::take(row, at).map(Self::new)
    }
}

impl<T: Column> Column for Option<T> {
    fn put(&self, values: &mut Vec<Value>) {
        match self {
            Some(value) => value.put(values),
            None => values.push(Value::Null),
        }
    }
    fn take(row: &Row<'_>, at: &mut usize) -> rusqlite::Result<Self> {
        if matches!(row.get_ref(*at)?, ValueRef::Null) {
            *at += 1;
            return Ok(None);
        }
        T::take(row, at).map(Some)
    }
}

impl Column for PlanRules {
    fn put(&self, values: &mut Vec<Value>) {
        self.template.put(values);
        values.push(Value::Text(self.roll_up.to_string()));
        self.reflecting_days.put(values);
        self.pacing.put(values);
    }
    fn take(row: &Row<'_>, at: &mut usize) -> rusqlite::Result<Self> {
        let template = Column::take(row, at)?;
        let place = *at;
        let roll_up = String::take(row, at)?
            .parse()
            .map_err(|_unknown: String| wrong(place, FromSqlError::InvalidType))?;
        Ok(Self {
            template,
            roll_up,
            reflecting_days: Column::take(row, at)?,
            pacing: Column::take(row, at)?,
        })
    }
}

impl Column for Import {
    fn put(&self, values: &mut Vec<Value>) {
        self.source.put(values);
        self.sourced_id.put(values);
    }
    fn take(row: &Row<'_>, at: &mut usize) -> rusqlite::Result<Self> {
        Ok(Self {
            source: Column::take(row, at)?,
            sourced_id: Column::take(row, at)?,
        })
    }
}

/// Small lists that are never searched are JSON.
macro_rules! list_columns {
    ($($type:ty),+ $(,)?) => {$(
        impl Column for Vec<$type> {
            fn put(&self, values: &mut Vec<Value>) {
                put_list(self, values);
            }
            fn take(row: &Row<'_>, at: &mut usize) -> rusqlite::Result<Self> {
                take_list(row, at)
            }
        }
    )+};
}

list_columns! { Level, String, PersonId, Id<AcademicSession>, Id<Competency> }

impl Column for GroupQuery {
    fn put(&self, values: &mut Vec<Value>) {
        put_list(self, values);
    }
    fn take(row: &Row<'_>, at: &mut usize) -> rusqlite::Result<Self> {
        take_list(row, at)
    }
}

fn put_list<T: Serialize>(list: &T, values: &mut Vec<Value>) {
    values.push(Value::Text(serde_json::to_string(list).unwrap_or_default()));
}

fn take_list<T: DeserializeOwned>(row: &Row<'_>, at: &mut usize) -> rusqlite::Result<T> {
    let place = *at;
    let text = String::take(row, at)?;
    serde_json::from_str(&text).map_err(|error| wrong(place, FromSqlError::Other(Box::new(error))))
}

/// Closed words are stored as they are written.
macro_rules! word_columns {
    ($($type:ty),+ $(,)?) => {$(
        impl Column for $type {
            fn put(&self, values: &mut Vec<Value>) {
                values.push(Value::Text(self.word().to_owned()));
            }
            fn take(row: &Row<'_>, at: &mut usize) -> rusqlite::Result<Self> {
                let place = *at;
                next(row, at)?
                    .as_str()
                    .ok()
                    .and_then(Self::from_word)
                    .ok_or_else(|| wrong(place, FromSqlError::InvalidType))
            }
        }
    )+};
}

word_columns! {
    crate::domain::person::Role, crate::domain::person::Status,
    crate::domain::person::SupportLevel, crate::domain::school::SessionKind,
    crate::domain::school::DayKind, crate::domain::school::CadenceScope,
    crate::domain::profile::Source,
    crate::domain::plan::Stage, crate::domain::plan::Area, crate::domain::plan::Horizon,
    crate::domain::plan::GoalStatus, crate::domain::plan::Owner,
    crate::domain::check_in::CheckInKind, crate::domain::check_in::Outcome,
    crate::domain::note::NoteKind, crate::domain::note::Visibility,
    crate::domain::rating::RaterKind, crate::domain::framework::CompetencyStatus,
    crate::domain::stage::EventKind, crate::domain::pacing::Pace, cadence::Kind,
}
