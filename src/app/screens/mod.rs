//! What a screen shows and what its keys do; one file each. How it is drawn
//! stands in `ui::screens`, under the same name.

mod beside;
pub mod check_in;
pub mod checking_in;
pub mod door;
pub mod edit;
mod filling;
pub mod filtering;
mod goal;
pub mod grid;
pub mod group_note;
pub mod groups;
pub mod kiosk;
pub mod life;
pub mod open;
mod other_plan;
mod plan_menu;
pub mod planning;
mod quoting;
mod renewed;
mod replacing;
pub mod roster;
pub mod round;
pub mod staff;
pub mod start;
pub mod student;
pub mod survey;
pub mod visit;

/// A screen of the stack. The roster is always the first, unless there is no
/// book yet.
#[derive(Debug, Clone)]
pub enum Screen {
    /// There is no book yet: import, sample school, or an empty one.
    Start(start::Start),
    /// Everybody, who has waited longest first.
    Roster,
    /// One student.
    Student(Box<student::Student>),
    /// A check-in being written.
    CheckIn(Box<check_in::CheckIn>),
    /// Students by competencies.
    Grid(Box<grid::Grid>),
    /// A note to a group being written.
    GroupNote(Box<group_note::GroupNote>),
    /// What a round came to.
    Summary,
    /// Student mode at a shared terminal; then it is the only one.
    Kiosk(Box<kiosk::Kiosk>),
}

impl Screen {
    /// The form that is open on it.
    pub(super) fn open_mut(&mut self) -> Option<&mut open::Open> {
        match self {
            Self::Student(student) => student.form.as_mut(),
            Self::GroupNote(note) => Some(&mut note.open),
            _ => None,
        }
    }
}
