//! Associations: which item hangs under which, in which order, what comes next
//! and what took whose place. The other kinds are counted and left.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::super::framework::Reading;
use super::super::tree::Placed;
use super::json::{id_in, object, text};
use super::standard::{self, Breaks};
use super::{Addresses, End, count};

/// This many dangling ends are named one by one.
const NAMED: usize = 20;
/// Kinds of the standard, beside the three that are read; `ext:` is free.
const KINDS: &[&str] = &[
    "ispeerof",
    "ispartof",
    "exactmatchof",
    "isrelatedto",
    "exemplar",
    "hasskilllevel",
    "istranslationof",
];

/// An association as it stands in the file.
pub(super) struct RawAssociation {
    kind: String,
    origin: Vec<String>,
    destination: Vec<String>,
    sequence: Option<f64>,
    breaks: Breaks,
}

impl<'de> Deserialize<'de> for RawAssociation {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(from)?;
        let found = object(&value, "CFAssociation");
        let breaks = standard::association(found);
        let empty = Map::new();
        let object = found.unwrap_or(&empty);
        let sequence = match object.get("sequenceNumber") {
            Some(Value::Number(number)) => number.as_f64(),
            Some(Value::String(text)) => text.trim().parse().ok(),
            _ => None,
        };
        Ok(Self {
            kind: text(object, "associationType").unwrap_or_default(),
            origin: end(object, "originNodeURI", "originNodeIdentifier"),
            destination: end(object, "destinationNodeURI", "destinationNodeIdentifier"),
            sequence: sequence.filter(|number: &f64| number.is_finite()),
            breaks,
        })
    }
}

/// The names an end goes by, the surest first.
fn end(object: &Map<String, Value>, link: &str, plain: &str) -> Vec<String> {
    let mut names = Vec::new();
    let uri = match object.get(link) {
        Some(Value::Object(link)) => {
            names.extend(text(link, "identifier"));
            text(link, "uri")
        }
        Some(Value::String(uri)) => Some(uri.clone()),
        _ => None,
    };
    names.extend(text(object, plain));
    let in_uri = id_in(uri.as_deref());
    names.extend(uri);
    names.extend(in_uri);
    names
}

impl Addresses {
    fn end(&self, names: &[String]) -> End {
        let ends = names.iter().map(|name| self.find(name.trim()));
        ends.into_iter()
            .find(|end| *end != End::Nowhere)
            .unwrap_or(End::Nowhere)
    }
}

/// Joins items by what associations say of them.
pub(super) fn join(
    reading: &mut Reading<'_>,
    addresses: &Addresses,
    associations: &[RawAssociation],
    list: &mut [Placed],
) {
    let mut joining = Joining {
        reading,
        placed: vec![false; list.len()],
        list,
        named: 0,
    };
    for (place, raw) in associations.iter().enumerate() {
        let row = place as u64 + 1;
        count(joining.reading, "CFAssociation", &raw.breaks, row);
        let (origin, destination) = (addresses.end(&raw.origin), addresses.end(&raw.destination));
        let kind: String = raw.kind.chars().filter(|c| !c.is_whitespace()).collect();
        match kind.to_ascii_lowercase().as_str() {
            "ischildof" => joining.hang(raw, row, origin, destination),
            "precedes" => joining.precede(raw, row, origin, destination),
            "replacedby" | "isreplacedby" => joining.replace(raw, row, origin, destination),
            other => joining.pass_over(raw, row, other),
        }
    }
    joining.end();
}

struct Joining<'r, 'a, 'l> {
    reading: &'r mut Reading<'a>,
    /// Who has a place in the tree.
    placed: Vec<bool>,
    list: &'l mut [Placed],
    named: usize,
}

impl Joining<'_, '_, '_> {
    fn hang(&mut self, raw: &RawAssociation, row: u64, origin: End, destination: End) {
        let End::Item(child) = origin else {
            // A document under another document is no business of the tree's.
            if origin == End::Nowhere {
                self.dangling(&raw.origin, "originNodeURI", row);
            }
            return;
        };
        let parent = match destination {
            End::Document => None,
            End::Item(parent) => Some(parent),
            End::Nowhere => {
                self.dangling(&raw.destination, "destinationNodeURI", row);
                return;
            }
        };
        if self.placed.get(child) == Some(&true) {
            // Said twice is said once.
            if self
                .list
                .get(child)
                .is_some_and(|item| item.parent == parent)
            {
                return;
            }
            let text = "names a second place in the tree; the first one holds";
            self.warn("isChildOf", text, row);
            return;
        }
        if let Some(placed) = self.placed.get_mut(child) {
            *placed = true;
        }
        if let Some(placed) = self.list.get_mut(child) {
            placed.parent = parent;
            placed.said_at = row as usize;
            placed.order.number = raw.sequence;
        }
    }

    fn precede(&mut self, raw: &RawAssociation, row: u64, origin: End, destination: End) {
        match (origin, destination) {
            (End::Item(first), End::Item(next)) if first != next => {
                if let Some(placed) = self.list.get_mut(first)
                    && !placed.item.precedes.contains(&next)
                {
                    placed.item.precedes.push(next);
                }
            }
            (End::Item(_), _) => self.dangling(&raw.destination, "destinationNodeURI", row),
            _ => self.dangling(&raw.origin, "originNodeURI", row),
        }
    }

    /// What took the place may be of another framework, so its id is kept.
    fn replace(&mut self, raw: &RawAssociation, row: u64, origin: End, destination: End) {
        let End::Item(old) = origin else {
            self.dangling(&raw.origin, "originNodeURI", row);
            return;
        };
        let id = match destination {
            End::Item(new) => self
                .list
                .get(new)
                .map(|placed| placed.item.sourced_id.clone()),
            End::Document | End::Nowhere => raw.destination.first().cloned(),
        };
        if let (Some(id), Some(placed)) = (id, self.list.get_mut(old))
            && id != placed.item.sourced_id
            && !placed.item.replaced_by.contains(&id)
        {
            placed.item.replaced_by.push(id);
        }
    }

    fn pass_over(&mut self, raw: &RawAssociation, row: u64, kind: &str) {
        let is_known = KINDS.contains(&kind) || kind.starts_with("ext:");
        let text = if is_known {
            "isn't read"
        } else {
            "isn't of the standard, and isn't read"
        };
        let kind: String = raw.kind.chars().take(60).collect();
        let file = self.reading.file;
        let warnings = &mut self.reading.warnings;
        warnings.value(file, "associationType", &kind, text, row);
    }

    fn dangling(&mut self, names: &[String], column: &str, row: u64) {
        let text = "leads to nothing in this file";
        let first = names.first().filter(|_| self.named < NAMED);
        match first {
            Some(name) => {
                self.named += 1;
                let file = self.reading.file;
                self.reading.warnings.value(file, column, name, text, row);
            }
            None => self.warn(column, text, row),
        }
    }

    fn warn(&mut self, column: &str, text: &str, row: u64) {
        let file = self.reading.file;
        self.reading.warnings.column_at(file, column, text, row);
    }

    /// What no association puts anywhere stands at the top, behind the rest.
    fn end(mut self) {
        for place in 0..self.list.len() {
            if self.placed.get(place) == Some(&false) {
                let row = self.list.get(place).map_or(0, |placed| placed.item.row);
                self.warn(
                    "isChildOf",
                    "puts an item nowhere; it stands at the top",
                    row,
                );
            }
        }
    }
}
