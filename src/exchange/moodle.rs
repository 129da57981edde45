//! Moodle's competency CSV (tool_lpimportcsv, 14 columns) into a framework.
//! Scales and rules are Moodle's own and aren't read.

use std::collections::HashMap;

use super::finding::{Fault, shown};
use super::framework::{self, Format, Framework, Item, MOST_ITEMS, Problem, Reading};
use super::table::{Row, Table};
use super::tree::{self, Order, Placed};
use crate::domain::framework::depths;

/// The columns that are read: their English names, and where they stand among
/// the fourteen, for an export with its names in another language.
const COLUMNS: [(&str, usize); 7] = [
    ("parent id number", 0),
    ("id number", 1),
    ("shortname", 2),
    ("description", 3),
    ("cross referenced competency id numbers", 10),
    ("is framework", 12),
    ("taxonomy", 13),
];
const ALL: usize = 14;

/// Where the columns are that are read.
#[derive(Debug, Clone, Copy)]
struct Columns {
    parent: usize,
    id: usize,
    name: usize,
    description: usize,
    related: usize,
    is_framework: usize,
    taxonomy: usize,
}

impl Columns {
    fn find(headers: &[String]) -> Option<Self> {
        let place = |column: usize| {
            let (name, usual) = COLUMNS.get(column)?;
            let named = headers
                .iter()
                .position(|header| header.trim().eq_ignore_ascii_case(name));
            named.or_else(|| (headers.len() == ALL).then_some(*usual))
        };
        Some(Self {
            parent: place(0)?,
            id: place(1)?,
            name: place(2)?,
            description: place(3).unwrap_or(usize::MAX),
            related: place(4).unwrap_or(usize::MAX),
            is_framework: place(5)?,
            taxonomy: place(6).unwrap_or(usize::MAX),
        })
    }
}

/// The row of the framework itself.
struct Head {
    sourced_id: String,
    title: String,
    /// What a competency is called, level by level.
    words: Vec<String>,
}

/// Reads the file.
pub(super) fn read(file: &str, text: &[u8]) -> Result<Framework, Fault> {
    let neither = || {
        Fault::new(
            format!(
                "{} is neither a CASE package (JSON) nor Moodle's competency CSV.",
                shown(file)
            ),
            "Export the framework as one of the two.",
        )
    };
    let mut table = Table::open(file, text)?.ok_or_else(neither)?;
    let columns = Columns::find(table.headers()).ok_or_else(neither)?;
    let mut reading = Reading::new(file);
    let mut head = None;
    let mut list: Vec<Placed> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut parents: Vec<String> = Vec::new();
    let mut rows_read = 0;
    while let Some(row) = table.next_row()? {
        rows_read += 1;
        if list.len() >= MOST_ITEMS {
            return Err(Fault::new(
                format!("{} has more than 200,000 rows.", shown(file)),
                "Export fewer frameworks at a time.",
            ));
        }
        let raw_id = row.cell(columns.id).trim().to_owned();
        if row.cell(columns.is_framework).trim() == "1" {
            match head_of(&mut reading, &row, columns, head.is_some()) {
                Ok(found) => head = Some(found),
                Err(problem) => reading.fail(row.line, None, &problem),
            }
            continue;
        }
        match item(&mut reading, &row, columns, &places) {
            Ok(placed) => {
                places.insert(placed.item.sourced_id.clone(), list.len());
                parents.push(row.cell(columns.parent).trim().to_owned());
                list.push(placed);
            }
            Err(problem) => reading.fail(row.line, Some(&raw_id), &problem),
        }
    }
    let head = head.ok_or_else(|| {
        Fault::new(
            format!(
                "{} has no row of a framework (\"Is framework\" is 1 nowhere).",
                shown(file)
            ),
            "Export the whole framework from Moodle.",
        )
    })?;
    for (place, parent) in parents.iter().enumerate() {
        let Some(placed) = list.get_mut(place) else {
            continue;
        };
        placed.parent = places.get(parent).copied();
        if placed.parent.is_none() && !parent.is_empty() && *parent != head.sourced_id {
            let text = "leads to nothing in this file; the row stands at the top";
            let (column, line) = ("Parent id number", placed.item.row);
            reading.warnings.value(file, column, parent, text, line);
        }
    }
    name_levels(&mut list, &head.words);
    let (items, levels) = tree::grow(&mut reading, list)?;
    Ok(Framework {
        format: Format::Moodle,
        file: shown(file),
        sourced_id: head.sourced_id,
        title: head.title,
        creator: None,
        version: None,
        adoption: None,
        language: None,
        subjects: Vec::new(),
        is_retired: false,
        items,
        levels,
        rows_read,
        failed: reading.failed,
        failed_ids: reading.failed_ids,
        notes: reading.notes,
        warnings: reading.warnings.into_vec(),
    })
}

