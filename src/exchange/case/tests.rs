//! Packages as servers send them, made small.

use super::super::finding::Fault;
use super::super::framework::{Framework, read};
use serde_json::{Value, json};

#[allow(
    clippy::needless_pass_by_value,
    reason = "a package is written down where it is made"
)]
fn package(items: Value, associations: Value) -> Value {
    json!({
        "CFDocument": {"identifier": "doc", "uri": "https://s/CFDocuments/doc", "creator": "Us",
            "title": "Fractions", "lastChangeDateTime": "2026-01-01T00:00:00Z"},
        "CFItems": items,
        "CFAssociations": associations,
    })
}

fn item(id: &str) -> Value {
    json!({"identifier": id, "uri": format!("https://s/CFItems/{id}"), "fullStatement":
        format!("Statement {id}"), "humanCodingScheme": id, "lastChangeDateTime": "2026-01-01T00:00:00Z"})
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "a number is written down where it is given"
)]
fn under(child: &str, parent: &str, number: Value) -> Value {
    let link = |id: &str| json!({"title": id, "identifier": id, "uri": format!("https://s/{id}")});
    json!({"identifier": format!("{child}-{parent}"), "uri": "https://s/a", "associationType":
        "isChildOf", "originNodeURI": link(child), "destinationNodeURI": link(parent),
        "sequenceNumber": number, "lastChangeDateTime": "2026-01-01T00:00:00Z"})
}

fn taken(package: &Value) -> Framework {
    read("p.json", package.to_string().as_bytes()).unwrap()
}

fn fault(text: &str) -> Fault {
    read("p.json", text.as_bytes()).unwrap_err()
}

fn tree(read: &Framework) -> Vec<String> {
    let name = |place: usize| read.items[place].sourced_id.clone();
    read.items
        .iter()
        .map(|item| {
            let parent = item.parent.map_or("-".to_owned(), name);
            format!("{parent}/{}{}", item.sourced_id, item.position)
        })
        .collect()
}

fn has_warning(read: &Framework, column: &str, part: &str) -> u64 {
    read.warnings
        .iter()
        .filter(|w| w.column.as_deref() == Some(column) && w.text.contains(part))
        .map(|w| w.count)
        .sum()
}

#[test]
fn a_package_by_the_book_breaks_nothing_and_is_in_order() {
    let read = taken(&package(
        json!([item("c"), item("b"), item("a")]),
        json!([
            under("c", "a", json!(10)),
            under("b", "a", json!(2)),
            under("a", "doc", json!(1))
        ]),
    ));
    assert_eq!(tree(&read), ["-/a1", "a/b1", "a/c2"]);
    assert_eq!(
        (read.warnings, read.failed, read.levels),
        (vec![], vec![], 2)
    );
    assert_eq!((read.rows_read, read.items[0].rateable), (3, false));
    assert!(read.items[1].rateable);
}

#[test]
fn the_number_orders_then_enumeration_then_code_and_none_come_last() {
    let mut items = [item("4.10"), item("4.2"), item("z"), item("y"), item("x")];
    items[2]["listEnumeration"] = json!("1");
    let read = taken(&package(
        json!(items),
        json!([
            under("4.10", "doc", Value::Null),
            under("4.2", "doc", Value::Null),
            under("z", "doc", Value::Null),
            under("y", "doc", json!(2.5)),
            under("x", "doc", json!("2.25")),
        ]),
    ));
    assert_eq!(tree(&read), ["-/x1", "-/y2", "-/z3", "-/4.24", "-/4.105"]);
    let column = "CFAssociation sequenceNumber";
    assert_eq!(has_warning(&read, column, "no whole number"), 2);
    assert_eq!(has_warning(&read, column, "null"), 3);
}

