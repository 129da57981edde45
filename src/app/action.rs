//! Everything that can be meant: one name, one plain sentence, and where it applies.
//! Not which key means it; that is `keys/default.toml`.

use std::fmt;

macro_rules! contexts {
    ($($variant:ident $name:literal $title:literal $typing:ident)*) => {
        /// Where a key is pressed: a screen, a part of one, or a layer over it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Context {
            $(#[doc = $title] $variant),*
        }

        impl Context {
            /// Every context, in the order of the design's table of keys.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The section of the keymap: "check_in.goals".
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// The heading in the help and the README.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),* }
            }

            /// Whether it is asked while a text field has the focus. Those that live from
            /// letters, digits and arrows are not.
            pub fn is_heard_while_typing(self) -> bool {
                match self { $(Self::$variant => contexts!(@ $typing)),* }
            }
        }
    };
    (@ heard) => { true };
    (@ silent) => { false };
}

// variant       section           title                  while a field has the focus
contexts! {
    Anywhere     "anywhere"        "anywhere"             heard
    Lists        "lists"           "lists"                silent
    Roster       "roster"          "roster"               silent
    Student      "student"         "student"              silent
    CheckIn      "check_in"        "check-in"             heard
    CheckInGoals "check_in.goals"  "check-in, on a goal"  silent
    Round        "round"           "round"                heard
    Grid         "grid"            "grid"                 silent
    Form         "form"            "form"                 heard
    Text         "text"            "text"                 heard
    Picker       "picker"          "palette and pickers"  heard
    Confirm      "confirm"         "a question"           heard
    Calendar     "calendar"        "calendar"             silent
    Lock         "lock"            "locked"               silent
    Kiosk        "kiosk"           "student mode"         heard
}

impl Context {
    /// Whether it takes a key before the text with the focus does.
    pub fn is_asked_before_text(self) -> bool {
        matches!(self, Self::Picker | Self::Kiosk)
    }

    /// The context whose section has this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|context| context.name() == name)
    }
}

macro_rules! actions {
    ($($variant:ident $name:literal $short:literal $words:literal [$($context:ident)*])*) => {
        /// What was meant by a key, a row of the palette or a test.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $(#[doc = $words] $variant),*
        }

        impl Action {
            /// Every action, in the order of the table.
            pub fn all() -> &'static [Self] {
                &[$(Self::$variant),*]
            }

            /// The name in the config: "start_round".
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// A word or two, for the footer and the table of keys.
            pub fn short(self) -> &'static str {
                match self { $(Self::$variant => $short),* }
            }

            /// Plain words, for the palette and the help.
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $words),* }
            }

            /// Where it applies. What applies anywhere may be bound in every context.
            pub fn contexts(self) -> &'static [Context] {
                match self { $(Self::$variant => &[$(Context::$context),*]),* }
            }
        }
    };
}

