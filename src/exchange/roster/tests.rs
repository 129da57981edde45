//! What a reader of any export must bear, with small files made here and with the collected ones.

use std::path::Path;

use super::*;

fn try_read(bytes: &[u8]) -> Result<Roster, Fault> {
    read("list.csv", bytes, &Mapping::default()).inspect(adds_up)
}

fn roster(text: &str) -> Roster {
    try_read(text.as_bytes()).unwrap()
}

fn adds_up(roster: &Roster) {
    let told = roster.students.len() as u64 + roster.skipped + roster.failed.len() as u64;
    assert_eq!(told, roster.rows_read);
}

#[test]
fn the_guess_at_the_encoding_comes_with_names() {
    let roster = try_read(b"Vorname;Name;Klasse\nAda;Kurz;5a\nJos\xE9;M\xFCller;5a\n").unwrap();
    assert_eq!(roster.encoding, Encoding::Windows1252);
    assert_eq!(roster.separator, ';');
    assert_eq!(roster.sample_names, ["José Müller", "Ada Kurz"]);
}

#[test]
fn ids_keep_their_zeros() {
    let roster = roster("Student Number,First,Last,No\n007,Ada,Byron,03\n7,Ben,Byron,x\n");
    assert_eq!(roster.students[0].key, Key::SchoolNumber("007".into()));
    assert_eq!(roster.students[0].number, Some(3));
    assert_eq!(roster.students[1].number, None);
    assert_eq!(roster.warnings[0].value.as_deref(), Some("x"));
}

#[test]
fn the_apostrophe_before_a_formula_is_taken_off() {
    let roster = roster("First,Last,Email\n'=Ada,'t Hooft,'+1@x\n'-Bo,O'Hara,'@b\n");
    let names = roster.students.iter();
    let names: Vec<_> = names
        .map(|s| [&s.given, &s.family, s.email.as_ref().unwrap()].map(String::as_str))
        .collect();
    assert_eq!(
        names,
        [["=Ada", "'t Hooft", "+1@x"], ["-Bo", "O'Hara", "@b"]]
    );
}

#[test]
fn words_for_nothing_are_nothing() {
    let roster = roster("First,Last,Class,Email\nAda,Byron,NULL, \nNULL,NA,5a,\n");
    assert_eq!(
        (&roster.students[0].class, &roster.students[0].email),
        (&None, &None)
    );
    assert_eq!(roster.failed[0].reason, "no name");
}

#[test]
fn rows_that_are_alike_all_fail_and_name_each_other() {
    let roster = roster("First,Last,Class\nAda,Byron,5a\nBen,Ode,5a\nADA,Býron,5A\nAda,Byron,5b\n");
    assert_eq!(roster.students.len(), 2);
    let lines: Vec<u64> = roster.failed.iter().map(|f| f.line).collect();
    assert_eq!(lines, [2, 4]);
    assert_eq!(
        roster.failed[0].value.as_deref(),
        Some("Ada Byron (line 4)")
    );
    assert_eq!(roster.failed[0].reason, roster.failed[1].reason);
    let roster = self::roster("ID,First,Last\n1,Ada,B\n1,Ben,C\n2,Ada,B\n");
    assert_eq!((roster.students.len(), roster.failed.len()), (1, 2));
}

#[test]
fn the_key_is_the_best_that_the_row_has() {
    let roster = roster(
        "ID,Student Number,Email,First,Last,Class\n1,2,A@b.c,Ada,B,5\n,2,A@b.c,Ada,B,5\n,,A@b.c,Ada,B,5\n,,,Ada,B,5\n",
    );
    let keys: Vec<String> = roster.students.iter().map(|s| s.key.text()).collect();
    assert_eq!(
        keys,
        ["id:1", "school_number:2", "email:a@b.c", "name:ada b/5"]
    );
}

#[test]
fn canvas_rows_that_are_no_students_are_skipped() {
    let roster =
        roster("Student,ID,Section,Essay\n,,,\n    Points Possible,,,10\n\"Byron, Ada\",1,5a,9\n");
    assert_eq!(
        (roster.students.len(), roster.skipped, roster.rows_read),
        (1, 1, 2)
    );
    assert_eq!(roster.students[0].given, "Ada");
    assert_eq!(roster.unknown, ["Essay"]);
}

#[test]
fn a_file_without_a_header_says_what_to_do() {
    let fault = try_read(b"5a;Kurz;Ada;12.03.2012\n5a;Lang;Ben;01.01.2012\n").unwrap_err();
    assert!(
        fault.what.contains("first line") && fault.hint.contains("above it"),
        "{fault}"
    );
    assert!(
        !fault.what.contains("Kurz"),
        "a student's name is no part of an error"
    );
    let fault = try_read(b"Course,Room\nMaths,12\n").unwrap_err();
    assert!(
        fault.what.contains("Course, Room") && fault.hint.contains("--map"),
        "{fault}"
    );
    assert!(try_read(b"").is_err());
}

