//! What the roster can be filtered by: the classes and groups in reach, the grades, the
//! frameworks in use. Not who is left by a filter; that is with the roster.

use crate::domain::framework::{self, Framework};
use crate::domain::group::GroupMember;
use crate::domain::query::Choices;

use super::super::error::Result;
use super::super::rows::Table;
use super::Reader;

impl Reader<'_> {
    /// Classes and grades the roster can be filtered by.
    pub(super) fn choices(&mut self) -> Result<Choices> {
        let classes = self.classes_in_reach()?;
        let mut statement = self
            .connection
            .prepare_cached("SELECT DISTINCT grade FROM roster WHERE grade IS NOT NULL LIMIT 60")?;
        let mut grades: Vec<String> = statement
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let order = |grade: &str| framework::grade_order(grade).unwrap_or(i32::MAX);
        grades.sort_by_cached_key(|grade| (order(grade), grade.clone()));
        let classes = classes
            .into_iter()
            .map(|class| (class.id, class.title))
            .collect();
        let groups = self.study_groups()?;
        let mut places = Vec::with_capacity(groups.len());
        for line in &groups {
            places.push(GroupMember::list(
                self.connection,
                "WHERE study_group = ?1 AND ends IS NULL",
                [line.group.id.number()],
            )?);
        }
        let frameworks = if self.knows_frameworks()? {
            let in_use = "WHERE status = 'active' ORDER BY title, id";
            Framework::list(self.connection, in_use, [])?
        } else {
            Vec::new()
        };
        let frameworks = frameworks.into_iter();
        Ok(Choices {
            classes,
            frameworks: frameworks.map(|found| (found.id, found.title)).collect(),
            grades,
            groups,
            places,
        })
    }
}
