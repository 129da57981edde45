//! What other files say about people: roles of `roles.csv`, and who teaches by
//! enrollment. It decides no one's rights; it says which words were found.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::super::finding::Warnings;
use super::parse::RoleRow;
use super::rows::{Enrollment, LooseRole, Mode, Role, Row, Status, User};

/// A role row whose dates are decided.
pub(super) struct DatedRole {
    pub(super) row: RoleRow,
    pub(super) end: Option<NaiveDate>,
}

/// Gives each person the role that counts: a primary one before secondary ones, then the one with most
/// rights. Roles that ended count no more. Handed back are the roles of people whose own row isn't
/// here, and those that are taken from people who aren't given them anew.
pub(super) fn merge_roles(
    users: &mut [Row<User>],
    roles: Vec<Row<DatedRole>>,
    today: NaiveDate,
) -> Vec<LooseRole> {
    let places: HashMap<String, usize> = users
        .iter()
        .enumerate()
        .map(|(place, user)| (user.sourced_id.clone(), place))
        .collect();
    let mut best: HashMap<usize, (bool, Role)> = HashMap::new();
    let mut orgs: HashMap<usize, Vec<String>> = HashMap::new();
    let mut given: HashSet<(usize, Role)> = HashSet::new();
    let mut taken = Vec::new();
    let mut loose = Vec::new();
    for Row {
        status, line, item, ..
    } in roles
    {
        let DatedRole { row, end } = item;
        let has_ended = end.is_some_and(|end| end <= today);
        let status = if has_ended {
            Status::ToBeDeleted
        } else {
            status
        };
        let place = places.get(&row.user).copied();
        let (Some(place), Status::Active) = (place, status) else {
            let role = LooseRole {
                user: row.user,
                role: row.role,
                org: row.org,
                status,
                line,
            };
            match place {
                Some(place) => taken.push((place, role)),
                None => loose.push(role),
            }
            continue;
        };
        given.insert((place, row.role));
        let rank = (row.is_primary, row.role);
        let so_far = best.entry(place).or_insert(rank);
        *so_far = rank.max(*so_far);
        orgs.entry(place).or_default().extend(row.org);
    }
    for (place, (_, role)) in best {
        if let Some(user) = users.get_mut(place) {
            user.item.role = Some(role);
        }
    }
    for (place, orgs) in orgs {
        let Some(user) = users.get_mut(place) else {
            continue;
        };
        for org in orgs {
            if !user.item.orgs.contains(&org) {
                user.item.orgs.push(org);
            }
        }
    }
    taken.retain(|(place, role)| !given.contains(&(*place, role.role)));
    loose.extend(taken.into_iter().map(|(_place, role)| role));
    loose
}

/// Warns of people of whom a full list doesn't say what they are.
pub(super) fn note_missing_roles(
    users: &[Row<User>],
    mode: Mode,
    file: &str,
    warnings: &mut Warnings,
) {
    let count = users.iter().filter(|user| user.item.role.is_none()).count();
    if count > 0 && mode == Mode::Bulk {
        let text = format!("{count} people have no role.");
        warnings.file(file, text);
    }
}

/// Marks who teaches; in the class the enrollment's word counts, whatever `users.csv` says.
pub(super) fn note_teachers(
    users: &mut [Row<User>],
    enrollments: &[Row<Enrollment>],
    file: &str,
    warnings: &mut Warnings,
) {
    let teachers: HashSet<&str> = enrollments
        .iter()
        .filter(|row| row.status == Status::Active && row.item.role == Role::Teacher)
        .map(|row| row.item.user.as_str())
        .collect();
    for user in users {
        user.item.teaches = teachers.contains(user.sourced_id.as_str());
        if user.item.teaches && user.item.role == Some(Role::Student) {
            let text = "A student by users.csv is enrolled as a teacher; in that class the person is its teacher.";
            warnings.value(file, "role", "teacher", text, user.line);
        }
    }
}
