//! Frameworks as a screen asks for them: a tree level by level, and finding by
//! code and words.

use deskside::domain::framework::{Competency, CompetencyStatus, Framework};
use deskside::domain::ids::Id;
use deskside::domain::plan::Area;
use deskside::domain::query::{Answer, CompetencyPage, CompetencyQuery, Query, Wanted};
use deskside::domain::school::Import;
use deskside::store::rows::Table;

use crate::desk::{NOW, School};

/// A school with a small framework: code, statement, parent's code.
struct Shelf {
    school: School,
    framework: Id<Framework>,
}

impl Shelf {
    fn new(items: &[(&str, &str, &str)]) -> Self {
        let mut school = School::in_memory();
        let framework: Id<Framework> = school.mint.id(NOW);
        let mut made: Vec<Competency> = Vec::new();
        for (place, (code, statement, parent)) in items.iter().enumerate() {
            let parent = made
                .iter()
                .find(|item| item.code.as_deref() == Some(*parent));
            made.push(Competency {
                id: school.mint.id(NOW),
                framework,
                import: Import::default(),
                code: (!code.is_empty()).then(|| (*code).to_owned()),
                statement: (*statement).to_owned(),
                short: None,
                education_level: vec!["04".into()],
                item_type: None,
                parent: parent.map(|item| item.id),
                // The last one first, so that order isn't the order of ids.
                position: (items.len() - place) as u32,
                precedes: vec![],
                replaced_by: vec![],
                rateable: true,
                status: if statement.contains("old") {
                    CompetencyStatus::Retired
                } else {
                    CompetencyStatus::Active
                },
            });
        }
        let row = Framework {
            id: framework,
            import: Import::default(),
            title: "Mathematics".into(),
            creator: None,
            version: None,
            adoption: None,
            language: None,
            subjects: vec!["Mathematics".into()],
            area: Area::Academic,
            status: CompetencyStatus::Active,
        };
        school
            .store
            .write(|connection| {
                row.insert(connection)?;
                made.iter().try_for_each(|item| item.insert(connection))
            })
            .unwrap();
        Self { school, framework }
    }

    fn ask(
        &mut self,
        wanted: Wanted,
        after: Option<Id<Competency>>,
        limit: usize,
    ) -> CompetencyPage {
        let query = Query::Competencies(CompetencyQuery {
            framework: Some(self.framework),
            wanted,
            after,
            limit,
            with_retired: false,
        });
        let (viewer, today) = (self.school.viewer(), self.school.today);
        match self.school.store.ask(&viewer, &query, today).unwrap() {
            Answer::Competencies(page) => page,
            other => unreachable!("asked for competencies, got {other:?}"),
        }
    }

    fn found(&mut self, text: &str) -> Vec<String> {
        codes(&self.ask(Wanted::Text(text.into()), None, 10))
    }
}

fn codes(page: &CompetencyPage) -> Vec<String> {
    let rows = page.rows.iter();
    rows.map(|row| row.competency.name().to_owned()).collect()
}

fn fractions() -> Shelf {
    Shelf::new(&[
        ("4", "Grade four", ""),
        ("4.NF", "Number and operations: fractions", "4"),
        ("4.NF.10", "Add tenths and hundredths", "4.NF"),
        (
            "4.NF.2",
            "Compare two fractions, e.g. by a benchmark",
            "4.NF",
        ),
        ("4.NF.1", "Explain why fractions are équivalent", "4.NF"),
        ("4.NF.9", "An old statement about fractions", "4.NF"),
        ("", "A statement without a code", "4"),
    ])
}

#[test]
fn a_level_of_the_tree_is_read_in_order_by_stretches() {
    let mut shelf = fractions();
    let top = shelf.ask(Wanted::Under(None), None, 10);
    assert_eq!(codes(&top), ["4"]);
    assert_eq!((top.rows[0].children, top.path.len()), (2, 0));
    let four = top.rows[0].competency.id;
    let below = shelf.ask(Wanted::Under(Some(four)), None, 10);
    assert_eq!(codes(&below), ["A statement without a code", "4.NF"]);
    let nf = below.rows[1].competency.id;
    assert_eq!(below.rows[1].children, 3, "a retired one isn't counted");
    let first = shelf.ask(Wanted::Under(Some(nf)), None, 2);
    assert_eq!(codes(&first), ["4.NF.1", "4.NF.2"]);
    assert!(first.more_after);
    let last = first.rows.last().map(|row| row.competency.id);
    let rest = shelf.ask(Wanted::Under(Some(nf)), last, 2);
    assert_eq!(codes(&rest), ["4.NF.10"]);
    assert!(!rest.more_after);
    let path: Vec<&str> = rest.path.iter().map(Competency::name).collect();
    assert_eq!(path, ["4", "4.NF"]);
}

#[test]
fn codes_are_found_without_their_dots_and_words_without_accents() {
    let mut shelf = fractions();
    assert_eq!(shelf.found("4nf1"), ["4.NF.1", "4.NF.10"]);
    assert_eq!(shelf.found("4.nf"), ["4.NF", "4.NF.1", "4.NF.2", "4.NF.10"]);
    assert_eq!(shelf.found("EQUIV frac"), ["4.NF.1"]);
    assert_eq!(shelf.found("ractions"), ["4.NF", "4.NF.1", "4.NF.2"]);
    assert_eq!(shelf.found("without code"), ["A statement without a code"]);
    assert!(shelf.found("geometry").is_empty());
    assert!(shelf.found(" . ").is_empty());
    let page = shelf.ask(Wanted::Text("frac".into()), None, 1);
    assert_eq!(page.rows[0].trail, ["Mathematics", "4"]);
    let after = page.rows.last().map(|row| row.competency.id);
    let next = shelf.ask(Wanted::Text("frac".into()), after, 1);
    assert_eq!(
        (codes(&next), next.more_after),
        (vec!["4.NF.1".into()], true)
    );
}

#[test]
fn frameworks_say_how_much_is_in_them() {
    let mut shelf = fractions();
    let (viewer, today) = (shelf.school.viewer(), shelf.school.today);
    let answer = shelf.school.store.ask(&viewer, &Query::Frameworks, today);
    let Answer::Frameworks(lines) = answer.unwrap() else {
        unreachable!("asked for frameworks")
    };
    assert_eq!((lines[0].active, lines[0].retired), (6, 1));
    assert_eq!(lines[0].framework.title, "Mathematics");
}
