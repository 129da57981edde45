//! Frameworks: their list, their trees level by level, and finding in them.
//! Only what is shown is read, but for the words that finding compares.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::params;

use crate::domain::framework::{Competency, CompetencyStatus, Framework, compare_codes, path_up};
use crate::domain::query::{CompetencyPage, CompetencyQuery, CompetencyRow, FrameworkLine, Wanted};
use crate::domain::{Id, Word, names};

use super::super::error::Result;
use super::super::rows::Table;
use super::super::schema;
use super::Reader;

/// The schema that brought frameworks.
const FIRST_SCHEMA: i64 = 2;
/// From this many letters on, a code may also hold what was typed in its middle.
const INSIDE: usize = 2;

/// What finding compares, of the frameworks asked about.
pub type Known = (Option<Id<Framework>>, Arc<Vec<Sought>>);

/// A competency as it is sought.
#[derive(Debug)]
pub struct Sought {
    id: Id<Competency>,
    framework: Id<Framework>,
    is_retired: bool,
    code: Option<String>,
    /// The code's letters and digits, folded.
    bare_code: String,
    /// The folded words of code, short form and statement, a blank before each.
    words: String,
}

impl Reader<'_> {
    /// Whether the file can hold frameworks: one that can't be written is read
    /// as the older version it may be.
    pub(super) fn knows_frameworks(&self) -> Result<bool> {
        Ok(schema::version(self.connection)? >= FIRST_SCHEMA)
    }

    /// All frameworks, those in use first, by title.
    pub(super) fn frameworks(&self) -> Result<Vec<FrameworkLine>> {
        if !self.knows_frameworks()? {
            return Ok(Vec::new());
        }
        let mut counts: HashMap<(i64, bool), u64> = HashMap::new();
        let mut statement = self.connection.prepare_cached(
            "SELECT framework, status, count(*) FROM competency GROUP BY framework, status",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let is_active = row.get_ref(1)?.as_str() == Ok(CompetencyStatus::Active.word());
            let n: i64 = row.get(2)?;
            counts.insert((row.get(0)?, is_active), n as u64);
        }
        let of = |framework: &Framework, is_active| {
            let key = (framework.id.number(), is_active);
            counts.get(&key).copied().unwrap_or(0)
        };
        let list = Framework::list(self.connection, "", [])?;
        let mut lines: Vec<FrameworkLine> = list
            .into_iter()
            .map(|framework| FrameworkLine {
                active: of(&framework, true),
                retired: of(&framework, false),
                framework,
            })
            .collect();
        lines.sort_by_cached_key(|line| {
            let framework = &line.framework;
            (
                framework.status,
                names::fold(&framework.title),
                framework.id,
            )
        });
        Ok(lines)
    }

    /// A stretch of competencies.
    pub(super) fn competencies(&mut self, asked: &CompetencyQuery) -> Result<CompetencyPage> {
        if !self.knows_frameworks()? {
            return Ok(CompetencyPage::default());
        }
        match &asked.wanted {
            Wanted::Under(parent) => self.browse(asked, *parent),
            Wanted::Text(text) => self.found_competencies(asked, text),
        }
    }

    fn browse(
        &self,
        asked: &CompetencyQuery,
        parent: Option<Id<Competency>>,
    ) -> Result<CompetencyPage> {
        let mut page = CompetencyPage::default();
        let mut framework = asked.framework;
        if let Some(parent) = parent {
            let Some(parent) = Competency::find(self.connection, parent.number())? else {
                return Ok(page);
            };
            framework = Some(parent.framework);
            page.path = self.ancestors(&parent)?;
            page.path.push(parent);
        }
        let Some(framework) = framework else {
            return Ok(page);
        };
        let after = match asked.after {
            Some(id) => Competency::find(self.connection, id.number())?,
            None => None,
        };
        let after = after.map_or((-1, 0), |row| (i64::from(row.position), row.id.number()));
        let mut rows = Competency::list(
            self.connection,
            "WHERE framework = ?1 AND parent IS ?2 AND (position, id) > (?3, ?4)
               AND (?5 OR status = 'active') ORDER BY position, id LIMIT ?6",
            params![
                framework.number(),
                parent.map(Id::number),
                after.0,
                after.1,
                asked.with_retired,
                asked.limit as i64 + 1,
            ],
        )?;
        page.more_after = rows.len() > asked.limit;
        rows.truncate(asked.limit);
        for competency in rows {
            page.rows.push(CompetencyRow {
                children: self.count_children(&competency, asked.with_retired)?,
                competency,
                trail: Vec::new(),
            });
        }
        Ok(page)
    }

    fn found_competencies(
        &mut self,
        asked: &CompetencyQuery,
        text: &str,
    ) -> Result<CompetencyPage> {
        let typed = Typed::of(text);
        let mut page = CompetencyPage::default();
        if typed.words.is_empty() {
            return Ok(page);
        }
        let all = self.sought(asked.framework)?;
        let mut found: Vec<(u8, &Sought)> = all
            .iter()
            .filter(|sought| asked.with_retired || !sought.is_retired)
            .filter_map(|sought| Some((typed.tier(sought)?, sought)))
            .collect();
        found.sort_by(|(tier, one), (other_tier, other)| {
            let in_order = || (one.framework, one.id).cmp(&(other.framework, other.id));
            (tier, one.is_retired)
                .cmp(&(other_tier, other.is_retired))
                .then_with(|| by_code(one.code.as_deref(), other.code.as_deref()))
                .then_with(in_order)
        });
        let from = asked.after.map_or(0, |after| {
            let place = found.iter().position(|(_, sought)| sought.id == after);
            place.map_or(0, |place| place + 1)
        });
        page.more_after = found.len() > from.saturating_add(asked.limit);
        let mut titles: HashMap<Id<Framework>, String> = HashMap::new();
        for (_, sought) in found.into_iter().skip(from).take(asked.limit) {
            let Some(competency) = Competency::find(self.connection, sought.id.number())? else {
                continue;
            };
            let title = match titles.get(&sought.framework) {
                Some(title) => title.clone(),
                None => Framework::find(self.connection, sought.framework.number())?
                    .map(|framework| framework.title)
                    .unwrap_or_default(),
            };
            titles.insert(sought.framework, title.clone());
            let above = self.ancestors(&competency)?;
            let trail = above.iter().map(|item| item.name().to_owned());
            page.rows.push(CompetencyRow {
                children: self.count_children(&competency, asked.with_retired)?,
                trail: std::iter::once(title).chain(trail).collect(),
                competency,
            });
        }
        Ok(page)
    }

    /// What a competency hangs under, the root first.
    fn ancestors(&self, item: &Competency) -> Result<Vec<Competency>> {
        let list = Competency::list(
            self.connection,
            "WHERE id IN (WITH RECURSIVE above(id) AS (SELECT ?1 UNION
               SELECT parent FROM competency JOIN above USING (id) WHERE parent IS NOT NULL)
               SELECT id FROM above)",
            [item.id.number()],
        )?;
        let path = path_up(item, |id| list.iter().find(|one| one.id == id));
        Ok(path.into_iter().rev().cloned().collect())
    }

    fn count_children(&self, item: &Competency, with_retired: bool) -> Result<u64> {
        let n: i64 = self
            .connection
            .prepare_cached(
                "SELECT count(*) FROM competency WHERE framework = ?1 AND parent = ?2
                   AND (?3 OR status = 'active')",
            )?
            .query_row(
                params![item.framework.number(), item.id.number(), with_retired],
                |row| row.get(0),
            )?;
        Ok(n as u64)
    }

    /// What finding compares; kept for the next letter.
    fn sought(&mut self, framework: Option<Id<Framework>>) -> Result<Arc<Vec<Sought>>> {
        if let Some((of, all)) = &self.orders.competencies
            && *of == framework
        {
            return Ok(Arc::clone(all));
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT id, framework, status, code, coalesce(short, ''), statement FROM competency
             WHERE ?1 IS NULL OR framework = ?1 ORDER BY id",
        )?;
        let rows = statement.query_map([framework.map(Id::number)], |row| {
            let code: Option<String> = row.get(3)?;
            let shown = code.as_deref().unwrap_or_default();
            let (short, text) = (row.get_ref(4)?.as_str()?, row.get_ref(5)?.as_str()?);
            Ok(Sought {
                id: Id::new(row.get(0)?),
                framework: Id::new(row.get(1)?),
                is_retired: row.get_ref(2)?.as_str()? == CompetencyStatus::Retired.word(),
                bare_code: bare(shown),
                words: words(&format!("{shown} {short} {text}")),
                code,
            })
        })?;
        let all = Arc::new(rows.collect::<rusqlite::Result<_>>()?);
        self.orders.competencies = Some((framework, Arc::clone(&all)));
        Ok(all)
    }
}