#[test]
fn loose_servers_are_read_and_every_break_is_counted() {
    let mut text = package(
        json!([
            {"CFItem": item("a")},
            {"identifier": "b", "fullStatement": null, "abbreviatedStatement": "Short b",
                "educationalLevel": "03,04", "CFItemTypeURI": {"title": "Skill"}, "odd": 1},
            {"uri": "https://s/CFItems/c", "fullStatement": "<p>Add &amp; take</p>",
                "educationLevel": ["KG", 1], "humanCodingScheme": 7, "subject": "Maths"},
        ]),
        json!([
            {"associationType": "isChildOf", "originNodeURI": "https://s/x/b",
                "destinationNodeURI": "https://s/CFItems/a"},
            {"CFAssociation": under("c", "a", json!(1))},
        ]),
    );
    text["CFDocument"] = json!({"CFDocument": {"identifier": "doc", "title": "Maths",
        "subject": "Maths", "adoptionStatus": "adopted"}});
    text["CFRubrics"] = json!([{"any": "thing"}]);
    let read = taken(&text);
    assert_eq!(tree(&read), ["-/a1", "a/c1", "a/b2"]);
    assert_eq!(read.subjects, ["Maths"]);
    let [_, c, b] = read.items.as_slice() else {
        unreachable!("three items")
    };
    assert_eq!(b.statement, "Short b");
    assert_eq!(b.education_level, ["03", "04"]);
    assert_eq!(b.item_type.as_deref(), Some("Skill"));
    assert_eq!(
        (c.statement.as_str(), c.code.as_deref()),
        ("Add & take", Some("7"))
    );
    assert_eq!(c.education_level, ["KG", "1"]);
    for (column, part, times) in [
        ("CFItem uri", "missing", 1),
        ("CFItem lastChangeDateTime", "missing", 2),
        ("CFItem fullStatement", "null", 1),
        ("CFItem subject", "no list", 1),
        ("CFItem odd", "isn't of the standard", 1),
        ("CFDocument subject", "no list", 1),
        ("CFAssociation identifier", "missing", 1),
        ("CFAssociation originNodeURI", "a text", 1),
    ] {
        assert_eq!(has_warning(&read, column, part), times, "{column} {part}");
    }
    let wrapped = json!({"CFPackage": text});
    assert_eq!(tree(&taken(&wrapped)), tree(&read));
}

#[test]
fn a_circle_loses_the_edge_that_closes_it_and_is_told_with_its_codes() {
    let read = taken(&package(
        json!([item("a"), item("b"), item("c"), item("d")]),
        json!([
            under("b", "a", json!(1)),
            under("c", "b", json!(1)),
            under("a", "c", json!(1)),
            under("d", "a", json!(2)),
        ]),
    ));
    assert_eq!(tree(&read), ["-/a1", "a/b1", "b/c1", "a/d2"]);
    let circle = read
        .warnings
        .iter()
        .find(|w| w.text.contains("circle"))
        .unwrap();
    assert_eq!(circle.value.as_deref(), Some("a → c → b → a"));
    assert!(circle.text.contains("a was put at the top"));
}

#[test]
fn dangling_ends_second_parents_and_other_kinds_are_counted() {
    let mut aligned = under("a", "b", json!(1));
    aligned["associationType"] = json!("isStandardAlignedTo");
    let mut related = under("a", "b", json!(1));
    related["associationType"] = json!("isRelatedTo");
    let mut next = under("a", "b", Value::Null);
    next["associationType"] = json!("precedes");
    let mut replaced = under("b", "elsewhere", Value::Null);
    replaced["associationType"] = json!("replacedBy");
    let read = taken(&package(
        json!([item("a"), item("b"), item("c")]),
        json!([
            under("a", "doc", json!(1)),
            under("b", "a", json!(1)),
            under("b", "doc", json!(1)),
            under("b", "a", json!(7)),
            under("ghost", "a", json!(1)),
            under("c", "ghost", json!(1)),
            aligned,
            related,
            next,
            replaced,
        ]),
    ));
    assert_eq!(tree(&read), ["-/a1", "a/b1", "-/c2"]);
    assert_eq!(has_warning(&read, "isChildOf", "second place"), 1);
    assert_eq!(has_warning(&read, "originNodeURI", "nothing"), 1);
    assert_eq!(has_warning(&read, "destinationNodeURI", "nothing"), 1);
    assert_eq!(has_warning(&read, "isChildOf", "nowhere"), 1);
    assert_eq!(has_warning(&read, "associationType", "isn't read"), 2);
    assert_eq!(read.items[0].precedes, [1]);
    assert_eq!(read.items[1].replaced_by, ["elsewhere"]);
}

