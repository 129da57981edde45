//! The people of a OneRoster bundle: who is new, who is known, who has left,
//! and what each of them is here.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::domain::person::{Person, PersonId, Role, Status, SupportLevel, full_name};
use crate::domain::school::Org;
use crate::domain::{Id, Word};
use crate::exchange::finding::shown;
use crate::exchange::oneroster::{self as bundle, Kind, LooseRole, Mode, Row, User};

use super::super::Result;
use super::known::{Likeness, Logins, NAMESAKE, Side, Strangers, is_open};
use super::ledger::{Ledger, Objection, Spot, Told};
use super::oneroster::{Taking, gone, take as take_row, tell};
use super::{INIT, Progress, ROSTER, alike};

/// Takes the users, and the roles of people whose own row isn't in the bundle.
pub(super) fn take(
    taking: &mut Taking<'_>,
    ledger: &mut Ledger<'_>,
    progress: Progress<'_>,
) -> Result<()> {
    let rows = &taking.records.users;
    // First who has left: their logins are free from here on.
    for id in taking.missing(Kind::Users, &taking.people, rows) {
        if let Some(row) = taking.people.row(&id).cloned() {
            leave(taking, ledger, &row)?;
        }
    }
    let enrolled = Enrolled::of(taking, ledger);
    let said = rows.iter().filter(|row| {
        row.status == bundle::Status::ToBeDeleted
            || row.item.username.is_some()
            || !row.item.enabled
    });
    // Whoever goes on under a login comes before whoever is given it now.
    let said: HashSet<PersonId> = said
        .filter_map(|row| Some((row, taking.people.row(&row.sourced_id)?)))
        .filter(|(row, person)| !keeps_login(row, person))
        .map(|(_, person)| person.id)
        .collect();
    let mut taker = Taker {
        root: root(taking),
        enrolled,
        strangers: Strangers::load(ledger.connection, ledger.source, ledger.actor.today)?,
        logins: Logins::load(ledger.connection, &said)?,
    };
    for (done, row) in rows.iter().enumerate() {
        tell(progress, done, rows.len());
        taker.user(taking, ledger, row)?;
    }
    let named = rows.iter().map(|row| {
        let user = &row.item;
        (full_name(&user.given, &user.family), row.line)
    });
    alike::warn(
        ledger,
        taking.records.file(Kind::Users),
        "familyName",
        named,
    );
    loose_roles(taking, ledger, &taker.enrolled)
}

/// Marks somebody as left, but never who is importing: nobody locks themselves out.
fn leave(taking: &mut Taking<'_>, ledger: &mut Ledger<'_>, row: &Person) -> Result<bool> {
    if row.id == ledger.actor.person {
        let text = "You aren't in this list of people any more; you were not marked as left.";
        ledger.warnings.file(taking.records.file(Kind::Users), text);
        return Ok(false);
    }
    let Some(gone) = ledger.leave(row)? else {
        return Ok(false);
    };
    ledger.touch(&gone);
    taking.gone_people.insert(gone.id);
    taking.people.keep(gone);
    Ok(true)
}

/// Who teaches and who learns, by enrollments.
struct Enrolled<'a> {
    /// The classes of each student, by the bundle's ids.
    learn: HashMap<&'a str, Vec<&'a str>>,
    teach_here: HashSet<PersonId>,
}

impl<'a> Enrolled<'a> {
    fn of(taking: &Taking<'a>, ledger: &Ledger<'_>) -> Self {
        let records = taking.records;
        let rows = records.enrollments.iter().filter(|row| {
            row.status == bundle::Status::Active && row.item.role == bundle::Role::Student
        });
        let mut learn: HashMap<&str, Vec<&str>> = HashMap::new();
        for row in rows {
            let classes = learn.entry(&row.item.user).or_default();
            classes.push(&row.item.class);
        }
        let today = ledger.actor.today;
        // A full list of enrollments says itself who teaches.
        let counts = records.mode(Kind::Enrollments) != Mode::Bulk;
        let teach_here = taking
            .enrollments
            .rows()
            .filter(|row| counts && row.role == Role::Teacher && is_open(row, today));
        Self {
            learn,
            teach_here: teach_here.map(|row| row.person).collect(),
        }
    }
}

