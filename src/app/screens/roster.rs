//! The roster: who has waited longest, found, filtered and sorted.

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::field::Field;
use crate::app::layers::confirm::Opening;
use crate::app::layers::{Layer, tree};
use crate::app::layout;
use crate::app::list::{List, Scroll};
use crate::app::{Model, Tone};
use crate::domain::change::{Change, Delta, Edit};
use crate::domain::check_in::{Filled, Outcome};
use crate::domain::ids::{Id, Moment};
use crate::domain::names;
use crate::domain::note::{NoteKind, Visibility};
use crate::domain::person::{Person, PersonId, full_name};
use crate::domain::query::{
    At, Choices, Filter, Found, Query, RosterPage, RosterQuery, RosterRow, Sort, StudentRecord,
    Summary,
};
use crate::domain::school::{Class, Enrollment};

use super::Screen;
use super::check_in::CheckIn;
use super::filtering::{class_pick, filter_pick, sort_pick};
use super::round::Round;
use super::student::{Student, Tab};

/// How many names find shows at the most.
const FOUND: usize = 40;
/// How many at the most, for whoever goes on past those.
const ALL_FOUND: usize = 400;
/// How long the cursor rests before the card follows, in milliseconds.
pub const REST: i64 = 250;

/// The roster's state.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    /// The rows around the cursor.
    pub list: List,
    /// The header.
    pub summary: Summary,
    /// Which students.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// What is looked for by name.
    pub find: Option<Find>,
    /// The class number being typed.
    pub number: Option<u16>,
    /// The class number that was asked for.
    pub wanted: Option<u16>,
    /// The card of the student on whom the cursor rests.
    pub card: Option<Box<StudentRecord>>,
    /// How many cards have come, so that each is drawn once.
    pub card_turn: u64,
    /// When the card follows the cursor.
    pub card_due: Option<Moment>,
    /// Whether the card was put away.
    pub is_card_away: bool,
    /// What the roster can be filtered by.
    pub choices: Option<Choices>,
    /// Whether the choices are wanted.
    pub wants_choices: bool,
    /// The class that is being given numbers.
    pub numbering: Option<Id<Class>>,
    /// Whether plans of staff are wanted.
    pub wants_staff: bool,
    /// Whether a round is to begin.
    pub wants_round: bool,
    /// Which picker waits for the choices.
    pub picking: Option<Picking>,
    /// Whether the first rows have come.
    pub is_loaded: bool,
}

/// What the choices are wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picking {
    /// Which students are shown.
    Filter,
    /// Which class gets numbers.
    Class,
    /// What is done with a group.
    Group,
    /// What the grid shows.
    Grid,
}

/// Looking for a name.
#[derive(Debug, Clone, Default)]
pub struct Find {
    /// What is typed.
    pub field: Field,
    /// Whether it is still being typed; Enter keeps what was found.
    pub is_typing: bool,
    /// What was found.
    pub list: List,
    /// What it was found for.
    pub answered: Option<String>,
    /// Whether more may have such a name than were looked at.
    pub has_stopped: bool,
    /// Whether somebody goes on past what a screen shows.
    wants_all: bool,
}

impl Find {
    /// How many are asked for where a screen shows so many.
    fn limit(&self, height: usize) -> usize {
        if self.wants_all {
            ALL_FOUND
        } else {
            FOUND.min(height.max(1))
        }
    }

    /// Whether there may be more than are here.
    pub fn may_have_more(&self, height: usize) -> bool {
        self.has_stopped || self.list.rows().len() >= self.limit(height)
    }

    /// Something else is typed.
    fn retyped(&mut self) {
        self.wants_all = false;
    }
}

impl Roster {
    /// Whether letters go into the find field.
    pub fn is_typing(&self) -> bool {
        self.find.as_ref().is_some_and(|find| find.is_typing)
    }

    /// Whether a name is looked for, so that the list shows what was found.
    pub fn is_finding(&self) -> bool {
        self.find
            .as_ref()
            .is_some_and(|find| !find.field.is_blank())
    }

    /// Whether more may have the name that is looked for than were looked at.
    pub fn has_stopped(&self) -> bool {
        self.find.as_ref().is_some_and(|find| find.has_stopped)
    }

    /// The list on the screen: everybody, or what was found.
    pub fn shown(&self) -> &List {
        match &self.find {
            Some(find) if !find.field.is_blank() => &find.list,
            _ => &self.list,
        }
    }

