//! One student of the sample after another: who it is, where, since when, and
//! with which fate; the story then follows from that.

use chrono::{Days, NaiveDate};

use crate::domain::cadence::Kind;
use crate::domain::person::{PersonId, Role, Status};
use crate::domain::school::{CadenceRule, CadenceScope, Caseload, Enrollment, Import};

use super::chance::Chance;
use super::fate::{self, Fate};
use super::people::{KNOWN, Names};
use super::record::Record;
use super::{Ids, Sample, School, plain};

/// The students to come.
#[derive(Debug)]
pub struct Students {
    pub(super) sample: Sample,
    names: Names,
    pub(super) ids: Ids,
    next: u64,
    /// How many have ever been met, of how many.
    met: u64,
    all_met: u64,
}

/// What a student's story starts from.
pub(super) struct Start<'a> {
    pub school: &'a School,
    pub chance: Chance,
    pub student: PersonId,
    pub fate: Fate,
    /// The first day.
    pub entry: NaiveDate,
    /// Place in the school, from 0.
    pub place: u64,
    pub teacher: PersonId,
    /// Another adult of the student's, where there is one.
    pub colleague: Option<PersonId>,
    /// Who sees the student between times.
    pub coach: Option<PersonId>,
    /// How many check-ins there are to be.
    pub check_ins: usize,
    /// Which notes that belong to no goal were written, a bit each.
    pub asides: u32,
}

impl Students {
    pub(super) fn new(sample: Sample, names: Names, ids: Ids) -> Self {
        let all_met = (0..sample.students)
            .filter(|place| fate::of(&sample, *place).is_met())
            .count() as u64;
        Self {
            sample,
            names,
            ids,
            next: 0,
            met: 0,
            all_met,
        }
    }

    /// Fills in the next student's record; false when there are no more.
    pub fn fill(&mut self, school: &School, record: &mut Record) -> bool {
        if self.next >= self.sample.students {
            return false;
        }
        record.clear();
        let place = self.next;
        self.next += 1;
        let mut chance = Chance::new(self.sample.seed, place);
        let fate = fate::of(&self.sample, place);
        let check_ins = self.share(fate);
        let entry = if fate.is_met() {
            school.timeline.begin
        } else {
            school.timeline.back(fate.ago())
        };
        let student = self.add_person(school, place, entry, &mut chance, record);
        let stories = self.sample.has_stories();
        let coach = school.coach.filter(|_| stories && place % 6 == 1);
        self.add_surroundings(school, student, fate, coach, record);
        let start = Start {
            school,
            chance,
            student,
            fate,
            entry,
            place,
            teacher: school.teachers[record.class],
            colleague: school.colleague.filter(|_| record.class == 1),
            coach,
            check_ins,
            asides: 0,
        };
        self.tell(start, record);
        true
    }

    /// This student's share of the check-ins, so that all together are as many
    /// as asked for.
    fn share(&mut self, fate: Fate) -> usize {
        if !fate.is_met() {
            return 0;
        }
        let upto = |met: u64| {
            u128::from(self.sample.check_ins) * u128::from(met) / u128::from(self.all_met)
        };
        let share = upto(self.met + 1) - upto(self.met);
        self.met += 1;
        share as usize
    }

    fn add_person(
        &mut self,
        school: &School,
        place: u64,
        entry: NaiveDate,
        chance: &mut Chance,
        record: &mut Record,
    ) -> PersonId {
        let (students, classes) = (self.sample.students, school.classes.len() as u64);
        let class = place * classes / students;
        let first = (class * students).div_ceil(classes);
        record.class = class as usize;
        let stories = self.sample.has_stories();
        let known = match KNOWN.get(place as usize) {
            Some(known) if stories => *known,
            _ => self.names.draw(chance),
        };
        let id = self.ids.id();
        let mut person = plain(id, &known);
        person.org = school.classes[record.class].org;
        person.grade = Some(if stories {
            (3 + class % 2).to_string()
        } else {
            ["K", "1", "2", "3", "4", "5"][(class % 6) as usize].to_owned()
        });
        person.school_number = Some((104_000 + place).to_string());
        record.enrollment = Some(Enrollment {
            id: self.ids.id(),
            import: Import::default(),
            class: school.classes[record.class].id,
            person: id,
            role: Role::Student,
            class_number: Some((place - first + 1) as u16),
            begins: entry,
            ends: None,
            status: Status::Active,
        });
        record.person = Some(person);
        id
    }

    fn add_surroundings(
        &mut self,
        school: &School,
        student: PersonId,
        fate: Fate,
        coach: Option<PersonId>,
        record: &mut Record,
    ) {
        let timeline = &school.timeline;
        record.caseload = coach.map(|adult| Caseload {
            id: self.ids.id(),
            adult,
            student,
            begins: timeline.begin,
            ends: None,
        });
        if matches!(fate, Fate::Paused(_)) {
            let usual = crate::domain::cadence::Cadence::default_for(Kind::Weekly);
            record.cadence = Some(CadenceRule {
                id: self.ids.id(),
                scope: CadenceScope::Student,
                subject: Some(student.number()),
                kind: Kind::Weekly,
                asked: true,
                ideal: usual.ideal,
                maximum: usual.maximum,
                weekday: None,
                paused_from: timeline.today.checked_sub_days(Days::new(6)),
                paused_until: timeline.today.checked_add_days(Days::new(8)),
            });
        }
    }
}