/// Takes users one by one.
struct Taker<'a> {
    root: Option<Id<Org>>,
    enrolled: Enrolled<'a>,
    strangers: Strangers,
    logins: Logins,
}

impl Taker<'_> {
    fn user(
        &mut self,
        taking: &mut Taking<'_>,
        ledger: &mut Ledger<'_>,
        row: &Row<User>,
    ) -> Result<()> {
        let spot = taking.spot(Kind::Users, row.line);
        let present = taking.people.row(&row.sourced_id).cloned();
        if row.status == bundle::Status::ToBeDeleted {
            if let Some(person) = &present {
                let has_left = leave(taking, ledger, person)?;
                ledger.count(has_left);
            } else {
                taking.left_out.insert(row.sourced_id.clone());
                ledger.object(spot, &gone(&row.sourced_id));
            }
            return Ok(());
        }
        let role = self.role(row, present.as_ref());
        let user = &row.item;
        let new_role = role.unwrap_or(Role::Other);
        if present.is_none() {
            let like =
                self.strangers
                    .like(new_role, user.identifier.as_deref(), user.email.as_deref());
            if let Some(like) = like {
                taking.left_out.insert(row.sourced_id.clone());
                ledger.object(spot, &doubtful(&like.by, user));
                if let Some(source) = like.source.filter(|known| ![INIT, ROSTER].contains(known)) {
                    let source = shown(source);
                    let text = format!(
                        "People in it are known here from {source}. If it is of that system, name it with --source \"{source}\"."
                    );
                    ledger.warnings.file(spot.file, text);
                }
                return Ok(());
            }
            if new_role == Role::Student && self.is_namesake(taking, row) {
                taking.left_out.insert(row.sourced_id.clone());
                let name = full_name(&user.given, &user.family);
                let objection = Objection::skipped("familyName", &name, NAMESAKE);
                ledger.object(spot, &objection);
                return Ok(());
            }
        }
        let org = user.orgs.iter().find_map(|id| taking.org(id));
        let org = match self.org(org, role, present.as_ref()) {
            Ok(org) => org,
            Err(objection) => {
                ledger.object(spot, &objection);
                return Ok(());
            }
        };
        let id = match &present {
            Some(person) => person.id,
            None => ledger.id(),
        };
        let now_role = role.or(present.as_ref().map(|p| p.role));
        let role_here = now_role.unwrap_or(Role::Other);
        let here = present.as_ref().and_then(|p| p.login.as_deref());
        let (is_said, login) = self.login(taking, ledger, row, here, (id, role_here));
        let fresh = Person {
            id,
            import: ledger.import(&row.sourced_id),
            org,
            given: user.given.clone(),
            family: user.family.clone(),
            preferred: user.preferred_given.clone(),
            pronunciation: None,
            pronouns: user.pronouns.clone(),
            grade: grade(user),
            role: new_role,
            status: Status::Active,
            school_number: user.identifier.clone(),
            login,
            email: user.email.clone(),
            support: SupportLevel::Own,
        };
        let logins = &self.logins;
        let merge = |told: &Told<'_, Person>| Person {
            org: told.take(|p| &p.org, org.map(Some)),
            given: told.take(|p| &p.given, Some(fresh.given.clone())),
            family: told.take(|p| &p.family, Some(fresh.family.clone())),
            preferred: told.keep(|p| &p.preferred, fresh.preferred.clone().map(Some)),
            pronouns: told.keep(|p| &p.pronouns, fresh.pronouns.clone().map(Some)),
            grade: told.take(|p| &p.grade, fresh.grade.clone().map(Some)),
            role: told.take(|p| &p.role, role),
            status: told.take(|p| &p.status, Some(Status::Active)),
            school_number: told.take(|p| &p.school_number, fresh.school_number.clone().map(Some)),
            login: told
                .take(|p| &p.login, is_said.then(|| fresh.login.clone()))
                .filter(|login| !logins.is_taken(role_here, login, id)),
            email: told.take(|p| &p.email, fresh.email.clone().map(Some)),
            ..told.present.clone()
        };
        let now = take_row(ledger, row, present.as_ref(), &fresh, merge)?;
        if let Some(now) = now {
            let was_here = present.as_ref().map(|was| was.status);
            if was_here == Some(Status::Inactive) && now.status == Status::Active {
                ledger.back += 1;
            }
            if let Some(was) = &present {
                ledger.touch(was);
            }
            ledger.touch(&now);
            self.logins.take(&now);
            taking.people.keep(now);
        } else if let Some(person) = &present {
            self.logins.take(person);
        }
        Ok(())
    }

    /// Whether a student of another source has the same name in a class of the same title.
    fn is_namesake(&self, taking: &Taking<'_>, row: &Row<User>) -> bool {
        let name = full_name(&row.item.given, &row.item.family);
        let classes = self.enrolled.learn.get(row.sourced_id.as_str());
        let titles = classes.into_iter().flatten().filter_map(|id| {
            let mut said = taking.records.classes.iter();
            let said = said.find(|class| class.sourced_id == *id);
            let known = || taking.classes.row(id).map(|class| class.title.as_str());
            said.map(|class| class.item.title.as_str()).or_else(known)
        });
        let number = row.item.identifier.as_deref();
        self.strangers.has_namesake(&name, number, titles)
    }

    /// What somebody is here; none when nothing says so of somebody known.
    fn role(&self, row: &Row<User>, present: Option<&Person>) -> Option<Role> {
        let user = &row.item;
        let teaches =
            user.teaches || present.is_some_and(|p| self.enrolled.teach_here.contains(&p.id));
        let said = user.role.map(role);
        let known = said.or(present.map(|person| person.role));
        match known {
            Some(Role::Teacher | Role::Administrator | Role::Coach) => said,
            _ if teaches => Some(Role::Teacher),
            Some(_) if said.is_some() => said,
            Some(_) => None,
            None if self.enrolled.learn.contains_key(row.sourced_id.as_str()) => {
                Some(Role::Student)
            }
            None => Some(Role::Other),
        }
    }

    /// The org somebody belongs to. An administrator without one would see the
    /// whole file, so a row may not make one by leaving it out.
    fn org(
        &self,
        org: Option<Id<Org>>,
        role: Option<Role>,
        present: Option<&Person>,
    ) -> std::result::Result<Option<Id<Org>>, Objection> {
        let had_it = present.is_some_and(|p| p.role == Role::Administrator || p.org.is_some());
        if org.is_some() || role != Some(Role::Administrator) || had_it {
            return Ok(org);
        }
        self.root.map(Some).ok_or_else(|| {
            let reason = "an administrator needs an org that is in the bundle or here";
            Objection::failed("orgSourcedIds", "", reason)
        })
    }

    /// Whether a row says what the login is from now on, and what: a second
    /// holder gets none, and keeps none from before.
    fn login(
        &self,
        taking: &Taking<'_>,
        ledger: &mut Ledger<'_>,
        row: &Row<User>,
        here: Option<&str>,
        (id, role): (PersonId, Role),
    ) -> (bool, Option<String>) {
        if !row.item.enabled {
            return (true, None);
        }
        let said = row.item.username.as_deref();
        let Some(login) = said.or(here) else {
            return (false, None);
        };
        if self.logins.is_taken(role, login, id) {
            let spot = taking.spot(Kind::Users, row.line);
            warn_of_login(ledger, spot, "username", login);
            return (true, None);
        }
        (said.is_some(), said.map(str::to_owned))
    }
}