    /// The same, to be moved in.
    pub fn shown_mut(&mut self) -> &mut List {
        match &mut self.find {
            Some(find) if !find.field.is_blank() => &mut find.list,
            _ => &mut self.list,
        }
    }

    /// The student under the cursor.
    pub fn cursor(&self) -> Option<PersonId> {
        self.shown().cursor()
    }

    /// The row under the cursor.
    pub fn row(&self) -> Option<&RosterRow> {
        self.shown().row()
    }

    /// Whether it is known that nobody stands here, with nobody sought by name.
    pub fn is_empty(&self) -> bool {
        self.is_loaded && !self.is_finding() && self.list.rows().is_empty()
    }

    /// How many the filter shows, where it shows some of those who are counted by state and
    /// that is known.
    pub fn count(&self) -> Option<u64> {
        let filter = &self.filter;
        let by_state = filter.state.map(|state| self.summary.counts.of(state));
        match (by_state, filter.never_met) {
            (None, false) => None,
            (Some(count), false) => Some(count),
            (_, true) => self.list.count().map(|count| count as u64),
        }
    }

    /// Whether a name was looked for and nobody has it.
    fn has_found_nobody(&self) -> bool {
        let find = self.find.as_ref().filter(|find| !find.field.is_blank());
        find.is_some_and(|find| {
            find.answered.as_deref() == Some(&*find.field.text()) && find.list.rows().is_empty()
        })
    }

    /// Whether the card has a place in this window.
    pub fn has_card(&self, size: (u16, u16)) -> bool {
        !self.is_card_away && size.0 >= layout::WIDE
    }

    /// How the list moves: beside a card, lines can't be moved as a whole.
    pub fn scroll(&self, size: (u16, u16)) -> Scroll {
        if self.has_card(size) {
            Scroll::Half
        } else {
            Scroll::Row
        }
    }

    /// How many rows are seen.
    pub fn height(&self, size: (u16, u16)) -> usize {
        layout::roster_height(size, self.has_card(size))
    }

    /// What the roster asks for.
    pub fn needs(&self, size: (u16, u16), now: Moment) -> Vec<Query> {
        let height = self.height(size);
        let at = self.list.at();
        let (before, after) = match at {
            At::First => (0, 3 * height),
            At::Last => (3 * height, 0),
            At::Student(_) => (3 * height, 3 * height + 1),
        };
        let mut queries = vec![
            Query::Roster(RosterQuery {
                filter: self.filter.clone(),
                sort: self.sort,
                at,
                before,
                after,
            }),
            Query::Summary(self.filter.clone()),
        ];
        if let Some(find) = &self.find
            && !find.field.is_blank()
        {
            queries.push(Query::Find {
                text: find.field.text(),
                filter: self.filter.clone(),
                limit: find.limit(height),
            });
        }
        if let Some(number) = self.wanted {
            queries.push(Query::Numbered(number, self.filter.clone()));
        }
        if self.wants_choices {
            queries.push(Query::Choices);
        }
        if self.wants_staff {
            queries.push(Query::Staff);
        }
        if self.has_card(size)
            && self.card_due.is_none_or(|due| due <= now)
            && let Some(student) = self.cursor()
        {
            queries.push(Query::Student(student));
        }
        queries
    }

    /// Takes rows that were read.
    pub fn take_page(&mut self, page: RosterPage, size: (u16, u16)) {
        let (height, scroll) = (self.height(size), self.scroll(size));
        self.list.take(page, height, scroll);
        self.is_loaded = true;
    }

    /// Takes what was found for `text`.
    pub fn take_found(&mut self, text: &str, found: Found<RosterRow>, size: (u16, u16)) {
        let (height, scroll) = (self.height(size), self.scroll(size));
        let Some(find) = &mut self.find else { return };
        let rows = found.rows;
        find.has_stopped = found.has_stopped;
        if find.answered.as_deref() == Some(text) {
            let page = RosterPage {
                rows,
                more_before: false,
                more_after: false,
            };
            find.list.take(page, height, scroll);
        } else {
            find.list = List::of(rows);
            find.answered = Some(text.to_owned());
        }
    }

    /// The cursor moved: the card follows when it rests.
    pub fn moved(&mut self, now: Moment) {
        self.card_due = Some(now.plus(REST));
    }

