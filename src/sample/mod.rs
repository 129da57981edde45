//! A sample school made from a seed and a date: people, plans, check-ins and
//! all that a teacher would have written, row by row. Pure: it reads no clock
//! and writes no file; `store::bulk` does.

use chrono::{Days, NaiveDate};

use crate::domain::ids::{Id, Mint, Moment};
use crate::domain::person::{Person, PersonId, Role, Status};
use crate::domain::scale::Scale;
use crate::domain::school::{Class, Enrollment, Import, Org};

mod chance;
mod fate;
mod goals;
mod growing;
mod learning;
mod meeting;
mod people;
mod profile;
mod record;
mod story;
mod student;
mod timeline;

pub use record::Record;
pub use student::Students;
pub use timeline::Timeline;

use chance::Chance;
use learning::Learned;
use people::{Known, Names};

/// The seed of the demo, unless another is asked for.
pub const SEED: u64 = 12;
/// Students of the demo.
pub const STUDENTS: u64 = 30;
/// Check-ins of the demo: two months of them.
pub const CHECK_INS: u64 = 240;

/// Up to this many students everybody has a whole story: a profile, steps, the
/// plan of the term before.
const STORIES: u64 = 100;
/// Students of a class.
const CLASS: u64 = 25;
/// Students of a school; where there are more, there are several schools.
const SCHOOL: u64 = 1_000;
/// Schools at the most.
const SCHOOLS: u64 = 10;

/// Which sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// How many students.
    pub students: u64,
    /// How many check-ins they have had together.
    pub check_ins: u64,
    /// Everything drawn by chance follows from this.
    pub seed: u64,
    /// The date around which it all happens.
    pub today: NaiveDate,
    /// The moment it is made, for the audit alone.
    pub now: Moment,
    /// Who works here: administrator, and teacher of the first two classes.
    pub login: String,
}

impl Sample {
    /// The demo.
    pub fn demo(today: NaiveDate, now: Moment, login: &str) -> Self {
        Self {
            students: STUDENTS,
            check_ins: CHECK_INS,
            seed: SEED,
            today,
            now,
            login: login.to_owned(),
        }
    }

    fn has_stories(&self) -> bool {
        self.students <= STORIES
    }

    /// Check-ins of a student, on the average.
    fn each(&self) -> usize {
        (self.check_ins / self.students.max(1)) as usize
    }
}

/// Ids one after another, as if all were made in one moment of yesterday: less
/// than any id made later, and the same for the same date.
#[derive(Debug, Clone)]
pub struct Ids(i64);

impl Ids {
    fn new(today: NaiveDate) -> Self {
        let yesterday = today.checked_sub_days(Days::new(1)).unwrap_or(today);
        let first: Id<Person> = Mint::new(0).id(moment(yesterday, 0));
        Self(first.number())
    }

    fn id<T>(&mut self) -> Id<T> {
        self.0 += 1;
        Id::new(self.0)
    }
}

/// So many minutes after midnight.
fn moment(date: NaiveDate, minute: i64) -> Moment {
    let days = (date - NaiveDate::default()).num_days();
    Moment((days * 1_440 + minute) * 60_000)
}

/// The school without its students.
#[derive(Debug)]
pub struct School {
    /// The schools, and the district where there are several.
    pub orgs: Vec<Org>,
    /// Years, terms and days.
    pub timeline: Timeline,
    /// The scale that plans are rated on.
    pub scale: Scale,
    /// What goals work toward, where everybody has a whole story.
    pub learned: Learned,
    /// Who works there; the first is the one who looks.
    pub adults: Vec<Person>,
    /// The classes.
    pub classes: Vec<Class>,
    /// Who teaches which class.
    pub staff: Vec<Enrollment>,
    /// The teacher of each class, in the order of the classes.
    teachers: Vec<PersonId>,
    /// Who helps out in the second class, and who sees some students besides.
    colleague: Option<PersonId>,
    coach: Option<PersonId>,
}

impl School {
    /// The school of a sample, and its students to come.
    pub fn of(sample: &Sample) -> (Self, Students) {
        let mut ids = Ids::new(sample.today);
        let reach = (sample.each() + 2) * fate::gaps(sample).end() + 30;
        let timeline = Timeline::new(sample.today, reach, &mut ids);
        let orgs = orgs(sample, &mut ids);
        let scale = Scale::preset("1-4", ids.id()).unwrap_or(Scale {
            id: Id::new(0),
            title: String::new(),
            levels: Vec::new(),
            proficient_from: 0,
        });
        let classes = classes(sample, &orgs, &timeline, &mut ids);
        let mut school = Self {
            orgs,
            timeline,
            scale,
            learned: Learned::default(),
            adults: Vec::new(),
            classes,
            staff: Vec::new(),
            teachers: Vec::new(),
            colleague: None,
            coach: None,
        };
        let names = Names::load();
        school.hire(sample, &names, &mut ids);
        if sample.has_stories() {
            school.learned = Learned::new(&mut ids);
        }
        let students = Students::new(sample.clone(), names, ids);
        (school, students)
    }