/// Whether a row leaves somebody who is here the login they have, on their side of the desk.
fn keeps_login(row: &Row<User>, person: &Person) -> bool {
    let side = match row.item.role.map(role) {
        _ if row.item.teaches => Side::Staff,
        Some(role) => Side::of(role),
        None => Side::of(person.role),
    };
    row.status == bundle::Status::Active
        && row.item.enabled
        && row.item.username == person.login
        && person.status == Status::Active
        && side == Side::of(person.role)
}

fn warn_of_login(ledger: &mut Ledger<'_>, spot: Spot<'_>, column: &str, login: &str) {
    let text = "Somebody else works under this login; it stays with the first.";
    ledger
        .warnings
        .value(spot.file, column, login, text, spot.line);
}

fn doubtful(like: &Likeness, user: &User) -> Objection {
    match like {
        Likeness::Number => Objection::skipped(
            "identifier",
            user.identifier.as_deref().unwrap_or_default(),
            "somebody of another source has this number; whether it is the same person can't be told",
        ),
        Likeness::Email => Objection::skipped(
            "email",
            user.email.as_deref().unwrap_or_default(),
            "somebody of another source has this e-mail; whether it is the same person can't be told",
        ),
    }
}

/// Roles that came without their person. One more role never takes rights
/// away, one taken back does.
fn loose_roles(
    taking: &mut Taking<'_>,
    ledger: &mut Ledger<'_>,
    enrolled: &Enrolled<'_>,
) -> Result<()> {
    let mut words: BTreeMap<&str, Vec<&LooseRole>> = BTreeMap::new();
    for loose in &taking.records.loose_roles {
        words.entry(&loose.user).or_default().push(loose);
    }
    for (user, words) in words {
        let Some(person) = taking.people.row(user).cloned() else {
            continue;
        };
        let taken: Vec<Role> = words
            .iter()
            .filter(|said| said.status == bundle::Status::ToBeDeleted)
            .map(|said| role(said.role))
            .collect();
        let given = words
            .iter()
            .filter(|said| said.status == bundle::Status::Active);
        let given = given.map(|said| role(said.role)).max_by_key(|r| rank(*r));
        let line = words.first().map_or(1, |said| said.line);
        let kept = Some(person.role).filter(|role| !taken.contains(role));
        let teaches = enrolled
            .teach_here
            .contains(&person.id)
            .then_some(Role::Teacher);
        let best = [given, kept, teaches].into_iter().flatten();
        let best = best.max_by_key(|r| rank(*r)).unwrap_or(Role::Other);
        if best == Role::Administrator && person.org.is_none() && person.role != best {
            let text = "A role of an administrator for somebody without an org was left out.";
            let file = taking.records.file(Kind::Roles);
            ledger.warnings.value(file, "role", best.word(), text, line);
            continue;
        }
        let spot = taking.spot(Kind::Roles, line);
        set_role(taking, ledger, spot, &person, best)?;
    }
    Ok(())
}

