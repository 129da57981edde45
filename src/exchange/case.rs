//! A CASE 1.0 or 1.1 package (1EdTech, JSON) into a framework, as tolerantly as
//! servers are loose: what is needed is read, what isn't as the standard says
//! is counted. It resolves no address and fetches nothing.

mod association;
mod json;
mod standard;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::dates::{Order as DateOrder, Written};
use super::finding::{Fault, shown};
use super::framework::{self, Format, Framework, Item, MOST_ITEMS, Problem, Reading};
use super::tree::{self, Order, Placed};
use association::RawAssociation;
use json::{RawDocument, RawItem};
use standard::Breaks;

/// Most grades that one item may name.
const MOST_LEVELS: usize = 32;

/// A package. Rubrics and definitions aren't read yet.
#[derive(Deserialize)]
struct Package {
    #[serde(rename = "CFPackage")]
    wrapped: Option<Box<Package>>,
    #[serde(rename = "CFDocument")]
    document: Option<RawDocument>,
    #[serde(rename = "CFItems")]
    items: Option<Vec<RawItem>>,
    #[serde(rename = "CFAssociations")]
    associations: Option<Vec<RawAssociation>>,
}

/// Reads a package.
pub(super) fn read(file: &str, text: &[u8]) -> Result<Framework, Fault> {
    let package = parse(file, text)?;
    let package = match package.wrapped {
        Some(inner) => *inner,
        None => package,
    };
    let no_package = || {
        Fault::new(
            format!("{} is no CASE package: it has no CFDocument.", shown(file)),
            "Export the framework as a CASE package (CFPackage), JSON.",
        )
    };
    let document = package.document.ok_or_else(no_package)?;
    let raw_items = package.items.unwrap_or_default();
    if raw_items.len() > MOST_ITEMS {
        return Err(Fault::new(
            format!("{} has more than 200,000 items.", shown(file)),
            "Export fewer frameworks at a time.",
        ));
    }
    let mut reading = Reading::new(file);
    count(&mut reading, "CFDocument", &document.breaks, 0);
    let sourced_id = document
        .identifier
        .as_deref()
        .and_then(|raw| framework::id("identifier", raw).ok())
        .filter(|id| !id.is_empty())
        .ok_or_else(|| {
            Fault::new(
                format!("The CFDocument of {} has no identifier.", shown(file)),
                "Export it again from the system that made it.",
            )
        })?;
    let rows_read = raw_items.len() as u64;
    let mut addresses = Addresses::new(&sourced_id, document.uri.as_deref());
    let mut list = Vec::with_capacity(raw_items.len());
    for (place, raw) in raw_items.into_iter().enumerate() {
        let row = place as u64 + 1;
        count(&mut reading, "CFItem", &raw.breaks, row);
        match item(&mut reading, &addresses, row, &raw) {
            Ok(placed) => {
                addresses.add(&placed.item.sourced_id, raw.uri.as_deref(), list.len());
                list.push(placed);
            }
            Err(problem) => reading.fail(row, raw.identifier.as_deref(), &problem),
        }
    }
    let associations = package.associations.unwrap_or_default();
    association::join(&mut reading, &addresses, &associations, &mut list);
    let (items, levels) = tree::grow(&mut reading, list)?;
    let title = document.title.as_deref();
    let title = title.and_then(|raw| reading.line(0, "CFDocument title", raw));
    let mut subjects: Vec<String> = Vec::new();
    for raw in &document.subjects {
        subjects.extend(reading.line(0, "CFDocument subject", raw));
    }
    subjects.dedup();
    let mut line = |column: &str, raw: &Option<String>| {
        let raw = raw.as_deref()?;
        reading.line(0, column, raw)
    };
    let adoption = line("CFDocument adoptionStatus", &document.adoption);
    Ok(Framework {
        format: Format::Case,
        title: title.unwrap_or_else(|| sourced_id.clone()),
        sourced_id,
        creator: line("CFDocument creator", &document.creator),
        version: line("CFDocument version", &document.version),
        language: line("CFDocument language", &document.language),
        is_retired: adoption
            .as_deref()
            .is_some_and(|word| word.eq_ignore_ascii_case("deprecated")),
        adoption,
        subjects,
        items,
        levels,
        rows_read,
        file: shown(file),
        failed: reading.failed,
        failed_ids: reading.failed_ids,
        notes: reading.notes,
        warnings: reading.warnings.into_vec(),
    })
}

