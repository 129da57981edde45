//! What is said of a command that can't be taken as it was given.

use super::*;

#[test]
fn a_config_that_was_named_and_is_wrong_is_told_by_every_command() {
    let place = Place::room_12();
    let config = place.at("config.toml");
    fs::write(&config, "theme = \"ansi\"\n").unwrap();
    let config = config.to_str().unwrap().to_owned();
    assert_eq!(place.run(["--config", &config, "due"]).code, 0);
    fs::write(&config, "theme = \"ansi\"\nshoe = 1\n").unwrap();
    for words in [["due"].as_slice(), &["man"], &["show", "12"]] {
        let said = place.run([["--config", &config].as_slice(), words].concat());
        said.refuses(2, "config.toml:2:");
        assert!(said.err.contains(". Correct these lines, "), "{}", said.err);
        assert_eq!(said.out, "", "{words:?}");
    }
    let missing = place.at("missing.toml");
    let output = place
        .command()
        .arg("due")
        .env("DESKSIDE_CONFIG", &missing)
        .output();
    Said::of(output.unwrap()).refuses(2, "there is no such file");
    // One that nobody named is the screen's to complain of.
    let folder = place.at(".config/deskside");
    fs::create_dir_all(&folder).unwrap();
    fs::copy(&config, folder.join("config.toml")).unwrap();
    assert_eq!(place.says("due").code, 0);
}

#[test]
fn a_mistake_points_to_the_help_of_its_own_command() {
    let place = Place::room_12();
    place
        .says("log 12 --kind")
        .refuses(2, "`deskside log --help`");
    place
        .says("import bogus")
        .refuses(2, "`deskside import --help`");
    place.says("due --shoe").refuses(2, "`deskside due --help`");
    place.says("duee").refuses(2, "`deskside --help`");
    place
        .says("demo --students 0")
        .refuses(2, "a school has one student or more");
    place.says("init --scale 5").refuses(2, "1-4, 0-8");
    place
        .says("init --terms 0")
        .refuses(2, "a school year has from 1 to 12 terms");
    place.says("init --year 2026-28").refuses(2, "2026-2027");
    let other = place.at("other.db");
    let other = other.to_str().unwrap();
    assert_eq!(
        place.run(["--db", other, "init", "--year", "2026-27"]).code,
        0
    );
}

#[test]
fn a_login_in_another_case_is_hinted_at() {
    let place = Place::room_12();
    place.says("--as Vasko due").refuses(1, "but knows vasko");
    let said = place.says("--as nobody due");
    said.refuses(1, "knows nobody");
    assert!(!said.err.contains("vasko"), "{}", said.err);
}

#[test]
fn a_file_that_others_could_read_is_closed_and_that_is_said() {
    let place = Place::room_12();
    fs::set_permissions(place.db(), fs::Permissions::from_mode(0o644)).unwrap();
    let said = place.says("due --json");
    said.data();
    assert!(said.err.contains("now only you can"), "{}", said.err);
    let mode = fs::metadata(place.db()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(place.says("due").err, "");
}

#[test]
fn a_backup_is_restored_over_a_link_that_leads_nowhere() {
    let place = Place::room_12();
    let (copy, link) = (place.at("copy.db"), place.at("link.db"));
    let (copy, link) = (copy.to_str().unwrap(), link.to_str().unwrap());
    assert_eq!(place.run(["--as", "head", "backup", copy]).code, 0);
    std::os::unix::fs::symlink("nowhere.db", link).unwrap();
    let restore = ["--as", "head", "--db", link, "restore", copy, "--replace"];
    place.run(&restore[..6]).refuses(1, "--replace");
    let said = place.run(restore);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("link.db.replaced-"), "{}", said.out);
    assert!(fs::symlink_metadata(link).unwrap().is_file());
    assert_eq!(place.run(["--db", link, "due"]).code, 0);
}

/// A failed row's line says line and reason, and a folder without a name is this one.
#[test]
fn findings_are_sentences() {
    let place = Place::room_12();
    let file = place.at("short.csv");
    fs::write(&file, "Given,Family,Grade\nAda,Okafor,3\n,,3\n").unwrap();
    let words = ["--as", "head", "import", "roster", file.to_str().unwrap()];
    let said = place.run([words.as_slice(), &["--dry-run"]].concat());
    let failed = said.out.lines().find(|line| line.starts_with("failed:"));
    let failed = failed.unwrap();
    assert!(failed.starts_with("failed: short.csv line 3: "), "{failed}");
    assert!(!failed.contains("::"), "{failed}");
    fs::set_permissions(place.at(""), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = place.command();
    command.current_dir(place.at(""));
    let output = command.args(["--db", "school.db", "check"]).output();
    let said = Said::of(output.unwrap());
    assert!(
        said.out.contains("Others can look into this folder."),
        "{}",
        said.out
    );
}