/// What was typed, ready to be compared.
struct Typed {
    code: String,
    words: Vec<String>,
}

impl Typed {
    fn of(text: &str) -> Self {
        let words = words(text);
        Self {
            code: bare(text),
            words: words.split_whitespace().map(str::to_owned).collect(),
        }
    }

    /// How well a competency matches, the best first; none when it doesn't.
    fn tier(&self, sought: &Sought) -> Option<u8> {
        let is_coded = !sought.bare_code.is_empty() && !self.code.is_empty();
        if is_coded && sought.bare_code == self.code {
            return Some(0);
        }
        if is_coded && sought.bare_code.starts_with(&self.code) {
            return Some(1);
        }
        let begins = |word: &String| sought.words.contains(&format!(" {word}"));
        if self.words.iter().all(begins) {
            return Some(2);
        }
        if self.words.iter().all(|word| sought.words.contains(word)) {
            return Some(3);
        }
        let is_inside = is_coded
            && self.code.chars().nth(INSIDE - 1).is_some()
            && sought.bare_code.contains(&self.code);
        is_inside.then_some(4)
    }
}

/// Codes as people sort them; what has none comes last.
fn by_code(one: Option<&str>, other: Option<&str>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => compare_codes(one, other),
        (one, other) => one.is_none().cmp(&other.is_none()),
    }
}

fn bare(code: &str) -> String {
    let folded = names::fold(code);
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn words(text: &str) -> String {
    let folded = names::fold(text);
    let letters = folded.chars();
    let blanked = letters.map(|c| if c.is_alphanumeric() { c } else { ' ' });
    std::iter::once(' ').chain(blanked).collect()
}
