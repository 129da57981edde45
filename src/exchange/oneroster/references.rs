//! References that lead nowhere inside the bundle, each once with a count.
//! Whether the book knows them already is the store's to say.

use std::collections::{HashMap, HashSet};

use super::plan::Plan;
use super::rows::{Class, Enrollment, Kind, Mode, Org, Row, Session, User};

/// A value that points to no row of this bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dangling {
    /// The file the reference stands in.
    pub file: String,
    /// Its column.
    pub column: &'static str,
    /// The id.
    pub value: String,
    /// What it should be the id of.
    pub target: Kind,
    /// How many rows say it.
    pub count: u64,
    /// The line of the first.
    pub line: u64,
    /// Both files are full pictures, so that nothing earlier can be meant.
    pub is_certain: bool,
}

impl Dangling {
    /// One sentence about it.
    pub fn sentence(&self) -> String {
        format!(
            "{} {} isn't in {}.csv (rows: {}, first on line {}).",
            self.column,
            super::super::finding::shown(&self.value),
            self.target.name(),
            self.count,
            self.line
        )
    }
}

/// The rows of a bundle, for finding what points nowhere.
pub(super) struct Parts<'a> {
    pub(super) orgs: &'a [Row<Org>],
    pub(super) sessions: &'a [Row<Session>],
    pub(super) courses: &'a [Row<Option<String>>],
    pub(super) users: &'a [Row<User>],
    pub(super) classes: &'a [Row<(Class, Option<String>)>],
    pub(super) enrollments: &'a [Row<Enrollment>],
}

impl Parts<'_> {
    /// Every reference that leads to no row here.
    pub(super) fn dangling(&self, plan: &Plan) -> Vec<Dangling> {
        let known = HashMap::from([
            (Kind::Orgs, ids(self.orgs)),
            (Kind::AcademicSessions, ids(self.sessions)),
            (Kind::Courses, ids(self.courses)),
            (Kind::Users, ids(self.users)),
            (Kind::Classes, ids(self.classes)),
        ]);
        let mut references = References::new(known, plan.modes.clone());
        let from = |kind: Kind| (kind, plan.file(kind));
        for row in self.orgs {
            if let Some(id) = &row.item.parent {
                references.check(
                    from(Kind::Orgs),
                    "parentSourcedId",
                    Kind::Orgs,
                    id,
                    row.line,
                );
            }
        }
        for row in self.sessions {
            if let Some(id) = &row.item.parent {
                let at = from(Kind::AcademicSessions);
                references.check(at, "parentSourcedId", Kind::AcademicSessions, id, row.line);
            }
        }
        for row in self.users {
            for id in &row.item.orgs {
                references.check(from(Kind::Users), "orgSourcedIds", Kind::Orgs, id, row.line);
            }
            for id in &row.item.agents {
                references.check(
                    from(Kind::Users),
                    "agentSourcedIds",
                    Kind::Users,
                    id,
                    row.line,
                );
            }
        }
        for row in self.classes {
            let (class, course) = &row.item;
            let at = from(Kind::Classes);
            references.check(at, "schoolSourcedId", Kind::Orgs, &class.school, row.line);
            for id in &class.sessions {
                references.check(at, "termSourcedIds", Kind::AcademicSessions, id, row.line);
            }
            if let (Some(id), Mode::Bulk) = (course, plan.mode(Kind::Courses)) {
                references.check(at, "courseSourcedId", Kind::Courses, id, row.line);
            }
        }
        for row in self.enrollments {
            let at = from(Kind::Enrollments);
            references.check(
                at,
                "classSourcedId",
                Kind::Classes,
                &row.item.class,
                row.line,
            );
            references.check(at, "userSourcedId", Kind::Users, &row.item.user, row.line);
            if let Some(id) = &row.item.school {
                references.check(at, "schoolSourcedId", Kind::Orgs, id, row.line);
            }
        }
        references.found
    }
}

fn ids<T>(rows: &[Row<T>]) -> HashSet<String> {
    rows.iter().map(|row| row.sourced_id.clone()).collect()
}

/// Collects them.
struct References {
    known: HashMap<Kind, HashSet<String>>,
    modes: HashMap<Kind, Mode>,
    places: HashMap<(Kind, &'static str, String), usize>,
    found: Vec<Dangling>,
}

impl References {
    fn new(known: HashMap<Kind, HashSet<String>>, modes: HashMap<Kind, Mode>) -> References {
        References {
            known,
            modes,
            places: HashMap::new(),
            found: Vec::new(),
        }
    }

    /// Looks at one reference.
    fn check(
        &mut self,
        from: (Kind, &str),
        column: &'static str,
        target: Kind,
        value: &str,
        line: u64,
    ) {
        let (kind, file) = from;
        let known = self.known.get(&target);
        if known.is_some_and(|ids| ids.contains(value)) {
            return;
        }
        let key = (kind, column, value.to_owned());
        if let Some(dangling) = self.places.get(&key).and_then(|at| self.found.get_mut(*at)) {
            dangling.count += 1;
            return;
        }
        let is_bulk = |kind: Kind| self.modes.get(&kind) == Some(&Mode::Bulk);
        self.places.insert(key, self.found.len());
        self.found.push(Dangling {
            file: file.to_owned(),
            column,
            value: value.to_owned(),
            target,
            count: 1,
            line,
            is_certain: is_bulk(kind) && is_bulk(target),
        });
    }
}
