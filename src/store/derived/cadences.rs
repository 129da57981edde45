//! Which cadence and which pause hold for whom: the nearest rule wins, and a pause may stand in
//! any scope. What follows from them is `domain::cadence`'s business.

use chrono::Weekday;
use rusqlite::Connection;

use crate::domain::cadence::{Cadence, Kind, Pause};
use crate::domain::person::PersonId;
use crate::domain::school::{CadenceRule, CadenceScope};

use super::super::error::Result;
use super::Table;

/// The rules of the file, to find the nearest for a student.
#[derive(Debug, Clone)]
pub struct Cadences(Vec<CadenceRule>);

impl Cadences {
    /// The rules of a list.
    pub(in crate::store) fn new(rules: Vec<CadenceRule>) -> Self {
        Self(rules)
    }

    /// Reads them.
    pub(in crate::store) fn load(connection: &Connection) -> Result<Self> {
        Ok(Self(CadenceRule::list(connection, "", [])?))
    }

    /// The cadence and pause of a kind for a student of these classes; none
    /// where the kind isn't asked for. A pause may stand in any scope.
    pub(in crate::store) fn of(
        &self,
        kind: Kind,
        student: PersonId,
        classes: &[i64],
    ) -> Option<(Cadence, Option<Pause>)> {
        let student = Some(student.number());
        let own = self.rules(kind, CadenceScope::Student);
        let own = own.into_iter().find(|rule| rule.subject == student);
        let around = self.around(kind, classes);
        let cadence = cadence(own.or(around[0]).or(around[1]), kind)?;
        let paused = |rule: &CadenceRule| {
            let span = rule.paused_from.zip(rule.paused_until);
            span.map(|(from, until)| Pause { from, until })
        };
        // A pause begins when it is entered, so that the one that ends last holds the longest.
        let pauses = around.into_iter().rev().chain([own]).flatten();
        let pause = pauses.filter_map(paused).max_by_key(|pause| pause.until);
        Some((cadence, pause))
    }

    /// The cadence of a kind that a scope has without rules of its own: a student of these
    /// classes, a class, the school. None where the kind isn't asked for.
    pub(in crate::store) fn without_own(
        &self,
        kind: Kind,
        scope: CadenceScope,
        classes: &[i64],
    ) -> Option<Cadence> {
        let [class, school] = self.around(kind, classes);
        let nearest = match scope {
            CadenceScope::Student => class.or(school),
            CadenceScope::Class => school,
            CadenceScope::School => None,
        };
        cadence(nearest, kind)
    }

    /// The rule of the most frequent of these classes, and that of the school.
    fn around(&self, kind: Kind, classes: &[i64]) -> [Option<&CadenceRule>; 2] {
        let of_class = self.rules(kind, CadenceScope::Class);
        let is_theirs =
            |rule: &&CadenceRule| rule.subject.is_some_and(|class| classes.contains(&class));
        let class = of_class.into_iter().filter(is_theirs);
        let class = class.min_by_key(|rule| (rule.ideal, rule.id));
        let school = self.rules(kind, CadenceScope::School);
        [class, school.into_iter().next()]
    }

    fn rules(&self, kind: Kind, scope: CadenceScope) -> Vec<&CadenceRule> {
        let such = |rule: &&CadenceRule| rule.kind == kind && rule.scope == scope;
        self.0.iter().filter(such).collect()
    }
}

/// The cadence of the nearest rule, or what is usual where there is none.
fn cadence(nearest: Option<&CadenceRule>, kind: Kind) -> Option<Cadence> {
    let asked = nearest.map_or(kind == Kind::Weekly, |rule| rule.asked);
    if !asked {
        return None;
    }
    Some(nearest.map_or(Cadence::default_for(kind), |rule| Cadence {
        ideal: rule.ideal,
        maximum: rule.maximum,
        weekday: rule.weekday.and_then(|day| Weekday::try_from(day).ok()),
    }))
}
