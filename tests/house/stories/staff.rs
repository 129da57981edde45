//! Plans of staff: the same screens, for the subject and their partner alone.

use deskside::domain::person::{PersonId, Role};
use deskside::store::rows::Table;

use super::room_12;
use crate::desk::{Desk, School, desk_in_a_file, person};

/// A principal, a coach and a teacher beside Ms Vasko.
fn staff(school: &mut School) {
    for (given, family, login, role) in [
        ("Ruth", "Adeyemi", "adeyemi", Role::Administrator),
        ("Jo", "Lindqvist", "lindqvist", Role::Coach),
        ("Sam", "Blau", "blau", Role::Teacher),
    ] {
        let id: PersonId = school.mint.id(school.now);
        let row = deskside::domain::person::Person {
            login: Some(login.into()),
            ..person(id, role, given, family)
        };
        school
            .store
            .write(|connection| row.insert(connection))
            .unwrap();
    }
}

/// Somebody else at a terminal of their own, on the same file.
fn sits_down(desk: &mut Desk, login: &str) -> Desk {
    let mut beside = desk.beside();
    beside.school.teacher = beside.school.store.viewer(login).unwrap().person;
    beside.opened();
    beside
}

/// "Any staff member as the subject, a principal or coach as the partner, same screens and
/// rules": draft, agreed by each at their own desk, checked in, rated beside each other.
#[test]
fn a_teacher_and_the_principal_share_a_plan() {
    let mut vasko = desk_in_a_file()
        .given(staff)
        .with(["Ada Okafor"])
        .press("p")
        .shows("my own plan")
        .shows("my partner: nobody yet; choose a principal or a coach")
        .hides("Adeyemi")
        .types("partner")
        .press("enter")
        .shows("Jo Lindqvist")
        .hides("Sam Blau")
        .types("ruth")
        .press("enter")
        .says("Saved: Ruth Adeyemi is the partner of your plan from today.")
        .press("p enter")
        .shows("Ms Vasko")
        .press("3 p")
        .shows("begin it as: Staff growth plan")
        .hides("Weekly conference")
        .types("staff growth")
        .press("enter n")
        .types("Ask questions that have no one answer")
        .press("ctrl-s A")
        .says("Your partner agrees at their own desk")
        .press("p")
        .hides("Ms and I agree")
        .types("I agree")
        .press("enter")
        .shows("Ms agreed today   the partner hasn\u{2019}t agreed");

    let mut principal = sits_down(&mut vasko, "adeyemi")
        .press("p")
        .shows("Ms Vasko's plan")
        .types("vasko")
        .press("enter 3")
        .shows("Ask questions that have no one answer")
        .press("p")
        .types("I agree")
        .press("enter p")
        .types("make")
        .press("enter")
        .shows("active since today")
        .press("c 2 tab")
        .types("Saw her wait eight seconds after a question.")
        .press("ctrl-s")
        .says("Saved: Ms Vasko, 1 rating");

    // The subject's own rating stands beside the partner's and never in its place.
    let vasko = vasko
        .press("esc p enter c 4 ctrl-s")
        .says("Saved: Ms Vasko, 1 rating")
        .press("1")
        .shows("2 Trying")
        .press("4")
        .shows("Saw her wait eight seconds after a question.");
    drop(vasko.press("esc u"));
    principal = principal.press("esc");
    drop(principal);
}