fn head_of(
    reading: &mut Reading<'_>,
    row: &Row,
    columns: Columns,
    is_second: bool,
) -> Result<Head, Problem> {
    let id = row.cell(columns.id);
    if is_second {
        let reason = "a second framework in one file";
        return Err(Problem::new("Is framework", id, reason));
    }
    let sourced_id = framework::id("Id number", id)?;
    if sourced_id.is_empty() {
        return Err(Problem::new("Id number", id, "no id number"));
    }
    let title = reading.line(row.line, "Shortname", row.cell(columns.name));
    let words = row.cell(columns.taxonomy).split(',');
    let words = words.map(|word| word.trim().to_owned()).collect();
    Ok(Head {
        title: title.unwrap_or_else(|| sourced_id.clone()),
        sourced_id,
        words,
    })
}

fn item(
    reading: &mut Reading<'_>,
    row: &Row,
    columns: Columns,
    places: &HashMap<String, usize>,
) -> Result<Placed, Problem> {
    if row.is_damaged {
        let reason = "letters that can't be read in the file's encoding";
        return Err(Problem::new("", "", reason));
    }
    let sourced_id = framework::id("Id number", row.cell(columns.id))?;
    if sourced_id.is_empty() {
        return Err(Problem::new("Id number", "", "no id number"));
    }
    if places.contains_key(&sourced_id) {
        let reason = "a row before it has the same id number";
        return Err(Problem::new("Id number", &sourced_id, reason));
    }
    let short = reading.line(row.line, "Shortname", row.cell(columns.name));
    let described = reading.statement(row.line, "Description", row.cell(columns.description))?;
    let statement = described
        .or_else(|| short.clone())
        .ok_or_else(|| Problem::new("Shortname", "", "no name and no description"))?;
    if !row.cell(columns.related).trim().is_empty() {
        let text = "isn't read";
        let column = "Cross referenced competency id numbers";
        reading
            .warnings
            .column_at(reading.file, column, text, row.line);
    }
    Ok(Placed {
        item: Item {
            row: row.line,
            code: Some(sourced_id.clone()),
            sourced_id,
            short: short.filter(|short| *short != statement),
            statement,
            ..Item::default()
        },
        parent: None,
        said_at: row.line as usize,
        order: Order {
            number: Some(row.line as f64),
            enumeration: None,
        },
    })
}

/// Moodle names the levels of the tree, not the competencies.
fn name_levels(list: &mut [Placed], words: &[String]) {
    let parents: Vec<Option<usize>> = list.iter().map(|placed| placed.parent).collect();
    for (placed, depth) in list.iter_mut().zip(depths(&parents)) {
        let word = depth.and_then(|depth| words.get(depth));
        placed.item.item_type = word.filter(|word| !word.is_empty()).cloned();
    }
}

#[cfg(test)]
mod tests {
    use super::super::framework::read;

    const HEADER: &str = "Parent id number,Id number,Shortname,Description,Description format,Scale values,Scale configuration,Rule type (optional),Rule outcome (optional),Rule config (optional),Cross referenced competency id numbers,Exported id (optional),Is framework,Taxonomy\r\n";
    const FRAMEWORK: &str = ",core,Core skills,,1,\"Not yet,Yes\",\"[{\"\"scaleid\"\":\"\"2\"\"}]\",,,,,,1,\"domain,competency\"\r\n";

    #[test]
    fn parents_may_come_later_and_levels_have_names() {
        let rows = "b,b2,Second,\"<p>Line one<br>two</p>\",1,,,,0,null,,3,,\r\n\
            b,b1,First,,1,,,,0,null,\"b2\",2,,\r\n,b,Block,,1,,,,0,null,,1,,\r\n\
            nowhere,c,Lost,,1,,,,0,null,,4,,\r\n,,Nameless,,1,,,,0,null,,5,,\r\n";
        let text = format!("{HEADER}{FRAMEWORK}{rows}");
        let read = read("core.csv", text.as_bytes()).unwrap();
        assert_eq!((read.title.as_str(), read.rows_read), ("Core skills", 6));
        let seen: Vec<_> = read
            .items
            .iter()
            .map(|item| (item.sourced_id.as_str(), item.parent, item.rateable))
            .collect();
        assert_eq!(
            seen,
            [
                ("b", None, false),
                ("b2", Some(0), true),
                ("b1", Some(0), true),
                ("c", None, false)
            ]
        );
        assert_eq!(read.items[1].statement, "Line one\ntwo");
        assert_eq!(read.items[2].statement, "First");
        assert_eq!(read.items[1].item_type.as_deref(), Some("competency"));
        assert_eq!(read.failed[0].line, 7);
        assert!(
            read.warnings
                .iter()
                .any(|w| w.value.as_deref() == Some("nowhere"))
        );
    }

    #[test]
    fn another_language_is_read_by_place_and_other_files_are_refused() {
        let german = HEADER
            .replace("Shortname", "Kurzname")
            .replace("Id number", "ID-Nummer");
        let rows = ",a,Erste,,1,,,,0,null,,1,,\r\n";
        let text = format!("{german}{FRAMEWORK}{rows}");
        assert_eq!(read("a.csv", text.as_bytes()).unwrap().items.len(), 1);
        for (text, part) in [
            ("a,b\n1,2\n", "neither"),
            ("", "empty"),
            (HEADER, "no row of a framework"),
        ] {
            let fault = read("a.csv", text.as_bytes()).unwrap_err();
            assert!(fault.what.contains(part), "{fault}");
        }
    }
}
