//! Two terminals at once: another's save appears by itself, a stale edit is refused.

use crate::desk::{Desk, desk_in_a_file};

fn two_at_one_school() -> (Desk, Desk) {
    let mut mine = desk_in_a_file()
        .with(["Ada Okafor", "Ben Ito", "Cai Wu"])
        .with_plan("Ada Okafor", ["Explain fractions"]);
    let theirs = mine.colleague();
    (mine, theirs)
}

/// "**Two terminals at once**: another's save appears by itself".
#[test]
fn another_teachers_save_appears_by_itself_and_the_cursor_stays_on_the_person() {
    let (mine, theirs) = two_at_one_school();
    let mine = mine.press("j").selects("Ben Ito").shows("3 overdue");
    theirs
        .press("c 3 ctrl-s")
        .says("Saved: Ada Okafor, 1 rating.");
    mine.clock(1_000)
        .shows("2 overdue   1 ok")
        .shows_in_order(["Ben Ito", "Cai Wu", "Ada Okafor"])
        .selects("Ben Ito");
}

/// The same for a screen that is open, and for the one below it.
#[test]
fn an_open_record_follows_what_others_save() {
    let (mine, theirs) = two_at_one_school();
    let mine = mine.press("enter c tab").types("mine");
    theirs
        .press("enter 3 e ctrl-e")
        .types(" with pictures")
        .press("ctrl-s");
    mine.clock(1_000)
        .shows("Explain fractions with pictures")
        .shows("mine")
        .press("esc")
        .shows("Explain fractions with pictures");
}

/// "a stale edit is refused with both texts kept": theirs in the book, mine in the form.
#[test]
fn a_stale_edit_is_refused_and_both_texts_are_kept() {
    let (mine, theirs) = two_at_one_school();
    let mine = mine.press("enter 3 e ctrl-e").types(" in my words");
    let theirs = theirs
        .press("enter 3 e ctrl-e")
        .types(" in their words")
        .press("ctrl-s")
        .says("Saved: changed a goal of Ada Okafor.");
    let mine = mine
        .press("ctrl-s")
        .says("Not saved:")
        .says("was changed at another terminal")
        .shows("Explain fractions in my words")
        .shows("Explain fractions in their words");
    theirs
        .clock(1_000)
        .shows("Explain fractions in their words");
    // Having seen it, I save mine over it.
    mine.press("ctrl-s")
        .says("Saved: changed a goal of Ada Okafor.")
        .shows("Explain fractions in my words");
}

/// The same for an entry of the profile, of which only one can stand in an older one's place.
#[test]
fn an_entry_is_not_rewritten_twice() {
    let (mine, theirs) = two_at_one_school();
    let mine = mine
        .press("enter 2 n tab")
        .types("Builds first")
        .press("tab ctrl-s")
        .says("Saved: added an entry")
        .press("e")
        .types(" mine");
    let theirs = theirs
        .clock(1_000)
        .press("enter 2 e")
        .types(" theirs")
        .press("ctrl-s")
        .says("Saved: rewrote an entry");
    let mine = mine
        .press("ctrl-s")
        .says("Not saved:")
        .says("was changed at another terminal")
        .shows("At the other terminal: Builds first theirs")
        .shows("Builds first mine");
    let theirs = theirs
        .clock(1_000)
        .shows("Builds first theirs")
        .hides("Builds first mine");
    // What was typed is there when the newer one is opened, and is saved in its place.
    mine.press("esc")
        .clock(1_000)
        .press("e")
        .shows("Builds first mine")
        .press("ctrl-s")
        .says("Saved: rewrote an entry");
    theirs.clock(1_000).shows("Builds first mine");
}

/// The same of two wordings of one note, whose author sits at both terminals.
#[test]
fn a_note_is_not_reworded_twice() {
    let (mut mine, _theirs) = two_at_one_school();
    let theirs = mine.beside();
    let mine = mine
        .press("c tab")
        .types("Counted")
        .press("ctrl-s")
        .press("/")
        .types("okafor")
        .press("enter enter 4 e")
        .types(" mine");
    let theirs = theirs
        .clock(1_000)
        .press("/")
        .types("okafor")
        .press("enter enter 4 e")
        .types(" theirs")
        .press("ctrl-s")
        .says("Saved: reworded a note");
    let mine = mine
        .press("ctrl-s")
        .says("The note was changed at another terminal")
        .shows("At the other terminal: Counted theirs")
        .press("ctrl-s")
        .says("Saved: reworded a note");
    mine.shows("Counted mine");
    theirs
        .clock(1_000)
        .shows_in_order(["Counted mine", "before: Counted theirs"]);
}

