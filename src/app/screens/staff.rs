//! Plans of staff from the roster: one's own, those of colleagues whose partner one is,
//! and who one's own partner is. Nobody but these two sees such a plan; the store says so.

use crate::app::Model;
use crate::app::effect::Effect;
use crate::app::layers::Layer;
use crate::app::layers::pick::{Chosen, Pick, Row, row};
use crate::domain::change::{Change, Delta, Edit};
use crate::domain::person::PersonId;
use crate::domain::query::Staff;
use crate::domain::school::Caseload;

use super::Screen;
use super::student::{Student, Tab};

/// What can be done with plans of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Open this one's.
    Open(PersonId),
    /// Choose one's own partner among these; the present one is ended.
    ChoosePartner(Box<Staff>),
    /// This is one's partner from today, and no longer that one; nobody is none.
    Partner(Option<(PersonId, String)>, Option<Box<Caseload>>),
}

impl Model {
    /// Asks whose plans there are.
    pub(in crate::app) fn want_staff(&mut self) {
        if self.is_with_student() {
            self.say_not_for_two();
            return;
        }
        self.roster.wants_staff = true;
    }

    pub(in crate::app) fn staff_came(&mut self, staff: Staff) {
        if !std::mem::take(&mut self.roster.wants_staff) {
            return;
        }
        let open = |person| Chosen::Staff(Step::Open(person));
        let mut rows = vec![row("my own plan", open(self.viewer.person))];
        for (person, name) in &staff.colleagues {
            rows.push(row(format!("{name}'s plan"), open(*person)));
        }
        let partner = match &staff.partner {
            Some((_, name)) => format!("my partner: {name}; choose another"),
            None => "my partner: nobody yet; choose a principal or a coach".to_owned(),
        };
        let choose = Step::ChoosePartner(Box::new(staff));
        rows.push(row(partner, Chosen::Staff(choose)));
        self.layers
            .push(Layer::Pick(Pick::new("Staff plans", rows)));
    }

    /// Does what was chosen.
    pub(in crate::app) fn step_staff(&mut self, step: Step) -> Vec<Effect> {
        match step {
            Step::Open(person) => {
                let screen = Student::new(person, Tab::Overview);
                self.screens.push(Screen::Student(Box::new(screen)));
                vec![]
            }
            Step::ChoosePartner(_) if self.refuse_read_only() => vec![],
            Step::ChoosePartner(staff) => {
                let present = staff.partner.as_ref().map(|(row, _)| row.clone());
                let is_on = |id| present.as_ref().is_some_and(|row| row.adult == id);
                let choice = |who: Option<(PersonId, String)>| {
                    Chosen::Staff(Step::Partner(who, present.clone().map(Box::new)))
                };
                let mut rows: Vec<Row> = staff
                    .candidates
                    .iter()
                    .map(|(id, name)| Row {
                        words: name.clone(),
                        is_on: is_on(*id),
                        chosen: choice(Some((*id, name.clone()))),
                    })
                    .collect();
                rows.push(Row {
                    words: "nobody: I alone see my plan".into(),
                    is_on: present.is_none(),
                    chosen: choice(None),
                });
                self.layers.push(Layer::Pick(Pick::new("My partner", rows)));
                vec![]
            }
            Step::Partner(who, present) => self.save_partner(who, present),
        }
    }

    fn save_partner(
        &mut self,
        who: Option<(PersonId, String)>,
        present: Option<Box<Caseload>>,
    ) -> Vec<Effect> {
        let (now, today, me) = (self.now, self.today, self.viewer.person);
        let mut edits = Vec::new();
        if let Some(present) = present {
            if who.as_ref().is_some_and(|(id, _)| *id == present.adult) {
                return vec![];
            }
            let ended = Caseload {
                ends: Some(today),
                ..(*present).clone()
            };
            edits.push(Edit::Caseload(if present.begins < today {
                Delta::update(*present, ended)
            } else {
                Delta::remove(*present)
            }));
        }
        let label = match who {
            Some((adult, name)) => {
                edits.push(Edit::Caseload(Delta::insert(Caseload {
                    id: self.mint.id(now),
                    adult,
                    student: me,
                    begins: today,
                    ends: None,
                })));
                format!("{name} is the partner of your plan from today")
            }
            None => "nobody but you sees your plan from today".to_owned(),
        };
        if edits.is_empty() {
            return vec![];
        }
        self.save_key(Change::about(me, label, edits))
    }
}