// variant           name                    short words               plain words                                            where
actions! {
    Help             "help"                  "help"                    "show every key that works here"                       [Anywhere]
    Palette          "palette"               "palette"                 "find any action by its words"                         [Anywhere]
    Back             "back"                  "back"                    "go back; nothing is lost"                             [Anywhere]
    QuitOrBack       "quit_or_back"          "back, quit"              "go back, and leave the program at the roster"         [Anywhere]
    Undo             "undo"                  "undo"                    "take back your last change"                           [Anywhere]
    Redo             "redo"                  "redo"                    "do again what was taken back"                         [Anywhere]
    FindAnything     "find_anything"         "find anything"           "find notes, next steps, goals and profile entries"    [Anywhere]
    TwoPersonView    "two_person_view"       "two-person view"         "hide other names and private notes, or show them"     [Anywhere]
    Lock             "lock"                  "lock"                    "clear the screen until you come back"                 [Anywhere]
    Redraw           "redraw"                "redraw"                  "draw the screen again"                                [Anywhere Lock Kiosk]
    Suspend          "suspend"               "suspend"                 "go to the shell for a moment"                         [Anywhere]
    Interrupt        "interrupt"             "back, leave"             "go back, and at the roster ask before leaving"        [Anywhere]

    Up               "up"                    "up"                      "move up"                                              [Lists Roster Student CheckInGoals Picker]
    Down             "down"                  "down"                    "move down"                                            [Lists Roster Student CheckInGoals Picker]
    First            "first"                 "first"                   "go to the first row"                                  [Lists Roster Student CheckInGoals Picker]
    Last             "last"                  "last"                    "go to the last row"                                   [Lists Roster Student CheckInGoals Picker]
    PageUp           "page_up"               "page up"                 "move up by a screenful"                               [Lists Roster Student Picker]
    PageDown         "page_down"             "page down"               "move down by a screenful"                             [Lists Roster Student Picker]
    Open             "open"                  "open"                    "open the row under the cursor"                        [Lists Roster Student Grid]
    GoBack           "go_back"               "back"                    "go back to the list; nothing at the roster"           [Lists Student]

    Find             "find"                  "find"                    "find a student by name, number or class"              [Roster]
    PickNumber       "pick_number"           "class number"            "select a student by class number, then press Enter"   [Roster]
    CheckIn          "check_in"              "check in"                "check in with this student"                           [Roster Student]
    StartRound       "start_round"           "round"                   "start a round from the roster as filtered"            [Roster]
    RoundLength      "round_length"          "round's length"          "say how many minutes a round has, for the time left"  [Roster Round]
    Filter           "filter"                "filter"                  "choose which students are shown"                      [Roster Grid]
    Sort             "sort"                  "sort"                    "choose the order of the roster"                       [Roster]
    MarkAbsentToday  "mark_absent_today"     "absent"                  "mark this student as absent today"     [Roster]
    Card             "card"                  "card"                    "show or leave the student's card"                     [Roster]
    Cadence          "cadence"               "how often"               "choose how often to meet, or pause: student, class or school" [Roster Student]
    Groups           "groups"                "groups"                  "put this student into a group; notes to groups"       [Roster]
    Grid             "grid"                  "grid"                    "show these students by competencies"                  [Roster]
    Frameworks       "frameworks"            "frameworks"              "browse the competency frameworks"                     [Roster Grid]
    StaffPlans       "staff_plans"           "staff plans"             "open your own plan, or one as a partner" [Roster]
    NumberClass      "number_class"          "number the class"        "give this class its numbers by name"                  [Roster]

    PreviousStudent  "previous_student"      "previous student"        "go to the previous student, on the same tab"          [Student]
    NextStudent      "next_student"          "next student"            "go to the next student, on the same tab"              [Student]
    TabOverview      "tab_overview"          "overview"                "show the overview"                                    [Student]
    TabProfile       "tab_profile"           "profile"                 "show the profile"                                     [Student]
    TabPlan          "tab_plan"              "plan"                    "show the plan"                                        [Student]
    TabCheckIns      "tab_check_ins"         "check-ins"               "show the check-ins"                                   [Student]
    TabGrowth        "tab_growth"            "growth"                  "show how the student has grown"                       [Student]
    NextTab          "next_tab"              "next tab"                "show the next tab"                                    [Student]
    PreviousTab      "previous_tab"          "previous tab"            "show the previous tab"                                [Student]
    Edit             "edit"                  "edit"                    "edit what is selected"                                [Student]
    New              "new"                   "new"                     "write a new entry, goal or step"                      [Student]
    Done             "done"                  "done"                    "mark the selected step or goal as done, or not"       [Student]
    AgreePlan        "agree_plan"            "agree the plan"          "note that student and teacher agree the plan; it is active from today" [Student]
    PlanMenu         "plan_menu"             "the plan's next step"    "agree, activate, look back on, close or reopen the plan" [Student]
    GoalArea         "goal_area"             "area"                    "show the goals of one area on the plan, or all"       [Student]
    Survey           "survey"                "survey"                  "answer the survey of this student's grade"            [Student]
    MoveUp           "move_up"               "move up in the order"    "move the selected goal or step up in the order"       [Student]
    MoveDown         "move_down"             "move down in the order"  "move the selected goal or step down in the order"     [Student]

    Rate             "rate"                  "rate"                    "rate this goal with a level of its scale"             [CheckInGoals Kiosk]
    LowerRating      "lower_rating"          "lower"                   "lower the rating by one level"                        [CheckInGoals Kiosk]
    RaiseRating      "raise_rating"          "raise"                   "raise the rating by one level"                        [CheckInGoals Kiosk]
    ClearRating      "clear_rating"          "clear"                   "clear the rating; the goal stays as it was"           [CheckInGoals]
    SwitchRater      "switch_rater"          "whose rating"            "rate as the student says it, or as you see it again"  [CheckInGoals]
    NextField        "next_field"            "next field"              "go to the next field"                                 [CheckIn CheckInGoals Form]
    PreviousField    "previous_field"        "previous field"          "go to the previous field"                             [CheckIn CheckInGoals Form]
    NextChoice       "next_choice"           "next choice"             "change the field to its next choice"                  [CheckIn Form]
    PreviousChoice   "previous_choice"       "previous choice"         "change the field to its previous choice"              [CheckIn Form]
    Choose           "choose"                "choose"                  "open the choices of this field"                       [CheckIn CheckInGoals Form]
    Save             "save"                  "save"                    "save and go back"                                     [CheckIn CheckInGoals Form]
    SaveAndNext      "save_and_next"         "save, next student"      "save and open the next student's check-in"            [CheckIn CheckInGoals]
    Leave            "leave"                 "leave"                   "leave; what you typed is kept"                        [CheckIn CheckInGoals Form]

    Skip             "skip"                  "skip"                    "skip this student, with a reason"                     [Round]
    Absent           "absent"                "absent"                  "write that this student is absent today"              [Round]
    Defer            "defer"                 "defer"                   "move this student to the end of the round"            [Round]
    RoundMenu        "round_menu"            "round"                   "open the choices of the round"                        [Round]

    CellLeft         "cell_left"             "left"                    "move to the competency at the left"                   [Grid]
    CellRight        "cell_right"            "right"                   "move to the competency at the right"                  [Grid]
    PageLeft         "page_left"             "page left"               "move left by a screenful of competencies"             [Grid]
    PageRight        "page_right"            "page right"              "move right by a screenful of competencies"            [Grid]
    Mark             "mark"                  "mark"                    "mark this student for a group, or not"                [Grid]
    GoalFromGap      "goal_from_gap"         "goal"                    "make a goal of this competency, from the level reached" [Grid]
    GroupFromGrid    "group_from_grid"       "group"                   "make a group of the marked students, or by level"     [Grid]

    CaretLeft        "caret_left"            "left"                    "move the caret one letter left"                       [Text]
    CaretRight       "caret_right"           "right"                   "move the caret one letter right"                      [Text]
    CaretUp          "caret_up"              "line up"                 "move the caret one line up"                           [Text]
    CaretDown        "caret_down"            "line down"               "move the caret one line down"                         [Text]
    WordLeft         "word_left"             "word left"               "move the caret one word left"                         [Text]
    WordRight        "word_right"            "word right"              "move the caret one word right"                        [Text]
    LineStart        "line_start"            "line start"              "move the caret to the start of the line"              [Text]
    LineEnd          "line_end"              "line end"                "move the caret to the end of the line"                [Text]
    TextStart        "text_start"            "text start"              "move the caret to the start of the text"              [Text]
    TextEnd          "text_end"              "text end"                "move the caret to the end of the text"                [Text]
    NewLine          "new_line"              "new line"                "start a new line"                                     [Text]
    DeleteLeft       "delete_left"           "delete left"             "delete the letter left of the caret"                  [Text]
    DeleteRight      "delete_right"          "delete right"            "delete the letter right of the caret"                 [Text]
    DeleteWordLeft   "delete_word_left"      "delete word left"        "delete the word left of the caret"                    [Text]
    DeleteWordRight  "delete_word_right"     "delete word right"       "delete the word right of the caret"                   [Text]
    DeleteToStart    "delete_to_start"       "delete to line start"    "delete from the caret to the start of the line"       [Text]
    DeleteToEnd      "delete_to_end"         "delete to line end"      "delete from the caret to the end of the line"         [Text]
    UndoTyping       "undo_typing"           "undo typing"             "take back what you last typed"                        [Text]
    RedoTyping       "redo_typing"           "redo typing"             "type again what was taken back"                       [Text]
    QuoteRecord      "quote_record"          "quote"                   "quote from this student's record"                     [Text]

    Accept           "accept"                "choose"                  "take the choice under the cursor"                     [Picker Confirm Calendar]
    Close            "close"                 "close"                   "close without choosing"                               [Picker Confirm Calendar]
    Yes              "yes"                   "yes"                     "answer yes"                                           [Confirm]
    No               "no"                    "no"                      "answer no"                                            [Confirm]
    OtherAnswer      "other_answer"          "other answer"            "move to the other answer"                             [Confirm]
    PreviousDay      "previous_day"          "day before"              "go to the day before"                                 [Calendar]
    NextDay          "next_day"              "day after"               "go to the day after"                                  [Calendar]
    PreviousWeek     "previous_week"         "week before"             "go to the week before"                                [Calendar]
    NextWeek         "next_week"             "week after"              "go to the week after"                                 [Calendar]
    PreviousMonth    "previous_month"        "month before"            "go to the month before"                               [Calendar]
    NextMonth        "next_month"            "month after"             "go to the month after"                                [Calendar]
    Today            "today"                 "today"                   "go to today"                                          [Calendar]
    Unlock           "unlock"                "unlock"                  "show the screen again"                                [Lock]

    GoOn             "go_on"                 "go on"                   "go on to what follows"                                [Kiosk]
    NextQuestion     "next_question"         "next"                    "go to the next question"                              [Kiosk]
    QuestionBefore   "question_before"       "before"                  "go back to the question before"                       [Kiosk]
    Tick             "tick"                  "tick"                    "tick it off, or take the tick away"                   [Kiosk]
    Finish           "finish"                "done"                    "keep it all, and leave"                               [Kiosk]
    SayGoodbye       "say_goodbye"           "leave"                   "leave; what is half done waits for you"               [Kiosk]
    EndKiosk         "end_kiosk"             "teacher"                 "end student mode, with a teacher's PIN"               [Kiosk]
}

