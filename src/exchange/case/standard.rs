//! What the CASE 1.1 schema asks of an object, so that what isn't so can be
//! counted. Nothing is refused for it.

use serde_json::{Map, Value};

/// What of one object isn't as the standard says.
#[derive(Debug, Default)]
pub(super) struct Breaks(Vec<(String, &'static str)>);

impl Breaks {
    /// Key and sentence.
    pub(super) fn list(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.0.iter().map(|(key, what)| (key.as_str(), *what))
    }

    fn add(&mut self, key: &str, what: &'static str) {
        // Long keys are nobody's; a hostile file shall not make long reports.
        self.0.push((key.chars().take(60).collect(), what));
    }
}

struct Rule {
    required: &'static [&'static str],
    texts: &'static [&'static str],
    lists: &'static [&'static str],
    others: &'static [&'static str],
}

const DOCUMENT: Rule = Rule {
    required: &[
        "identifier",
        "uri",
        "creator",
        "title",
        "lastChangeDateTime",
    ],
    texts: &[
        "frameworkType",
        "caseVersion",
        "officialSourceURL",
        "publisher",
        "description",
        "language",
        "version",
        "adoptionStatus",
        "statusStartDate",
        "statusEndDate",
        "notes",
    ],
    lists: &["subject", "subjectURI"],
    others: &["licenseURI", "extensions"],
};

const ITEM: Rule = Rule {
    required: &["identifier", "fullStatement", "uri", "lastChangeDateTime"],
    texts: &[
        "alternativeLabel",
        "CFItemType",
        "humanCodingScheme",
        "listEnumeration",
        "abbreviatedStatement",
        "notes",
        "language",
        "statusStartDate",
        "statusEndDate",
    ],
    lists: &["conceptKeywords", "subject", "subjectURI", "educationLevel"],
    others: &[
        "CFItemTypeURI",
        "conceptKeywordsURI",
        "licenseURI",
        "extensions",
    ],
};

const ASSOCIATION: Rule = Rule {
    required: &[
        "identifier",
        "associationType",
        "uri",
        "originNodeURI",
        "destinationNodeURI",
        "lastChangeDateTime",
    ],
    texts: &["notes"],
    lists: &[],
    others: &["sequenceNumber", "CFAssociationGroupingURI", "extensions"],
};

/// A `CFDocument`.
pub(super) fn document(object: Option<&Map<String, Value>>) -> Breaks {
    check(object, &DOCUMENT)
}

/// A `CFItem`.
pub(super) fn item(object: Option<&Map<String, Value>>) -> Breaks {
    check(object, &ITEM)
}

/// A `CFAssociation`.
pub(super) fn association(object: Option<&Map<String, Value>>) -> Breaks {
    let mut breaks = check(object, &ASSOCIATION);
    let number = object.and_then(|object| object.get("sequenceNumber"));
    if number.is_some_and(|number| !number.is_null() && !number.is_u64()) {
        breaks.add("sequenceNumber", "is no whole number");
    }
    for end in ["originNodeURI", "destinationNodeURI"] {
        let found = object.and_then(|object| object.get(end));
        if found.is_some_and(Value::is_string) {
            breaks.add(end, "is a text and no link");
        }
    }
    breaks
}

fn check(object: Option<&Map<String, Value>>, rule: &Rule) -> Breaks {
    let mut breaks = Breaks::default();
    let Some(object) = object else {
        return breaks;
    };
    for key in rule.required {
        if !object.contains_key(*key) {
            breaks.add(key, "is missing, and required");
        }
    }
    for (key, value) in object {
        let is_in = |keys: &[&str]| keys.contains(&key.as_str());
        if value.is_null() {
            breaks.add(key, "is null");
        } else if is_in(rule.texts) && !value.is_string() {
            breaks.add(key, "is no text");
        } else if is_in(rule.lists) && !value.is_array() {
            breaks.add(key, "is no list");
        } else if ![rule.required, rule.texts, rule.lists, rule.others]
            .into_iter()
            .any(is_in)
        {
            breaks.add(key, "isn't of the standard");
        }
    }
    breaks
}
