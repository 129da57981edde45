//! Who is looking, and what they may see. Every read of a record takes a
//! `Viewer`, so that the rule stands in one place.

use super::ids::Id;
use super::note::Visibility;
use super::person::{Person, PersonId, Role};
use super::school::Org;

/// Who is looking.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Viewer {
    /// The person.
    pub person: PersonId,
    /// Their role, which never widens what `only me` hides.
    pub role: Role,
    /// Whose records they reach.
    pub reach: Reach,
    /// Who else can see the screen.
    pub company: Company,
}

/// Whose records somebody reaches.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Everybody in the file.
    Everybody,
    /// Everybody of one org and the orgs within it.
    Org(Id<Org>),
    /// The students of their classes and caseload.
    Own,
    /// Nobody's but their own: a student at the shared terminal.
    Oneself,
}

/// Who else can see the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Company {
    /// Nobody.
    #[default]
    Alone,
    /// A student is at the same screen: nothing above `student` is read, and no record of
    /// another once it is known who they are.
    WithStudent(Option<PersonId>),
}

/// Why somebody who is known may still not work here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoAccess(pub Role);

impl Viewer {
    /// The viewer a person is. Students, guardians and people without access
    /// have no place at a teacher's desk.
    pub fn of(person: &Person) -> Result<Self, NoAccess> {
        let reach = match (person.role, person.org) {
            (Role::Administrator, None) => Reach::Everybody,
            (Role::Administrator, Some(org)) => Reach::Org(org),
            (Role::Teacher | Role::Coach, _) => Reach::Own,
            (Role::Student | Role::Guardian | Role::Other, _) => return Err(NoAccess(person.role)),
        };
        Ok(Self {
            person: person.id,
            role: person.role,
            reach,
            company: Company::Alone,
        })
    }

    /// A student at the shared terminal: their own record, as far as it is for them.
    pub fn at_kiosk(student: PersonId) -> Self {
        Self {
            person: student,
            role: Role::Student,
            reach: Reach::Oneself,
            company: Company::WithStudent(Some(student)),
        }
    }

    /// The one person whose record may be read at all, where a student looks.
    pub fn confined_to(&self) -> Option<PersonId> {
        (self.reach == Reach::Oneself).then_some(self.person)
    }

    /// Whether something of this visibility, by this author, may be read. That
    /// the student is one of the viewer's is asked apart from this.
    pub fn may_see(&self, visibility: Visibility, author: PersonId) -> bool {
        match (self.company, visibility) {
            (Company::Alone, Visibility::OnlyMe) => author == self.person,
            (Company::Alone, _) => true,
            (Company::WithStudent(_), visibility) => visibility >= Visibility::Student,
        }
    }

    /// Whether this is the student who sits beside.
    pub fn is_beside(&self, student: PersonId) -> bool {
        self.company == Company::WithStudent(Some(student))
    }

    /// Whether the screen may show this person's record: nobody sits beside whose it isn't.
    pub fn may_open(&self, person: PersonId) -> bool {
        match self.company {
            Company::Alone | Company::WithStudent(None) => true,
            Company::WithStudent(Some(beside)) => beside == person,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn teacher(company: Company) -> Viewer {
        Viewer {
            person: Id::new(1),
            role: Role::Teacher,
            reach: Reach::Own,
            company,
        }
    }

    #[test]
    fn only_me_is_for_the_author_alone_even_for_an_administrator() {
        let administrator = Viewer {
            role: Role::Administrator,
            reach: Reach::Everybody,
            ..teacher(Company::Alone)
        };
        assert!(administrator.may_see(Visibility::OnlyMe, Id::new(1)));
        assert!(!administrator.may_see(Visibility::OnlyMe, Id::new(2)));
    }

    #[test]
    fn beside_the_student_nothing_above_student_is_read() {
        let viewer = teacher(Company::WithStudent(None));
        assert!(!viewer.may_see(Visibility::OnlyMe, Id::new(1)));
        assert!(!viewer.may_see(Visibility::Team, Id::new(1)));
        assert!(viewer.may_see(Visibility::Student, Id::new(2)));
        assert!(viewer.may_see(Visibility::Family, Id::new(2)));
    }

    #[test]
    fn at_the_shared_terminal_a_student_opens_nobody_elses_record() {
        let ada = Viewer::at_kiosk(Id::new(7));
        assert!(ada.may_open(Id::new(7)) && !ada.may_open(Id::new(8)));
        assert!(!ada.may_see(Visibility::OnlyMe, Id::new(7)));
        assert!(!ada.may_see(Visibility::Team, Id::new(1)));
        assert!(ada.may_see(Visibility::Student, Id::new(1)));
    }

    #[test]
    fn beside_one_student_no_record_of_another_is_read() {
        let viewer = teacher(Company::WithStudent(Some(Id::new(7))));
        assert!(viewer.may_open(Id::new(7)) && viewer.is_beside(Id::new(7)));
        assert!(!viewer.may_open(Id::new(8)) && !viewer.is_beside(Id::new(8)));
        assert!(teacher(Company::WithStudent(None)).may_open(Id::new(8)));
        assert!(teacher(Company::Alone).may_open(Id::new(8)));
    }
}
