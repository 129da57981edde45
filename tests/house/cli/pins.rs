//! `pin` and `kiosk`: PINs set, made, listed, forgiven and taken away, and what student mode
//! asks for before it opens.

use super::Place;

/// The PIN that `pin new` said for somebody.
fn pin_of(said: &str, name: &str) -> String {
    let line = said.lines().find(|line| line.contains(name)).unwrap();
    line.split_whitespace()
        .find(|word| word.len() == 6 && word.chars().all(|c| c.is_ascii_digit()))
        .unwrap()
        .to_owned()
}

#[test]
fn pins_are_made_said_once_and_listed_without_themselves() {
    let place = Place::room_12();
    let said = place.says("pin new");
    assert_eq!(said.code, 0, "{}", said.err);
    let ada = pin_of(&said.out, "Ada Okafor");
    assert_ne!(ada, pin_of(&said.out, "Ben Ito"));
    let listed = place.says("pin list");
    assert!(
        listed.out.contains("12  Ada Okafor  has a PIN"),
        "{}",
        listed.out
    );
    assert!(!listed.out.contains(&ada));
    // Who has one keeps it; another is made when it is asked for.
    assert!(place.says("pin new").out.contains("has a PIN"));
    let again = place
        .run(["pin", "new", "Ada Okafor", "--again", "--json"])
        .data();
    assert_eq!(again["pins"].as_array().unwrap().len(), 1);
    assert_eq!(again["pins"][0]["name"], "Ada Okafor");
    assert_ne!(again["pins"][0]["pin"], ada.as_str());
    let data = place.says("pin list --json").data();
    assert_eq!(data["pins"][0]["class_number"], 3);
    assert_eq!(data["pins"][0]["has_pin"], true);
    assert_eq!(data["pins"][0]["wrong"], 0);
    // The file knows none of them.
    let bytes = std::fs::read(place.db()).unwrap();
    let holds = |text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(!holds(&ada), "the PIN is in the file");
}

#[test]
fn a_pin_is_set_from_standard_input_and_taken_away() {
    let place = Place::room_12();
    let set = place.given("pin set Ada", b"271828\n");
    assert!(
        set.out.contains("Ada Okafor has a PIN."),
        "{}{}",
        set.out,
        set.err
    );
    place
        .given("pin set Ada", b"123456\n")
        .refuses(1, "the first that anybody would try");
    place
        .given("pin set Ada", b"12345\n")
        .refuses(1, "A PIN is 6 to 12 digits.");
    place
        .given("pin set Ada", b"")
        .refuses(1, "A PIN is 6 to 12 digits.");
    // Never as an argument, which everybody on a computer can read.
    assert_eq!(place.says("pin set Ada 271828").code, 2);
    assert!(place.says("pin remove Ada").out.contains("no PIN any more"));
    assert!(place.says("pin remove Ada").out.contains("had no PIN"));
    assert!(place.says("pin forgive Ada").out.contains("may try again"));
}

#[test]
fn a_pin_is_set_by_whoever_teaches_the_student() {
    let place = Place::with(|school| {
        school.student("Ada Okafor", 12);
        let colleague = school.mint.id(school.now);
        school
            .store
            .write(|connection| {
                use deskside::store::rows::Table;
                deskside::domain::person::Person {
                    login: Some("moor".into()),
                    ..crate::desk::person(
                        colleague,
                        deskside::domain::person::Role::Teacher,
                        "Mo",
                        "Moor",
                    )
                }
                .insert(connection)
            })
            .unwrap();
    });
    place
        .given("--as moor pin set Ada", b"271828\n")
        .refuses(2, "None of your students");
    assert_eq!(place.given("--as head pin set Ada", b"271828\n").code, 0);
}

#[test]
fn student_mode_asks_for_a_way_out_before_it_opens() {
    let place = Place::room_12();
    place
        .says("kiosk")
        .refuses(1, "Student mode needs a terminal.");
    assert_eq!(place.says("kiosk --class Nowhere").code, 1);
    assert!(
        place
            .given("pin set --own", b"424200\n")
            .out
            .contains("It ends student mode")
    );
}