/// "nobody else sees it": not another administrator, not a coach, not a teacher of the same
/// class; not by the list, not by searching, and not by the roster.
#[test]
fn nobody_else_sees_a_plan_of_staff() {
    let mut vasko = desk_in_a_file()
        .given(staff)
        .with(["Ada Okafor"])
        .press("p")
        .types("partner")
        .press("enter")
        .types("lindqvist")
        .press("enter p enter 3 n")
        .types("Wait longer after a question")
        .press("ctrl-s esc");
    for login in ["adeyemi", "blau"] {
        let other = sits_down(&mut vasko, login)
            .press("p")
            .shows("my own plan")
            .hides("Vasko's plan")
            .press("esc ctrl-f")
            .types("wait longer")
            .hides("after a question")
            .press("esc /")
            .types("vasko")
            .shows("nobody found");
        drop(other);
    }
    let partner = sits_down(&mut vasko, "lindqvist")
        .press("ctrl-f")
        .types("wait longer")
        .shows("after a question")
        .press("enter")
        .shows("Ms Vasko");
    drop(partner);

    // Whoever was the partner is it no more.
    let vasko = vasko
        .press("p")
        .types("my partner: jo")
        .press("enter")
        .types("nobody")
        .press("enter")
        .says("nobody but you sees your plan from today");
    let mut vasko = vasko;
    let before = sits_down(&mut vasko, "lindqvist")
        .press("p")
        .hides("Vasko's plan")
        .press("esc ctrl-f")
        .types("wait longer")
        .hides("after a question");
    drop(before);
}

/// A member of staff is on no roster, however often they are checked in with.
#[test]
fn staff_stay_off_the_roster() {
    room_12()
        .press("p enter 3 n")
        .types("Wait longer after a question")
        .press("ctrl-s c 3 ctrl-s esc")
        .shows("5 students")
        .press("f7 p")
        .says("Not in the two-person view");
}

/// "same screens": every form, picker, footer and message of a plan of staff speaks of whose it
/// is, and of nobody's student.
#[test]
fn a_plan_of_staff_speaks_of_no_student() {
    let begun = || {
        room_12()
            .press("p enter 3 n")
            .shows("in the words both of you agree on")
            .types("Wait longer after a question")
            .press("ctrl-s n")
            .types("step")
            .press("enter")
            .types("Count to eight")
            .press("ctrl-s")
            .shows("Count to eight")
    };
    for keys in [
        "1",
        "2",
        "3",
        "4",
        "5",
        "3 n",
        "3 e",
        "3 j e",
        "2 n",
        "2 n tab",
        "2 n tab tab",
        "2 n tab tab tab",
        "2 n tab tab tab enter",
        "3 p",
        "1 e",
        "c",
        "c tab",
        "c tab tab tab tab",
        "c tab tab tab tab enter",
        "c tab tab tab tab tab",
        "c tab tab tab tab tab enter",
        "]",
        "[",
        "3 j n enter",
        "3 n up",
        "3 n up enter",
        "3 n up up",
        "3 n down",
        "3 n down down down enter",
        "3 p down enter",
        "3 p up enter",
    ] {
        begun()
            .press(keys)
            .hides("student")
            .hides("Student")
            .hides("teacher");
    }
    for words in ["level by hand", "another goal in its place", "for today"] {
        begun()
            .press("3 p")
            .types(words)
            .press("enter")
            .hides("student")
            .hides("teacher");
    }
    begun()
        .press("3 p")
        .types("make it active")
        .press("enter")
        .hides("student");
    // What is for both is for both, whatever it is called in the book.
    begun()
        .press("c tab")
        .types("Waited.")
        .shows("READ BY both of you")
        .press("tab tab tab tab right")
        .shows("READ BY only me")
        .press("right")
        .shows("READ BY both of you")
        .press("ctrl-s 4")
        .shows("until you choose a partner");
}

/// Without a partner nobody else reads what is on one's own plan, and that is said.
#[test]
fn a_plan_without_a_partner_says_that_nobody_else_reads_it() {
    let alone = "only you may read this, until you choose a partner";
    desk_in_a_file()
        .given(staff)
        .with(["Ada Okafor"])
        .press("p enter c")
        .shows(alone)
        .types("Tried it.")
        .press("ctrl-s 4")
        .shows(alone)
        .press("esc p")
        .types("partner")
        .press("enter")
        .types("ruth")
        .press("enter p enter 4")
        .shows("both of you may read this");
}
