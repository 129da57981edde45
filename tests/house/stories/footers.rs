//! What the footer, the pickers and the small words say: only what acts here, and all of it.

use deskside::ui::glyph::Glyphs;

use super::ada_and_ben;
use crate::desk::{Desk, desk};

fn footer_has(desk: &Desk, parts: &[&str]) {
    let footer = desk.footer();
    for part in parts {
        assert!(footer.contains(part), "no {part:?} in {footer:?}");
    }
}

/// "round: as check-in · F10 menu; outside text also `s` `a` `d`": the footer names them.
#[test]
fn the_footer_of_a_round_is_a_rounds() {
    ada_and_ben()
        .press("R")
        .but(|desk| footer_has(desk, &["Ctrl-S save", "s skip", "a absent", "d defer"]))
        .press("tab")
        .but(|desk| footer_has(desk, &["Ctrl-S save", "F10", "Esc leave"]))
        .press("esc esc c")
        .but(|desk| assert!(!desk.footer().contains("skip")));
}

/// "the footer says what now", in the least window too.
#[test]
fn the_least_window_names_the_key_that_saves() {
    ada_and_ben()
        .resize(40, 10)
        .press("c")
        .but(|desk| footer_has(desk, &["1-4 rate", "Ctrl-S save"]))
        .press("tab")
        .but(|desk| footer_has(desk, &["Ctrl-S save"]));
    ada_and_ben()
        .resize(39, 10)
        .shows("The window is too small. It takes 40")
        .shows("columns and 10 rows.");
}

/// "Enter or F4: open the choices of this field": what is offered is all there is.
#[test]
fn enter_on_a_choice_opens_the_choices() {
    for key in ["enter", "f4"] {
        ada_and_ben()
            .press("c tab tab tab tab")
            .cursor_is_on("OUTCOME")
            .press(key)
            .shows("student absent")
            .shows("adult absent")
            .types("skip")
            .press("enter")
            .shows("OUTCOME     skipped")
            .press("tab tab tab")
            .press(key)
            .types("confer")
            .press("enter")
            .shows("KIND conference");
    }
    ada_and_ben()
        .press("enter 3 e tab")
        .press("enter")
        .types("sel")
        .press("enter ctrl-s")
        .says("Saved: changed a goal of Ada Okafor.")
        .shows("SEL");
}

/// The longest words of all four choices stand on one line at 80 columns.
#[test]
fn the_last_line_of_a_check_in_is_whole() {
    ada_and_ben()
        .press("c tab tab tab tab right tab tab right right tab")
        .press("enter")
        .types("weekly")
        .press("enter")
        .shows("student absent")
        .shows("teaching point")
        .shows("KIND weekly");
}

/// "Tab card" below 100 columns: the same key closes it, the cursor moves under it, `c` is heard.
#[test]
fn the_card_over_the_roster_hears_the_rosters_keys() {
    ada_and_ben()
        .press("tab")
        .shows("Explain fractions")
        .press("j")
        .shows("Finish a story")
        .hides("Explain fractions")
        .press("tab")
        .selects("Ben Ito")
        .hides("Finish a story")
        .press("tab k c")
        .shows("Check in   Ada Okafor");
}

/// Two students have the number 8: the number again goes to the other one, and says so.
#[test]
fn a_number_that_two_have_goes_from_one_to_the_next() {
    let mut desk = desk().with(["Ada Okafor", "Ben Ito"]);
    let student = desk.school.student("Cai Wu", 1);
    desk.people.push(("Cai Wu".into(), student));
    desk.opened();
    desk.press("G 1 enter")
        .says("2 have the number 1, this is")
        .press("g k")
        .selects("Ada Okafor")
        .press("1 enter")
        .selects("Cai Wu")
        .says("this is 2 of 2; 1 Enter goes to the next.")
        .press("1 enter")
        .selects("Ada Okafor")
        .press("enter")
        .shows("1 Overview");
}

/// Who is filtered out isn't said not to exist.
#[test]
fn a_name_that_is_filtered_out_is_not_among_those_shown() {
    ada_and_ben()
        .met("Ben Ito", "2026-11-20")
        .press("f")
        .types("state: overdue")
        .press("enter /")
        .types("ben")
        .shows("Nobody among those shown has that name")
        .but(|desk| footer_has(desk, &["Enter keep", "Esc clear"]))
        .press("esc")
        .selects("Ada Okafor")
        .hides("Ben Ito");
}

/// "with an ASCII set": no typographic sign is left, in the program's words or a student's.
#[test]
fn ascii_is_ascii_to_the_quotes() {
    let mut desk = ada_and_ben()
        .press("c tab ctrl-q")
        .types("fractions")
        .press("enter ctrl-s g k G enter");
    assert!(desk.screen().contains('\u{201c}'));
    desk.look.glyphs = Glyphs::ascii();
    let screen = desk.screen();
    assert!(screen.is_ascii(), "{screen}");
    assert!(screen.contains("\"Explain fractions\""));
}

/// "the same at 80 and at 200 columns": no gap between a name and how it stands.
#[test]
fn a_wide_window_keeps_the_columns_together() {
    let desk = ada_and_ben().resize(200, 50);
    let row = desk.frame().rows();
    let row = row.iter().find(|row| row.contains("▸")).unwrap().clone();
    let gap = row.split("Ada Okafor").nth(1).unwrap();
    let blanks = gap.chars().take_while(|c| *c == ' ').count();
    assert!(blanks < 34, "{blanks} in {row:?}");
}

/// A next date is understood while it is typed: its day, whether there is school, and whether
/// it can be one.
#[test]
fn a_next_date_says_at_once_what_is_odd_about_it() {
    let to_date = || ada_and_ben().press("c tab tab tab");
    to_date()
        .types("sat")
        .shows("Sat 28 Nov  no school that day")
        .hides("2026  ");
    to_date()
        .types("today")
        .shows("The next date has to be after today.");
    to_date().types("wed").shows("Wed 25 Nov  (+2 school days)");
    to_date().types("2027-01-06").shows("Wed 6 Jan 2027  (+");
    // Nobody knows the holidays of a year that far away.
    to_date()
        .types("2 dec 2100")
        .shows("Thu 2 Dec 2100")
        .hides("school day");
    // A day that has just passed isn't taken for one in a year, unless its year says so.
    to_date()
        .types("20 nov")
        .shows("Write the year too if you mean 20 nov 2027.");
}

/// A key that would do nothing to what is selected isn't named.
#[test]
fn the_footer_names_only_what_can_be_done_with_what_is_selected() {
    let nothing = || desk().with(["Ada Okafor"]).press("enter");
    let lacks = |desk: &Desk, words: &str| {
        let footer = desk.footer();
        assert!(!footer.contains(words), "{words:?} in {footer:?}");
    };
    nothing()
        .but(|desk| footer_has(desk, &["e edit"]))
        .but(|desk| lacks(desk, "done"));
    for tab in ["2", "3", "4"] {
        nothing()
            .press(tab)
            .but(|desk| lacks(desk, "done"))
            .but(|desk| lacks(desk, "edit"));
    }
    ada_and_ben()
        .press("enter")
        .but(|desk| footer_has(desk, &["done", "edit"]))
        .press("3")
        .but(|desk| footer_has(desk, &["done", "edit"]));
}
