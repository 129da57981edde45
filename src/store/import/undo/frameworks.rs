//! Taking back the import of a framework: what no goal and no other competency
//! needs goes, all at once, since competencies may name each other in circles.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use crate::domain::Word;
use crate::domain::framework::{Competency, CompetencyStatus, Framework};

use super::super::super::Result;
use super::super::super::rows::Table;
use super::super::referred::referred;
use super::Undoing;
use super::reach::Reach;

impl Undoing<'_, '_> {
    /// Competencies, then the frameworks that hold none.
    pub(super) fn competencies_and_frameworks(&mut self) -> Result<()> {
        self.competencies()?;
        self.remove_unreferred::<Framework>(|connection, framework| {
            let holds: i64 = connection
                .prepare_cached(
                    "SELECT count(*) FROM competency WHERE framework = ?1 AND status = ?2",
                )?
                .query_row(
                    rusqlite::params![framework.id.number(), CompetencyStatus::Active.word()],
                    |row| row.get(0),
                )?;
            Ok(holds > 0)
        })
    }

    fn competencies(&mut self) -> Result<()> {
        let made = self.notes.made::<Competency>();
        if made.is_empty() {
            return Ok(());
        }
        let connection = self.ledger.connection;
        let named = referred(connection, Competency::TABLE, &[Competency::TABLE])?;
        let all: HashMap<i64, Competency> = Competency::list(connection, "", [])?
            .into_iter()
            .map(|row| (row.key(), row))
            .collect();
        let mut going: HashSet<i64> = made
            .iter()
            .copied()
            .filter(|key| !named.contains(key))
            .filter(|key| all.get(key).is_some_and(|row| self.notes.may_go(row)))
            .collect();
        let mut staying: Vec<i64> = all
            .keys()
            .copied()
            .filter(|key| !going.contains(key))
            .collect();
        while let Some(row) = staying.pop().and_then(|key| all.get(&key)) {
            let links = [&row.precedes, &row.replaced_by].into_iter().flatten();
            for needed in links.chain(&row.parent) {
                if going.remove(&needed.number()) {
                    staying.push(needed.number());
                }
            }
        }
        for key in made {
            if going.contains(&key) {
                self.remove::<Competency>(key)?;
            } else if let Some(row) = all.get(&key) {
                let is_needed = self.notes.is_standing(key);
                self.leave(row, is_needed)?;
            }
        }
        Ok(())
    }
}

impl Reach for Framework {
    fn written_id(&self) -> String {
        self.id.to_string()
    }
    fn known_as(&self, _connection: &Connection) -> Result<String> {
        Ok(self.title.clone())
    }
}

impl Reach for Competency {
    fn written_id(&self) -> String {
        self.id.to_string()
    }
    fn known_as(&self, _connection: &Connection) -> Result<String> {
        Ok(self.name().to_owned())
    }
}