    /// Whether what was typed has been looked for.
    pub fn is_found(&self) -> bool {
        match &self.find {
            Some(find) if !find.field.is_blank() => {
                find.answered.as_deref() == Some(find.field.text().as_str())
            }
            _ => true,
        }
    }

    /// Puts the cursor on who followed a student, for going on after saving; on who stands
    /// beside them now, where nobody followed or who did is gone.
    pub fn go_on_from(
        &mut self,
        student: PersonId,
        follower: Option<PersonId>,
        size: (u16, u16),
    ) -> Option<PersonId> {
        let height = self.height(size);
        let list = self.shown_mut();
        let next = follower
            .filter(|follower| list.rows().iter().any(|row| row.student == *follower))
            .or_else(|| list.neighbour(student, 1))
            .or_else(|| list.neighbour(student, -1));
        if let Some(next) = next {
            list.go_to(next, height);
        }
        next
    }
}

impl Model {
    pub(in crate::app) fn act_on_roster(&mut self, action: Action) -> Option<Vec<Effect>> {
        if self.roster.is_typing() {
            return self.act_on_find(action);
        }
        let number = self.roster.number.take();
        match action {
            Action::Open if number.is_some() => self.roster.wanted = number,
            Action::StartRound if self.roster.filter.is_open() && self.say_nobody() => {}
            Action::Open | Action::CheckIn | Action::MarkAbsentToday | Action::Card
                if self.say_nobody() => {}
            Action::Open => self.open_student(Tab::Overview),
            Action::CheckIn => {
                if let Some(student) = self.roster.cursor() {
                    self.open_check_in(student);
                }
            }
            Action::Find => {
                let find = self.roster.find.get_or_insert_default();
                find.is_typing = true;
            }
            Action::Filter => self.want_choices(Picking::Filter),
            Action::Groups if self.is_with_student() => self.say_not_for_two(),
            Action::Groups => self.want_groups(),
            Action::Grid => self.open_grid(),
            Action::Frameworks => self.browse(None, tree::Level::Frameworks),
            Action::StaffPlans => self.want_staff(),
            Action::NumberClass => self.want_choices(Picking::Class),
            Action::Sort => self.layers.push(Layer::Pick(sort_pick(self.roster.sort))),
            Action::StartRound => self.want_round(),
            Action::MarkAbsentToday => return Some(self.mark_absent()),
            Action::Card if self.size.0 >= layout::WIDE => {
                self.roster.is_card_away = !self.roster.is_card_away;
            }
            Action::Card => self.layers.push(Layer::Card),
            Action::Back | Action::Interrupt if self.roster.find.is_some() => {
                self.clear_find();
            }
            Action::Back if number.is_some() => {}
            _ => return self.move_in_list(action),
        }
        Some(vec![])
    }

    /// Says what to do, where there is nobody to do something with.
    fn say_nobody(&mut self) -> bool {
        let words = if self.roster.has_found_nobody() && self.roster.has_stopped() {
            "Nobody yet among the first few hundred; type more of it."
        } else if self.roster.has_found_nobody() {
            "Nobody is found by that; Esc shows the others again."
        } else if !self.roster.is_empty() {
            return false;
        } else if self.roster.filter.is_open() {
            "There is no student here yet; import a roster first."
        } else {
            "Nobody is left by this filter; f chooses another."
        };
        self.say(Tone::Look, words);
        true
    }

    /// Moves the cursor of the list that is shown. None when the action doesn't.
    pub(in crate::app) fn move_in_list(&mut self, action: Action) -> Option<Vec<Effect>> {
        let (height, scroll) = (self.roster.height(self.size), self.roster.scroll(self.size));
        let page = height.saturating_sub(1).max(1) as isize;
        let list = self.roster.shown_mut();
        match action {
            Action::Up => list.step(-1, height, scroll),
            Action::Down => list.step(1, height, scroll),
            Action::PageUp => list.step(-page, height, scroll),
            Action::PageDown => list.step(page, height, scroll),
            Action::First => list.first(),
            Action::Last => list.last(height),
            _ => return None,
        }
        if let Some(find) = &mut self.roster.find {
            let last = find.list.rows().last().map(|row| row.student);
            let is_at_end = find.list.cursor() == last;
            find.wants_all |= is_at_end && find.may_have_more(height);
        }
        self.roster.moved(self.now);
        Some(vec![])
    }