/// "a stale edit": a key on a row that moved on does nothing to the newer row.
#[test]
fn a_key_on_a_stale_row_changes_nothing() {
    let (mine, theirs) = two_at_one_school();
    let mut mine = mine.press("enter 3");
    let theirs = theirs
        .press("enter 3 space")
        .says("Saved: marked a goal met");
    // The file moved between looking and pressing: the wish is made on the old row.
    let effects = mine.model.update(deskside::app::msg::Msg::Meant(
        deskside::app::action::Action::Done,
    ));
    let change = effects.into_iter().find_map(|effect| match effect {
        deskside::app::effect::Effect::Apply { change, .. } => Some(change),
        _ => None,
    });
    let actor = mine.school.actor();
    let refused = mine.school.store.apply(&actor, &change.unwrap());
    assert!(
        matches!(refused, Err(deskside::store::Error::Stale(_))),
        "{refused:?}"
    );
    theirs.shows("✓ Explain fractions");
}

/// "never takes back a colleague's".
#[test]
fn u_never_takes_back_a_colleagues_change() {
    let (mine, theirs) = two_at_one_school();
    let theirs = theirs.press("c 3 ctrl-s");
    mine.clock(1_000).press("u").hides("Took back");
    theirs
        .press("u")
        .says("Took back: checked in with Ada Okafor.");
}

/// "a stale edit": a change cannot be taken back over what somebody did since.
#[test]
fn undo_over_a_colleagues_newer_change_is_refused() {
    let (mine, theirs) = two_at_one_school();
    let mine = mine
        .press("enter 3 e ctrl-e")
        .types(" slowly")
        .press("ctrl-s");
    theirs
        .press("enter 3 e ctrl-e")
        .types(" and well")
        .press("ctrl-s")
        .says("Saved:");
    mine.clock(1_000)
        .press("u")
        .says("Not taken back:")
        .shows("Explain fractions slowly and well");
}

/// "lose nothing", and nothing twice: one draft open at two terminals of one person is stored
/// once, unless the person says otherwise.
#[test]
fn a_check_in_that_was_saved_at_the_other_terminal_is_not_stored_twice_in_silence() {
    let mut mine = desk_in_a_file()
        .with(["Ada Okafor", "Ben Ito"])
        .press("c")
        .types("Drew thirds.")
        .clock(1_000);
    let theirs = mine.beside().press("c").shows("Drew thirds.");
    theirs.press("ctrl-s").says("Saved: Ada Okafor");
    mine.clock(2_000)
        .press("ctrl-s")
        .says("was saved at another terminal meanwhile")
        .shows("Drew thirds.")
        .press("ctrl-s")
        .says("Saved: Ada Okafor")
        .selects("Ben Ito");
}

/// "A draft is forgotten once its text is stored": the newer one of the other terminal isn't,
/// and is offered after a kill.
#[test]
fn a_save_forgets_its_own_draft_and_not_the_newer_one_of_the_other_terminal() {
    let mut mine = desk_in_a_file()
        .with(["Ada Okafor", "Ben Ito"])
        .press("c")
        .types("one")
        .clock(1_000);
    let theirs = mine
        .beside()
        .press("c")
        .says("Your draft is back")
        .press("ctrl-end")
        .types(" two")
        .clock(1_000)
        .shows("draft kept");
    mine.press("ctrl-s").says("Saved: Ada Okafor");
    theirs
        .killed_and_opened()
        .press("G")
        .selects("Ada Okafor")
        .press("c")
        .says("Your draft is back")
        .shows("one two");
}

/// The same where nothing was taken up: a form that was opened earlier, and one left blank.
#[test]
fn neither_a_save_nor_a_blank_form_throws_away_what_is_typed_elsewhere() {
    for keys in ["ctrl-s", "ctrl-u esc"] {
        let mut mine = desk_in_a_file().with(["Ada Okafor", "Ben Ito"]).press("c");
        let theirs = mine.beside().press("c");
        let mine = mine.types("one").clock(1_000);
        let theirs = theirs.types("two").clock(1_000);
        mine.press(keys);
        theirs
            .killed_and_opened()
            .press("/")
            .types("Ada")
            .press("enter c")
            .says("Your draft is back")
            .shows("two");
    }
}

/// The forms of the student's screen likewise.
#[test]
fn a_saved_goal_leaves_the_other_terminals_half_written_one() {
    let mut mine = desk_in_a_file()
        .with(["Ada Okafor"])
        .with_plan("Ada Okafor", ["Explain fractions"])
        .press("enter 3 e ctrl-e")
        .types(" slowly")
        .clock(1_000);
    let theirs = mine
        .beside()
        .press("enter")
        .says("Your draft is back")
        .press("ctrl-e")
        .types(" and well")
        .clock(1_000);
    mine.press("ctrl-s").says("Saved: changed a goal");
    theirs
        .killed_and_opened()
        .press("enter")
        .says("Your draft is back")
        .shows("slowly and well");
}

/// Opens the check-in of Ada Okafor, wherever she stands.
fn with_ada(desk: Desk) -> Desk {
    desk.press("/").types("Ada").press("enter c")
}