/// Gives somebody a role that the file says elsewhere than in their own row.
/// Whoever changes sides by that leaves a login that is in use there.
pub(super) fn set_role(
    taking: &mut Taking<'_>,
    ledger: &mut Ledger<'_>,
    spot: Spot<'_>,
    person: &Person,
    role: Role,
) -> Result<()> {
    let has_moved = Side::of(role) != Side::of(person.role);
    let login = person.login.as_deref().filter(|_| has_moved);
    let is_taken = match login {
        Some(login) => {
            let holders = Logins::of(ledger.connection, login)?;
            holders.is_taken(role, login, person.id)
        }
        None => false,
    };
    let merge = |told: &Told<'_, Person>| Person {
        role: told.take(|p| &p.role, Some(role)),
        login: told.present.login.clone().filter(|_| !is_taken),
        ..told.present.clone()
    };
    if let Some(login) = login.filter(|_| is_taken) {
        warn_of_login(ledger, spot, "role", login);
    }
    if let Some(now) = ledger.settle(person, merge)? {
        ledger.touched.insert(now.id);
        taking.people.keep(now);
    }
    Ok(())
}

/// The one org above all others, where there is only one.
fn root(taking: &Taking<'_>) -> Option<Id<Org>> {
    let mut tops = taking
        .orgs
        .rows()
        .filter(|org| org.parent.is_none() && org.status == Status::Active);
    let only = tops.next()?;
    tops.next().is_none().then_some(only.id)
}

fn grade(user: &User) -> Option<String> {
    (!user.grades.is_empty()).then(|| user.grades.join(", "))
}

/// A role of the bundle as one of ours.
pub(super) fn role(role: bundle::Role) -> Role {
    match role {
        bundle::Role::NoAccess => Role::Other,
        bundle::Role::Guardian => Role::Guardian,
        bundle::Role::Student => Role::Student,
        bundle::Role::Coach => Role::Coach,
        bundle::Role::Teacher => Role::Teacher,
        bundle::Role::Administrator => Role::Administrator,
    }
}

/// By how much a role lets somebody do.
fn rank(role: Role) -> u8 {
    match role {
        Role::Other => 0,
        Role::Guardian => 1,
        Role::Student => 2,
        Role::Coach => 3,
        Role::Teacher => 4,
        Role::Administrator => 5,
    }
}