#[test]
fn a_mapping_goes_before_the_names_of_columns() {
    let mapping = Mapping::parse("given=B,family=A,class=Room").unwrap();
    let text = "A,B,Room,Class\nByron,Ada,9,5a\n";
    let roster = read("list.csv", text.as_bytes(), &mapping).unwrap();
    let ada = &roster.students[0];
    assert_eq!((ada.given.as_str(), ada.family.as_str()), ("Ada", "Byron"));
    assert_eq!(ada.class.as_deref(), Some("9"));
    assert_eq!(roster.mapping.to_string(), "given=B,family=A,class=Room");
}

#[test]
fn a_shifted_row_fails_and_a_short_one_is_filled_up() {
    let roster = roster("First,Last,Class\nAda,Byron, Lady,5a\nBen,Ode\n");
    assert!(roster.failed[0].reason.contains("more cells"));
    assert_eq!(roster.students[0].given, "Ben");
    assert!(roster.warnings[0].text.contains("fewer cells"));
}

#[test]
fn every_hostile_string_is_borne_as_a_name() {
    let Some(text) = collected("hostile-strings/blns.json") else {
        return;
    };
    let strings: Vec<String> = serde_json::from_slice(&text).unwrap();
    let lines = strings.iter().enumerate().map(|(index, string)| {
        let quoted = string.replace('\0', "").replace('"', "\"\"");
        format!("{index},\"{quoted}\",Test")
    });
    let lines: Vec<String> = lines.collect();
    let roster = self::roster(&format!("ID,First,Last\n{}\n", lines.join("\n")));
    assert_eq!(roster.rows_read, strings.len() as u64);
    assert!(roster.failed.is_empty(), "{:?}", roster.failed);
    for student in &roster.students {
        assert!(!student.given.chars().any(char::is_control));
        assert_eq!(clean::clean(&student.given).text, student.given);
    }
    assert!(!roster.notes.is_empty());
    assert!(roster.notes.iter().all(|note| {
        let value = note.value.as_deref().unwrap_or_default();
        !value.chars().any(char::is_control)
    }));
}

#[test]
fn a_cut_or_flipped_file_is_rows_or_a_fault_and_no_panic() {
    let whole = "\u{feff}\"Name\";Vorname;'Nr'\r\n\"Kurz \\\"x\\\"\";Zoë;1\r\nLang;\"J;o\"\"\";2\n"
        .as_bytes();
    for length in 0..whole.len() {
        let _ = try_read(&whole[..length]);
    }
    for place in 0..whole.len() {
        for flip in [0x01, 0x20, 0x55, 0x80, 0xFF] {
            let mut flipped = whole.to_vec();
            flipped[place] ^= flip;
            let _ = try_read(&flipped);
        }
    }
}

fn collected(name: &str) -> Option<Vec<u8>> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(name);
    std::fs::read(path).ok()
}

#[test]
fn the_collected_exports_are_read_whole() {
    let expected = [
        (
            "sds-v1-100-users/Student.csv",
            86,
            "Ora Klein",
            "given=First Name,family=Last Name,grade=Grade,school_number=Student Number,login=Username,id=SIS ID",
        ),
        (
            "sis-openeduanalytics/students.csv",
            600,
            "Carole Benefield",
            "given=FirstName,family=LastName,grade=Grade,email=Email,id=StudentID",
        ),
        (
            "sis-aspen-style/fake_students_export.csv",
            5,
            "First Fake Student",
            "name=full_name,grade=grade,class=homeroom,school_number=local_id",
        ),
        (
            "sis-german-bom-semicolon/Schueler.txt",
            137,
            "Vormame000 Schueler000",
            "given=Vorname,family=Name,grade=Jahrgang,class=Klasse,email=SchulEmail,id=IdNr",
        ),
    ];
    for (name, count, first, mapping) in expected {
        let Some(bytes) = collected(name) else {
            return;
        };
        let roster = read(name, bytes.as_slice(), &Mapping::default()).unwrap();
        adds_up(&roster);
        assert!(roster.failed.is_empty(), "{name}: {:?}", roster.failed);
        assert_eq!(roster.students.len(), count, "{name}");
        assert_eq!(roster.sample_names[0], first, "{name}");
        assert_eq!(roster.mapping.to_string(), mapping, "{name}");
        let all = format!("{:?}", roster.students);
        assert!(!all.contains("P@ssword"), "{name}");
    }
}

#[test]
fn the_same_names_in_three_encodings_are_the_same_names() {
    let list = |encoding: &str| {
        let bytes = collected(&format!("encodings-name-lists/lastnames.{encoding}.txt"))?;
        let bytes = [b"Name\n".as_slice(), &bytes].concat();
        let roster = read("names.txt", bytes.as_slice(), &Mapping::default()).unwrap();
        let names = roster
            .students
            .iter()
            .map(|s| format!("{} {}", s.given, s.family));
        Some((roster.encoding, names.collect::<Vec<String>>()))
    };
    let (Some(old), Some(new)) = (list("ISO_8859-1"), list("UTF8")) else {
        return;
    };
    assert_eq!((old.0, new.0), (Encoding::Windows1252, Encoding::Utf8));
    let shared = old.1.iter().filter(|name| new.1.contains(name)).count();
    assert!(shared * 10 > old.1.len() * 9, "{shared} of {}", old.1.len());
}