    fn act_on_find(&mut self, action: Action) -> Option<Vec<Effect>> {
        match action {
            Action::Accept => {
                if let Some(find) = &mut self.roster.find {
                    find.is_typing = false;
                }
                if !self.roster.is_finding() {
                    self.roster.find = None;
                }
            }
            Action::Close | Action::Back | Action::Interrupt => self.clear_find(),
            Action::Up | Action::Down | Action::PageUp | Action::PageDown => {
                return self.move_in_list(action);
            }
            _ => {
                let find = self.roster.find.as_mut()?;
                if !find.field.act(action) {
                    return None;
                }
                find.retyped();
                self.roster.moved(self.now);
            }
        }
        Some(vec![])
    }

    /// Shows everybody again, with the cursor on the student that was found.
    fn clear_find(&mut self) {
        let found = self.roster.cursor();
        self.roster.find = None;
        if let Some(student) = found {
            let height = self.roster.height(self.size);
            self.roster.list.go_to(student, height);
            self.roster.moved(self.now);
        }
    }

    pub(in crate::app) fn typed_to_find(&mut self, text: &str) {
        if let Some(find) = &mut self.roster.find {
            find.field.paste(text);
            find.retyped();
            self.roster.moved(self.now);
        }
    }

    /// A class number, digit by digit; Enter selects it.
    pub(in crate::app) fn digit_at_roster(&mut self, digit: u8) {
        let so_far = self.roster.number.unwrap_or(0);
        let number = so_far.saturating_mul(10).saturating_add(u16::from(digit));
        self.roster.number = Some(number.min(9_999));
    }

    pub(in crate::app) fn numbered(&mut self, number: u16, students: &[PersonId]) {
        if self.roster.wanted.take() != Some(number) {
            return;
        }
        // Asked for again, the number means the next one who has it.
        let here = self.roster.cursor();
        let place = students.iter().position(|student| Some(*student) == here);
        let place = place.map_or(0, |place| (place + 1) % students.len());
        let Some(student) = students.get(place) else {
            self.say(
                Tone::Look,
                format!("Nobody here has the class number {number}."),
            );
            return;
        };
        self.roster.find = None;
        let height = self.roster.height(self.size);
        self.roster.list.go_to(*student, height);
        self.roster.moved(self.now);
        if students.len() > 1 {
            let (all, this) = (students.len(), place + 1);
            self.say(
                Tone::Look,
                format!("{all} have the number {number}, this is {this} of {all}; {number} Enter goes to the next."),
            );
        }
    }

    pub(in crate::app) fn open_student(&mut self, tab: Tab) {
        if let Some(student) = self.roster.cursor()
            && self.takes_seat(student, Opening::Record)
        {
            self.screens
                .push(Screen::Student(Box::new(Student::new(student, tab))));
        }
    }

    /// Opens a check-in, or goes back to the one that is being written.
    pub(in crate::app) fn open_check_in(&mut self, student: PersonId) {
        let is_of =
            |screen: &Screen| matches!(screen, Screen::CheckIn(form) if form.student == student);
        if let Some(place) = self.screens.iter().position(is_of) {
            self.screens.truncate(place + 1);
            return;
        }
        if !self.takes_seat(student, Opening::CheckIn) {
            return;
        }
        let mut form = CheckIn::new(student, self.now, self.today);
        form.is_beside = self.is_with_student();
        form.follower = self.roster.shown().neighbour(student, 1);
        form.asked = self.roster.filter.kind.map(Into::into);
        self.screens.push(Screen::CheckIn(Box::new(form)));
    }

    pub(super) fn want_choices(&mut self, picking: Picking) {
        self.roster.picking = Some(picking);
        self.roster.wants_choices = true;
    }

    pub(in crate::app) fn choices_came(&mut self, choices: Choices) {
        if !std::mem::take(&mut self.roster.wants_choices) {
            return;
        }
        let picking = self.roster.picking.take();
        let nothing = match picking {
            Some(Picking::Group) => {
                "There is no group yet, and nobody to make one of; import a roster first."
            }
            _ => "You have no class here to number; classes come with a roster: import one first.",
        };
        let pick = match picking {
            Some(Picking::Class) => class_pick(&choices),
            Some(Picking::Grid) => self.grid_pick(&choices),
            Some(Picking::Group) => self.group_pick(&choices),
            // A group's title says something of those in it.
            Some(Picking::Filter) | None if self.is_with_student() => {
                let groups = Vec::new();
                filter_pick(
                    &self.roster.filter,
                    &Choices {
                        groups,
                        ..choices.clone()
                    },
                    self.settings.untouched_days,
                )
            }
            Some(Picking::Filter) | None => {
                filter_pick(&self.roster.filter, &choices, self.settings.untouched_days)
            }
        };
        self.roster.choices = Some(choices);
        if pick.rows.is_empty() {
            self.say(Tone::Look, nothing);
            return;
        }
        self.layers.push(Layer::Pick(pick));
    }