#[test]
fn bad_items_fail_with_their_place_and_the_rest_is_read() {
    let mut damaged = item("e\u{202e}");
    damaged["fullStatement"] = json!("x");
    let mut blank = item("f");
    blank["fullStatement"] = json!("<p> </p>");
    let mut long = item("g");
    long["fullStatement"] = json!("y".repeat(70_000));
    let read = taken(&package(
        json!([item("a"), item("a"), 7, {"fullStatement": "no id"}, damaged, blank, long]),
        Value::Null,
    ));
    let rows: Vec<(u64, &str)> = read
        .failed
        .iter()
        .map(|row| (row.line, row.reason.as_str()))
        .collect();
    assert_eq!(
        rows,
        [
            (2, "an item before it has the same identifier"),
            (3, "no object"),
            (4, "no identifier"),
            (5, "an id with characters that can't be shown"),
            (6, "no statement"),
        ]
    );
    assert_eq!(read.rows_read, 7);
    assert_eq!(tree(&read), ["-/a1", "-/g2"]);
    assert_eq!(read.items[1].statement.len(), 65_536);
    assert!(read.notes.iter().any(|note| note.reason.contains("64 kB")));
    assert!(read.failed_ids.contains("f"));
}

#[test]
fn what_is_no_package_is_a_fault_with_a_way_out() {
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    for (text, part) in [
        ("{", "no CASE package"),
        ("[]", "a list"),
        ("{\"CFItems\":[]}", "no CFDocument"),
        ("{\"CFDocument\":{\"title\":\"x\"}}", "no identifier"),
        (
            "{\"CFDocument\":{\"identifier\":\"d\"},\"CFItems\":3}",
            "no CASE package",
        ),
        (&format!("{{\"CFDocument\":{deep}}}"), "recursion"),
    ] {
        let fault = fault(text);
        assert!(fault.what.contains(part), "{fault}");
    }
    let ids: Vec<String> = (0..70).map(|n| format!("i{n}")).collect();
    let chain: Vec<Value> = ids
        .windows(2)
        .map(|pair| under(&pair[1], &pair[0], json!(1)))
        .collect();
    let items: Vec<Value> = ids.iter().map(|id| item(id)).collect();
    let fault = fault(&package(json!(items), json!(chain)).to_string());
    assert!(fault.what.contains("70 levels"), "{fault}");
}

#[test]
fn headings_are_not_rated_and_expectations_are() {
    let kinds = [
        ("s", "Strand", "doc"),
        ("k", "Knowledge and Skills Statement", "s"),
        ("e", "Student Expectation", "k"),
        ("f", "Student Expectation", "k"),
        ("b", "Breakout", "f"),
        ("i", "Introduction", "doc"),
    ];
    let items = kinds.iter().map(|(id, kind, _)| {
        let mut item = item(id);
        item["CFItemType"] = json!(kind);
        item
    });
    let edges = kinds
        .iter()
        .map(|(id, _, parent)| under(id, parent, json!(1)));
    let read = taken(&package(items.collect(), edges.collect()));
    let rated: Vec<&str> = read
        .items
        .iter()
        .filter(|item| item.rateable)
        .map(|item| item.sourced_id.as_str())
        .collect();
    assert_eq!(rated, ["e", "f", "b"]);
}