impl Action {
    /// The action with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all()
            .iter()
            .copied()
            .find(|action| action.name() == name)
    }

    /// Whether it may be bound in this context. The lock hears only its own, so that
    /// nobody works blind on a screen that was cleared; and so does student mode.
    pub fn applies_in(self, context: Context) -> bool {
        let is_apart = matches!(context, Context::Lock | Context::Kiosk);
        self.contexts().contains(&context)
            || (!is_apart && self.contexts().contains(&Context::Anywhere))
    }

    /// Whether it begins something that could only end in a write.
    pub fn begins_to_write(self) -> bool {
        matches!(
            self,
            Self::CheckIn
                | Self::StartRound
                | Self::MarkAbsentToday
                | Self::Cadence
                | Self::Groups
                | Self::NumberClass
                | Self::Edit
                | Self::New
                | Self::Done
                | Self::AgreePlan
                | Self::PlanMenu
                | Self::Survey
                | Self::MoveUp
                | Self::MoveDown
                | Self::GoalFromGap
                | Self::GroupFromGrid
        )
    }

    /// Whether it is meant by a digit and has no key of its own. The palette leaves these
    /// out: they need the digit.
    pub fn is_meant_by_digits(self) -> bool {
        matches!(self, Self::PickNumber | Self::Rate)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snake_case(variant: &str) -> String {
        let mut name = String::new();
        for letter in variant.chars() {
            if letter.is_uppercase() && !name.is_empty() {
                name.push('_');
            }
            name.extend(letter.to_lowercase());
        }
        name
    }

    #[test]
    fn the_name_is_the_variant_in_snake_case() {
        for action in Action::all() {
            assert_eq!(action.name(), snake_case(&format!("{action:?}")));
            assert_eq!(Action::from_name(action.name()), Some(*action));
        }
        for context in Context::ALL {
            assert_eq!(
                context.name().replace('.', "_"),
                snake_case(&format!("{context:?}"))
            );
            assert_eq!(Context::from_name(context.name()), Some(*context));
        }
    }

    #[test]
    fn no_two_actions_say_the_same_in_one_place() {
        for (at, one) in Action::all().iter().enumerate() {
            for other in Action::all().iter().skip(at + 1) {
                assert_ne!(one.words(), other.words());
            }
        }
    }
}
