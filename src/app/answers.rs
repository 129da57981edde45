//! What becomes of an answer: each goes to the screen, the layer or the roster that
//! asked for it. What they make of it is theirs.

use crate::domain::person::PersonId;
use crate::domain::query::{Answer, Found, Query, StudentRecord};

use super::effect::Effect;
use super::layers::Layer;
use super::msg::Refusal;
use super::screens::Screen;
use super::{Model, Tone};

impl Model {
    pub(super) fn answered(&mut self, query: &Query, answer: Answer) -> Vec<Effect> {
        match (query, answer) {
            (Query::Roster(_), Answer::Roster(page)) => {
                let is_first = !self.roster.is_loaded;
                self.roster.take_page(page, self.size);
                if is_first {
                    self.roster.moved(self.now);
                }
            }
            (Query::Summary(_), Answer::Summary(summary)) => self.roster.summary = summary,
            (Query::Find { text, .. }, Answer::Find(found)) => {
                self.roster.take_found(text, found, self.size);
            }
            (Query::Numbered(number, _), Answer::Numbered(students)) => {
                self.numbered(*number, &students);
            }
            (Query::Staff, Answer::Staff(staff)) => self.staff_came(staff),
            (Query::Choices, Answer::Choices(choices)) => self.choices_came(choices),
            (Query::Members(class), Answer::Members(members)) => {
                return self.members_came(*class, &members);
            }
            (Query::Cadence(..), Answer::Cadence(record)) => self.cadence_came(*record),
            (Query::Queue(..), Answer::Queue(queue)) => return self.queue_came(queue),
            (Query::Student(id), Answer::Student(record)) => {
                return self.student_came(*id, record);
            }
            (Query::History { student, .. }, Answer::History(history)) => {
                if let Some(Screen::Student(screen)) = self.screen_mut()
                    && screen.student == *student
                {
                    screen.take_history(history);
                }
            }
            (Query::Plan { .. }, Answer::Plan(plan)) => return self.plan_came(plan),
            (Query::Frameworks, Answer::Frameworks(lines)) => self.frameworks_came(lines),
            (Query::Competencies(_), Answer::Competencies(page)) => self.level_came(&page),
            (Query::Surveys(student), Answer::Surveys(responses)) => {
                if let Some(screen) = self.student().filter(|screen| screen.student == *student) {
                    screen.take_surveys(&responses);
                }
            }
            (Query::Growth(student), Answer::Growth(growth)) => {
                if let Some(screen) = self.student().filter(|screen| screen.student == *student) {
                    screen.take_growth(growth);
                }
            }
            (Query::Marks { .. }, Answer::Marks(marks)) => {
                if let Some(screen) = self.student() {
                    screen.marks = Some(marks);
                }
            }
            (Query::Grid(asked), Answer::Grid(page)) => self.grid_came(asked, *page),
            (Query::Drafts(_), Answer::Drafts(drafts)) => self.drafts_came(&drafts),
            (Query::Search { text, .. }, Answer::Search(found)) => {
                if let Some(Layer::Search(search)) = self.layers.last_mut() {
                    search.hits = found.rows;
                    search.has_stopped = found.has_stopped;
                    search.answered.clone_from(text);
                    search.cursor = search.cursor.min(search.hits.len().saturating_sub(1));
                }
            }
            _ => {}
        }
        vec![]
    }

    fn student_came(&mut self, id: PersonId, record: Option<Box<StudentRecord>>) -> Vec<Effect> {
        if self.roster.cursor() == Some(id) {
            self.roster.card.clone_from(&record);
            self.roster.card_turn += 1;
        }
        if matches!(self.screen(), Screen::Grid(_)) {
            return self.student_came_to_grid(id, record.as_deref());
        }
        if matches!(self.screen(), Screen::Kiosk(_)) {
            return self.own_record_came(id, record);
        }
        let is_shown = self.student_shown() == Some(id);
        if !is_shown {
            return vec![];
        }
        let Some(record) = record else {
            self.screens.pop();
            self.say(Tone::Refused, "This record isn't one of yours now.");
            return vec![];
        };
        let is_first = self.lacks_record();
        // A screen below shows the same student when it is come back to.
        for screen in &mut self.screens {
            match screen {
                Screen::Student(screen) if screen.student == id => {
                    screen.take_record(record.clone());
                }
                Screen::CheckIn(form) if form.student == id => form.take_record(record.clone()),
                _ => {}
            }
        }
        if is_first {
            vec![Effect::NoteOpened(id)]
        } else {
            vec![]
        }
    }

    /// Whether the screen is one student's and waits for their record.
    fn lacks_record(&self) -> bool {
        match self.screen() {
            Screen::Student(screen) => screen.record.is_none(),
            Screen::CheckIn(form) => form.record.is_none(),
            _ => false,
        }
    }

    /// An answer that will not come: nothing waits for it any more.
    pub(super) fn unanswered(&mut self, query: &Query, refusal: &Refusal) -> Vec<Effect> {
        match query {
            Query::Numbered(..) => self.roster.wanted = None,
            Query::Frameworks | Query::Competencies(_) => self.tree = None,
            Query::Staff => self.roster.wants_staff = false,
            Query::Choices => self.roster.wants_choices = false,
            Query::Members(_) => self.roster.numbering = None,
            Query::Cadence(..) => self.cadence = None,
            Query::Queue(..) => self.roster.wants_round = false,
            Query::Find { text, .. } => self.roster.take_found(text, Found::default(), self.size),
            Query::Roster(_) => self.roster.is_loaded = true,
            Query::Drafts(_) => self.drafts_came(&[]),
            Query::Grid(_) => {
                self.screens
                    .retain(|screen| !matches!(screen, Screen::Grid(_)));
            }
            Query::Student(_) if matches!(self.screen(), Screen::Kiosk(_)) => {
                return self.own_record_unread();
            }
            Query::Student(id) => {
                self.student_came_to_grid(*id, None);
                if matches!(self.layers.last(), Some(Layer::Card)) {
                    self.layers.pop();
                }
                if self.student_shown() == Some(*id) && self.lacks_record() {
                    self.screens.pop();
                }
            }
            _ => {}
        }
        self.say(Tone::Refused, format!("{} {}", refusal.what, refusal.hint));
        vec![]
    }
}