    /// The person who looks: administrator of all, teacher of the first classes.
    pub fn viewer(&self) -> Option<&Person> {
        self.adults.first()
    }

    fn hire(&mut self, sample: &Sample, names: &Names, ids: &mut Ids) {
        let (given, family) = people::name_of_login(sample.login.trim());
        let login = match sample.login.trim() {
            "" => "vasko",
            login => login,
        };
        let own = adult(ids.id(), Role::Administrator, &given, &family, login, None);
        let viewer = own.id;
        self.adults.push(own);
        let mut chance = Chance::new(sample.seed, u64::MAX);
        for place in 0..self.classes.len() {
            let teacher = if place < 2 {
                viewer
            } else {
                let name = names.draw(&mut chance);
                let login = format!("teacher{}", place + 1);
                let org = self.classes[place].org;
                let id = ids.id();
                let role = Role::Teacher;
                self.adults
                    .push(adult(id, role, name.given, name.family, &login, org));
                id
            };
            self.teachers.push(teacher);
            self.teach(place, teacher, ids);
        }
        if sample.has_stories() && !self.classes.is_empty() {
            let other = |wanted: &str| {
                let taken = if wanted == login { "2" } else { "" };
                format!("{wanted}{taken}")
            };
            let org = self.classes[0].org;
            let (colleague, coach) = (ids.id(), ids.id());
            let (adeyemi, rivera) = (other("adeyemi"), other("rivera"));
            self.adults.extend([
                adult(colleague, Role::Teacher, "Tunde", "Adeyemi", &adeyemi, org),
                adult(coach, Role::Coach, "Sam", "Rivera", &rivera, org),
            ]);
            self.teach(self.classes.len().min(2) - 1, colleague, ids);
            self.colleague = Some(colleague);
            self.coach = Some(coach);
        }
    }

    fn teach(&mut self, place: usize, teacher: PersonId, ids: &mut Ids) {
        self.staff.push(Enrollment {
            id: ids.id(),
            import: Import::default(),
            class: self.classes[place].id,
            person: teacher,
            role: Role::Teacher,
            class_number: None,
            begins: self.timeline.begin,
            ends: None,
            status: Status::Active,
        });
    }
}

fn adult(
    id: PersonId,
    role: Role,
    given: &str,
    family: &str,
    login: &str,
    org: Option<Id<Org>>,
) -> Person {
    Person {
        given: given.to_owned(),
        family: family.to_owned(),
        role,
        org,
        login: Some(login.to_owned()),
        ..plain(id, &Known::default())
    }
}

/// A student of this name, not yet in a grade.
fn plain(id: PersonId, known: &Known) -> Person {
    Person {
        id,
        import: Import::default(),
        org: None,
        given: known.given.to_owned(),
        family: known.family.to_owned(),
        preferred: known.preferred.map(str::to_owned),
        pronunciation: known.said.map(str::to_owned),
        pronouns: known.pronouns.map(str::to_owned),
        grade: None,
        role: Role::Student,
        status: Status::Active,
        school_number: None,
        login: None,
        email: None,
        support: known.support,
    }
}

/// Names of schools.
const SCHOOL_NAMES: [&str; SCHOOLS as usize] = [
    "Maple Street School",
    "Willow Creek School",
    "Cedar Grove School",
    "Harbor View School",
    "Stone Bridge School",
    "Meadowlark School",
    "Lighthouse School",
    "Two Rivers School",
    "Old Mill School",
    "Sunrise Hill School",
];

/// One school, or a district of several.
fn orgs(sample: &Sample, ids: &mut Ids) -> Vec<Org> {
    let org = |id, name: &str, kind: &str, parent| Org {
        id,
        import: Import::default(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        parent,
        status: Status::Active,
    };
    let count = (sample.students / SCHOOL).clamp(1, SCHOOLS) as usize;
    let mut orgs = Vec::new();
    let district = (count > 1).then(|| ids.id());
    orgs.extend(district.map(|id| org(id, "Riverbend District", "district", None)));
    for name in SCHOOL_NAMES.iter().take(count) {
        orgs.push(org(ids.id(), name, "school", district));
    }
    orgs
}

/// The homerooms, school by school.
fn classes(sample: &Sample, orgs: &[Org], timeline: &Timeline, ids: &mut Ids) -> Vec<Class> {
    let schools: Vec<&Org> = orgs.iter().filter(|org| org.kind == "school").collect();
    let count = sample.students.div_ceil(CLASS) as usize;
    (0..count)
        .map(|place| {
            let title = if count <= 4 {
                format!("Room {}", 12 + 2 * place)
            } else {
                format!("Room {}", 101 + place)
            };
            Class {
                id: ids.id(),
                import: Import::default(),
                org: Some(schools[place * schools.len() / count].id),
                title,
                code: None,
                homeroom: true,
                sessions: vec![timeline.year],
                status: Status::Active,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
