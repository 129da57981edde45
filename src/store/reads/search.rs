//! Anything by its words: notes, next steps, goals, profile entries and names,
//! among what the viewer may see, newest first. Looks through the record
//! itself, so that nothing erased lives on in an index.

use rusqlite::params;

use crate::domain::note::Visibility;
use crate::domain::person::PersonId;
use crate::domain::query::{Filter, Found, Hit, HitKind};
use crate::domain::viewer::Reach;
use crate::domain::{Id, Word, names};

use super::super::error::Result;
use super::super::rows;
use super::Reader;

/// One kind of text, with where it stands.
struct Place {
    kind: HitKind,
    sql: &'static str,
}

/// id, student, date, text, visibility, author, plan; newest first.
const PLACES: [Place; 4] = [
    Place {
        kind: HitKind::Note,
        sql: r#"SELECT n.id, n.person, coalesce(k."on", date(n.entered_at / 1000, 'unixepoch')), n.text, n.visibility, n.author, NULL
                FROM note n LEFT JOIN check_in k ON k.id = n.check_in
                WHERE NOT EXISTS (SELECT 1 FROM void WHERE entry = n.id)
                  AND NOT EXISTS (SELECT 1 FROM note later WHERE later.check_in = n.check_in AND later.id > n.id
                    AND NOT EXISTS (SELECT 1 FROM void WHERE entry = later.id))"#,
    },
    Place {
        kind: HitKind::NextStep,
        sql: r#"SELECT n.id, n.student, n."on", n.next_step, 'student', coalesce(n.adult, 0), NULL FROM check_in n
                WHERE n.next_step IS NOT NULL AND NOT EXISTS (SELECT 1 FROM void WHERE entry = n.id)"#,
    },
    Place {
        kind: HitKind::Goal,
        sql: "SELECT n.id, p.person, p.opened, n.text, 'student', n.proposed_by, n.plan
              FROM goal n JOIN plan p ON p.id = n.plan WHERE 1",
    },
    Place {
        kind: HitKind::Profile,
        sql: r#"SELECT n.id, n.person, n."on", n.text, n.visibility, n.typed_by, NULL FROM profile_entry n
                WHERE NOT EXISTS (SELECT 1 FROM void WHERE entry = n.id)
                  AND NOT EXISTS (SELECT 1 FROM profile_entry later
                    WHERE later.person = n.person AND later.supersedes = n.id
                    AND NOT EXISTS (SELECT 1 FROM void WHERE entry = later.id))"#,
    },
];

impl Reader<'_> {
    /// What matches every word of `text`, at the most `limit` of each kind.
    pub(super) fn search(&mut self, text: &str, limit: usize) -> Result<Found<Hit>> {
        let wanted: Vec<String> = names::fold(text)
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        if wanted.is_empty() {
            return Ok(Found::default());
        }
        let named = self.find(text, &Filter::default(), limit.min(8))?;
        let mut hits: Vec<Hit> = named
            .rows
            .into_iter()
            .map(|row| Hit {
                name: crate::domain::person::full_name(&row.given, &row.family),
                student: row.student,
                kind: HitKind::Student,
                id: row.student.to_string(),
                on: row.standing.last_met,
                text: row.classes.join(", "),
                plan: None,
            })
            .collect();
        let mut texts = Vec::new();
        let reached: Option<Vec<PersonId>> = match self.viewer.reach {
            Reach::Own => {
                let own = self.own_students()?.into_keys();
                Some(own.chain([self.viewer.person]).collect())
            }
            Reach::Oneself => Some(vec![self.viewer.person]),
            Reach::Everybody | Reach::Org(_) => None,
        };
        for place in &PLACES {
            let mut found = Vec::new();
            match &reached {
                Some(students) => {
                    for student in students {
                        found.extend(self.search_place(place, Some(*student), &wanted, limit)?);
                    }
                }
                None => found = self.search_place(place, None, &wanted, limit)?,
            }
            found.sort_by_key(|hit| std::cmp::Reverse(hit.on));
            found.truncate(limit);
            texts.extend(found);
        }
        texts.sort_by_key(|hit| std::cmp::Reverse(hit.on));
        hits.extend(texts);
        Ok(Found {
            rows: hits,
            has_stopped: named.has_stopped,
        })
    }

    /// The newest texts of a kind that match, of one person or of everybody who is reached.
    fn search_place(
        &self,
        place: &Place,
        student: Option<PersonId>,
        wanted: &[String],
        limit: usize,
    ) -> Result<Vec<Hit>> {
        let mut hits = Vec::new();
        let owner = match place.kind {
            HitKind::Goal => "p.person",
            HitKind::NextStep => "n.student",
            HitKind::Note | HitKind::Profile | HitKind::Student => "n.person",
        };
        let sql = match student {
            Some(_) => format!("{} AND {owner} = ?1 ORDER BY n.id DESC", place.sql),
            None => format!("{} AND ?1 IS NULL ORDER BY n.id DESC", place.sql),
        };
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![student.map(PersonId::number)])?;
        while let Some(row) = rows.next()? {
            if hits.len() >= limit {
                break;
            }
            let text = row.get_ref(3)?.as_str().unwrap_or_default();
            let folded = names::fold(text);
            if !wanted.iter().all(|word| folded.contains(word.as_str())) {
                continue;
            }
            let visibility = row
                .get_ref(4)?
                .as_str()
                .ok()
                .and_then(Visibility::from_word);
            let author = PersonId::new(row.get(5)?);
            let student = PersonId::new(row.get(1)?);
            if !visibility.is_some_and(|visibility| self.viewer.may_see(visibility, author))
                || !self.reaches(student)?
            {
                continue;
            }
            let id: i64 = row.get(0)?;
            hits.push(Hit {
                name: self.name_of(student)?,
                student,
                kind: place.kind,
                id: written_id(place.kind, id),
                on: row
                    .get_ref(2)?
                    .as_str()
                    .ok()
                    .and_then(|text| rows::date(text).ok()),
                text: text.to_owned(),
                plan: row.get::<_, Option<i64>>(6)?.map(Id::new),
            });
        }
        Ok(hits)
    }
}

fn written_id(kind: HitKind, id: i64) -> String {
    use crate::domain::{check_in::CheckIn, note::Note, plan::Goal, profile::ProfileEntry};
    match kind {
        HitKind::Note => Id::<Note>::new(id).to_string(),
        HitKind::NextStep => Id::<CheckIn>::new(id).to_string(),
        HitKind::Goal => Id::<Goal>::new(id).to_string(),
        HitKind::Profile => Id::<ProfileEntry>::new(id).to_string(),
        HitKind::Student => PersonId::new(id).to_string(),
    }
}