/// "Draft kept always": two terminals that write about one student keep a draft each, and a
/// save forgets its own alone.
#[test]
fn a_draft_belongs_to_the_terminal_that_writes_it() {
    let mut mine = desk_in_a_file().with(["Ada Okafor", "Ben Ito"]).press("c");
    let theirs = mine.beside().press("c");
    let theirs = theirs.types("two").clock(1_000).shows("draft kept");
    mine.types("one")
        .clock(1_000)
        .press("ctrl-s")
        .says("Saved: Ada Okafor");
    let theirs = theirs.clock(2_000).shows("draft kept").killed_and_opened();
    with_ada(theirs)
        .says("Your draft is back; it isn't saved yet.")
        .hides("Another one")
        .shows("two");
}

/// The same without a save: both are found, the newest first, and the other says that it waits.
#[test]
fn what_two_terminals_left_half_written_is_offered_one_after_the_other() {
    let mut mine = desk_in_a_file().with(["Ada Okafor", "Ben Ito"]).press("c");
    let mut theirs = mine.beside().press("c").types("two").clock(1_000);
    drop(mine.types("one").clock(2_000));
    theirs = theirs.types(" more").clock(3_000).killed_and_opened();
    theirs = with_ada(theirs)
        .says("Another one comes after it.")
        .shows("two more")
        .press("ctrl-end")
        .types(" again")
        .clock(1_000)
        .press("ctrl-s")
        .says("Saved: Ada Okafor")
        .press("esc");
    with_ada(theirs)
        .says("Your draft is back; it isn't saved yet.")
        .hides("Another one")
        .shows("one")
        .press("ctrl-s")
        .says("Saved: Ada Okafor")
        .press("esc")
        .hides("draft");
}

/// What was taken up stands in nobody's way: the session's own of before is left where it is.
#[test]
fn taking_up_another_draft_leaves_the_own_one_of_before() {
    let mut mine = desk_in_a_file().with(["Ada Okafor", "Ben Ito"]).press("c");
    let theirs = mine.beside().press("c");
    let mine = mine.types("one").clock(1_000).press("esc");
    drop(theirs.clock(5_000).types("two").clock(1_000));
    let mine = with_ada(mine.clock(20_000))
        .shows("two")
        .press("ctrl-s")
        .says("Saved: Ada Okafor")
        .press("esc");
    with_ada(mine).says("Your draft is back").shows("one");
}

/// The forms of the student's screen likewise.
#[test]
fn two_terminals_keep_a_goal_each() {
    let mut mine = desk_in_a_file()
        .with(["Ada Okafor"])
        .with_plan("Ada Okafor", ["Explain fractions"])
        .press("enter 3 e ctrl-e");
    let theirs = mine.beside().press("enter 3 e ctrl-e");
    let theirs = theirs.types(" and well").clock(1_000);
    mine.types(" slowly")
        .clock(1_000)
        .press("ctrl-s")
        .says("Saved: changed a goal");
    theirs
        .killed_and_opened()
        .press("enter")
        .says("Your draft is back")
        .shows("fractions and well");
}

/// The same within the second in which the other save isn't heard of yet: the book says so.
#[test]
fn a_check_in_is_not_stored_twice_before_the_other_save_is_heard_of() {
    let mut mine = desk_in_a_file()
        .with(["Ada Okafor", "Ben Ito"])
        .with_plan("Ben Ito", ["Read every day"]);
    let theirs = mine
        .beside()
        .press("j c 3 tab")
        .types("from second")
        .clock(1_000)
        .shows("draft kept");
    mine.clock(1_000)
        .press("j c")
        .says("Your draft is back")
        .press("tab ctrl-end")
        .types(" and first")
        .press("ctrl-s")
        .says("Saved: Ben Ito");
    theirs
        .press("ctrl-s")
        .says("was saved at another terminal meanwhile. Save again to keep both")
        .shows("Check in   Ben Ito")
        .shows("from second")
        .clock(1_000)
        .shows("draft kept")
        .press("ctrl-s")
        .says("Saved: Ben Ito, 1 rating.");
}

/// "With the cursor on the student who followed": who followed when the form was opened, though
/// another terminal's save has moved its student to the end meanwhile.
#[test]
fn after_an_overtaken_save_the_cursor_is_on_who_followed() {
    for key in ["ctrl-s", "ctrl-n"] {
        let mut mine = desk_in_a_file().with(["Ada Okafor", "Ben Ito", "Cai Wu"]);
        let theirs = mine.colleague();
        let mine = mine.press("c").types("mine");
        theirs.press("c").types("theirs").press("ctrl-s");
        let mine = mine
            .clock(2_000)
            .press(key)
            .says("was saved at another terminal meanwhile")
            .press(key)
            .says("Saved: Ada Okafor");
        match key {
            "ctrl-s" => mine.selects("Ben Ito"),
            _ => mine.shows("Check in   Ben Ito"),
        };
    }
}