fn parse(file: &str, text: &[u8]) -> Result<Package, Fault> {
    let is_object = text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    let read = if is_object {
        serde_json::from_slice(text).map_err(|error| error.to_string())
    } else {
        Err("a list, where a package is an object".to_owned())
    };
    read.map_err(|why| {
        Fault::new(
            format!("{} is no CASE package: {}.", shown(file), shown(&why)),
            "Export the framework as a CASE package (CFPackage), JSON; nothing was stored.",
        )
    })
}

/// Which item an address or an identifier means.
struct Addresses {
    document: HashSet<String>,
    places: HashMap<String, usize>,
}

/// What one end of an association is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Document,
    Item(usize),
    Nowhere,
}

impl Addresses {
    fn new(document: &str, uri: Option<&str>) -> Self {
        let names = [Some(document), uri];
        Self {
            document: names.into_iter().flatten().map(str::to_owned).collect(),
            places: HashMap::new(),
        }
    }

    fn add(&mut self, id: &str, uri: Option<&str>, place: usize) {
        // An identifier is surer than an address, which some servers repeat.
        self.places.insert(id.to_owned(), place);
        if let Some(uri) = uri.filter(|uri| !uri.is_empty()) {
            self.places.entry(uri.to_owned()).or_insert(place);
        }
    }

    fn has(&self, id: &str) -> bool {
        self.places.contains_key(id)
    }

    fn find(&self, name: &str) -> End {
        if let Some(place) = self.places.get(name) {
            return End::Item(*place);
        }
        if self.document.contains(name) {
            return End::Document;
        }
        End::Nowhere
    }
}

fn item(
    reading: &mut Reading<'_>,
    known: &Addresses,
    row: u64,
    raw: &RawItem,
) -> Result<Placed, Problem> {
    if !raw.is_object {
        return Err(Problem::new("", "", "no object"));
    }
    let id = raw.identifier.as_deref().unwrap_or_default();
    let sourced_id = framework::id("identifier", id)?;
    if sourced_id.is_empty() {
        return Err(Problem::new("identifier", "", "no identifier"));
    }
    if known.has(&sourced_id) {
        let reason = "an item before it has the same identifier";
        return Err(Problem::new("identifier", &sourced_id, reason));
    }
    let mut statement = None;
    for (column, text) in [
        ("fullStatement", &raw.full_statement),
        ("alternativeLabel", &raw.alternative_label),
        ("abbreviatedStatement", &raw.abbreviated_statement),
    ] {
        if statement.is_none()
            && let Some(text) = text.as_deref()
        {
            statement = reading.statement(row, column, text)?;
        }
    }
    let statement = statement.ok_or_else(|| Problem::new("fullStatement", "", "no statement"))?;
    let mut line = |column: &str, raw: &Option<String>| {
        let raw = raw.as_deref()?;
        reading.line(row, column, raw)
    };
    let code = line("humanCodingScheme", &raw.code);
    let short = line("abbreviatedStatement", &raw.abbreviated_statement);
    let item_type = line("CFItemType", &raw.item_type).filter(|word| word != "*CLEAR*");
    let enumeration = line("listEnumeration", &raw.enumeration);
    let mut education_level: Vec<String> = Vec::new();
    for level in raw.levels.iter().flat_map(|level| level.split(',')) {
        if education_level.len() < MOST_LEVELS {
            education_level.extend(line("educationLevel", &Some(level.to_owned())));
        }
    }
    let ends = raw.ends.as_deref().map(Written::read);
    Ok(Placed {
        item: Item {
            row,
            sourced_id,
            code,
            short: short.filter(|short| *short != statement),
            statement,
            education_level,
            item_type,
            ends: ends.and_then(|written| written.day(DateOrder::MonthFirst)),
            ..Item::default()
        },
        parent: None,
        said_at: 0,
        order: Order {
            number: None,
            enumeration,
        },
    })
}

/// Counts what isn't as the standard says, each kind once.
fn count(reading: &mut Reading<'_>, object: &str, breaks: &Breaks, row: u64) {
    for (key, what) in breaks.list() {
        let column = format!("{object} {key}");
        reading.warnings.column_at(reading.file, &column, what, row);
    }
}
