//! Values of JSON taken for what they are meant as: a number for a text, a text
//! for a list, an object for the name in it. It says nothing of what is missing.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::standard::{self, Breaks};

/// A document as it stands in the file.
pub(super) struct RawDocument {
    pub(super) identifier: Option<String>,
    pub(super) uri: Option<String>,
    pub(super) title: Option<String>,
    pub(super) creator: Option<String>,
    pub(super) version: Option<String>,
    pub(super) adoption: Option<String>,
    pub(super) language: Option<String>,
    pub(super) subjects: Vec<String>,
    pub(super) breaks: Breaks,
}

/// An item as it stands in the file.
pub(super) struct RawItem {
    pub(super) is_object: bool,
    pub(super) identifier: Option<String>,
    pub(super) uri: Option<String>,
    pub(super) full_statement: Option<String>,
    pub(super) alternative_label: Option<String>,
    pub(super) abbreviated_statement: Option<String>,
    pub(super) code: Option<String>,
    pub(super) enumeration: Option<String>,
    pub(super) item_type: Option<String>,
    pub(super) levels: Vec<String>,
    pub(super) ends: Option<String>,
    pub(super) breaks: Breaks,
}

impl<'de> Deserialize<'de> for RawDocument {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(from)?;
        let object = object(&value, "CFDocument");
        let breaks = standard::document(object);
        let empty = Map::new();
        let object = object.unwrap_or(&empty);
        let uri = text(object, "uri");
        let mut subjects = list(object, "subject");
        if subjects.is_empty() {
            subjects = list(object, "subjectURI");
        }
        Ok(Self {
            identifier: text(object, "identifier").or_else(|| id_in(uri.as_deref())),
            uri,
            title: text(object, "title"),
            creator: text(object, "creator"),
            version: text(object, "version"),
            adoption: text(object, "adoptionStatus"),
            language: text(object, "language"),
            subjects,
            breaks,
        })
    }
}

impl<'de> Deserialize<'de> for RawItem {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(from)?;
        let found = object(&value, "CFItem");
        let breaks = standard::item(found);
        let empty = Map::new();
        let object = found.unwrap_or(&empty);
        let uri = text(object, "uri");
        let mut levels = list(object, "educationLevel");
        if levels.is_empty() {
            levels = list(object, "educationalLevel");
        }
        Ok(Self {
            is_object: found.is_some(),
            identifier: text(object, "identifier").or_else(|| id_in(uri.as_deref())),
            uri,
            full_statement: text(object, "fullStatement"),
            alternative_label: text(object, "alternativeLabel"),
            abbreviated_statement: text(object, "abbreviatedStatement"),
            code: text(object, "humanCodingScheme"),
            enumeration: text(object, "listEnumeration"),
            item_type: text(object, "CFItemType").or_else(|| text(object, "CFItemTypeURI")),
            levels,
            ends: text(object, "statusEndDate"),
            breaks,
        })
    }
}

/// The object that is meant, also where it is wrapped in one more: `{"CFItem": {…}}`.
pub(super) fn object<'a>(value: &'a Value, name: &str) -> Option<&'a Map<String, Value>> {
    let object = value.as_object()?;
    let inner = object.get(name).and_then(Value::as_object);
    Some(inner.filter(|_| object.len() == 1).unwrap_or(object))
}

/// A text that isn't blank.
pub(super) fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    words(object.get(key)?)
}

/// A list of texts, also where a single one stands in its place.
fn list(object: &Map<String, Value>, key: &str) -> Vec<String> {
    match object.get(key) {
        Some(Value::Array(all)) => all.iter().filter_map(words).collect(),
        Some(one) => words(one).into_iter().collect(),
        None => Vec::new(),
    }
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(link) => match link.get("title") {
            Some(Value::String(title)) => Some(title.clone()),
            _ => None,
        },
        Value::Null | Value::Bool(_) | Value::Array(_) => None,
    }
}

/// The identifier that an address ends in.
pub(super) fn id_in(uri: Option<&str>) -> Option<String> {
    let path = uri?.split(['?', '#']).next()?.trim_end_matches('/');
    let last = path.rsplit('/').next().filter(|last| *last != path)?;
    // Some addresses lack the slash before the identifier, which has 36 letters.
    let start = last.char_indices().rev().nth(35).map_or(0, |(at, _)| at);
    let tail = last.get(start..).unwrap_or(last);
    let is_uuid = tail.len() == 36
        && tail.chars().enumerate().all(|(at, c)| match at {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit(),
        });
    let id = if is_uuid { tail } else { last };
    Some(id.to_owned()).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_identifier_is_found_in_an_address_of_any_shape() {
        let id = "3d8cdec5-83d6-49b4-9300-91a824c59758";
        for uri in [
            format!("https://s/ims/case/v1p0/CFItems/{id}"),
            format!("https://s/ims/case/v1p0/CFItems{id}"),
            format!("https://s/uri/{id}/?x=1"),
        ] {
            assert_eq!(id_in(Some(uri.as_str())).as_deref(), Some(id), "{uri}");
        }
        assert_eq!(id_in(Some("https://s/items/ab7")).as_deref(), Some("ab7"));
        assert_eq!(id_in(Some("plain")), None);
    }
}