    /// Shows other students, from the first.
    pub(in crate::app) fn set_filter(&mut self, filter: Filter) {
        let cursor = self.roster.cursor();
        self.roster.filter = filter;
        self.roster.find = None;
        self.roster.list = List::default();
        self.roster.is_loaded = false;
        if let Some(student) = cursor {
            self.roster.list.go_to(student, 1);
        }
        self.roster.moved(self.now);
    }

    pub(in crate::app) fn set_sort(&mut self, sort: Sort) {
        self.roster.sort = sort;
        self.set_filter(self.roster.filter.clone());
        self.roster.list = List::default();
    }

    fn mark_absent(&mut self) -> Vec<Effect> {
        let Some(row) = self.roster.row() else {
            return vec![];
        };
        let mut name = full_name(&row.given, &row.family);
        if self.is_with_student() {
            name = names::initials_or_number(&name, row.number);
        }
        if row.is_absent_today {
            self.say(
                Tone::Look,
                format!("{name} is marked absent today already."),
            );
            return vec![];
        }
        if row.is_met_today {
            let text = format!("{name} was met today, and so isn't marked absent.");
            self.say(Tone::Refused, text);
            return vec![];
        }
        let filled = empty_turn(row, self.viewer.person, self.today, Outcome::StudentAbsent);
        match filled.change(&mut self.mint, self.now, self.today) {
            Ok((_id, change)) => self.save_key(change),
            Err(sentence) => {
                self.say(Tone::Refused, sentence);
                vec![]
            }
        }
    }

    pub(in crate::app) fn queue_came(&mut self, queue: Vec<PersonId>) -> Vec<Effect> {
        if !std::mem::take(&mut self.roster.wants_round) {
            return vec![];
        }
        let Some(first) = queue.first().copied() else {
            self.say(
                Tone::Look,
                "Nobody is on the roster as filtered, so there is no round.",
            );
            return vec![];
        };
        self.round = Some(Round::new(queue, self.now));
        self.trail.begin_round();
        self.forget_step();
        if self.is_beside_another(first) {
            self.end_round();
        } else {
            self.open_check_in(first);
        }
        vec![]
    }

    /// The members of the class that gets numbers: one change numbers them by name.
    pub(in crate::app) fn members_came(
        &mut self,
        class: Id<Class>,
        members: &[(Enrollment, Person)],
    ) -> Vec<Effect> {
        if self.roster.numbering.take() != Some(class) {
            return vec![];
        }
        let edits: Vec<Edit> = members
            .iter()
            .enumerate()
            .filter(|(place, (old, _))| old.class_number != Some(*place as u16 + 1))
            .map(|(place, (old, _))| {
                let new = Enrollment {
                    class_number: Some(place as u16 + 1),
                    ..old.clone()
                };
                Edit::Enrollment(Delta::update(old.clone(), new))
            })
            .collect();
        if edits.is_empty() {
            self.say(Tone::Look, "The class has its numbers by name already.");
            return vec![];
        }
        let label = format!("numbered {} students of a class by name", members.len());
        self.save_key(Change {
            label,
            subject: None,
            edits,
        })
    }
}

/// A check-in that wasn't held, for a row of the roster.
pub fn empty_turn(
    row: &RosterRow,
    adult: PersonId,
    today: chrono::NaiveDate,
    outcome: Outcome,
) -> Filled {
    Filled {
        given_id: None,
        student: row.student,
        name: full_name(&row.given, &row.family),
        adult,
        plan: None,
        kind: row.standing.kind.into(),
        on: today,
        started: None,
        outcome,
        note: String::new(),
        note_kind: NoteKind::Other,
        visibility: Visibility::Team,
        next_step: String::new(),
        next_date: None,
        ratings: vec![],
        own_ratings: vec![],
    }
}
