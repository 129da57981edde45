//! The items of a framework put in the order of their tree, without circles,
//! and which of them a student can be rated on.

use std::collections::HashMap;

use super::clean::fold;
use super::finding::{Fault, shown};
use super::framework::{Item, Reading};
use crate::domain::framework::{DEEPEST, cycles, depths};

/// Types that head others, and those that are rated, whatever hangs under them.
const HEADINGS: &str = "strand substrand domain subdomain cluster heading subchapter chapter \
    introduction section subsection grade gradelevel gradeband course subject subjectarea \
    contentarea topic subtopic category framework document unit area level theme \
    領域 分野";
const RATED: &str = "standard substandard contentstandard studentexpectation expectation \
    performanceexpectation learningtarget target learningobjective objective outcome \
    learningoutcome indicator performanceindicator skill competency competence benchmark \
    breakout 技能 知識 態度";

/// An item and where the file puts it, not yet in its tree.
pub(super) struct Placed {
    pub(super) item: Item,
    /// The place in the list of what it hangs under.
    pub(super) parent: Option<usize>,
    /// Where the file said so, to tell which of several said it last.
    pub(super) said_at: usize,
    /// Its place among its siblings.
    pub(super) order: Order,
}

/// How siblings are sorted: by number, then by enumeration, then by code, then
/// as they stand in the file. What has no number comes behind what has.
#[derive(Debug, Clone, Default)]
pub(super) struct Order {
    pub(super) number: Option<f64>,
    pub(super) enumeration: Option<String>,
}

/// Puts items into the order of their tree: each behind what it hangs under.
/// Says how many levels there are.
pub(super) fn grow(
    reading: &mut Reading<'_>,
    mut list: Vec<Placed>,
) -> Result<(Vec<Item>, usize), Fault> {
    cut_circles(reading, &mut list);
    let parents: Vec<Option<usize>> = list.iter().map(|placed| placed.parent).collect();
    let levels = depths(&parents).into_iter().flatten().max();
    let levels = levels.map_or(0, |deepest| deepest + 1);
    if levels > DEEPEST {
        return Err(Fault::new(
            format!(
                "{} has {levels} levels, and {DEEPEST} are the most.",
                shown(reading.file)
            ),
            "Check the export; nothing was stored.",
        ));
    }
    let mut children: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    for (place, parent) in parents.iter().enumerate() {
        children.entry(*parent).or_default().push(place);
    }
    for siblings in children.values_mut() {
        siblings.sort_by(|one, other| match (list.get(*one), list.get(*other)) {
            (Some(a), Some(b)) => compare(a, b).then(one.cmp(other)),
            _ => one.cmp(other),
        });
    }
    let rateable = rateable(&list, &children);
    let order = preorder(&children);
    let mut new_places = vec![0; list.len()];
    for (new, (old, _)) in order.iter().enumerate() {
        if let Some(place) = new_places.get_mut(*old) {
            *place = new;
        }
    }
    let moved = |old: &usize| new_places.get(*old).copied();
    let mut old: Vec<Option<Placed>> = list.into_iter().map(Some).collect();
    let items = order.iter().filter_map(|(place, position)| {
        let placed = old.get_mut(*place)?.take()?;
        Some(Item {
            parent: placed.parent.as_ref().and_then(moved),
            position: *position,
            precedes: placed.item.precedes.iter().filter_map(moved).collect(),
            rateable: rateable.get(*place).copied().unwrap_or(false),
            ..placed.item
        })
    });
    Ok((items.collect(), levels))
}

/// Leaves out, of each circle, what was said last, so that the rest is a tree.
fn cut_circles(reading: &mut Reading<'_>, list: &mut [Placed]) {
    let parents: Vec<Option<usize>> = list.iter().map(|placed| placed.parent).collect();
    for cycle in cycles(&parents) {
        let name = |place: &usize| {
            let item = list.get(*place).map(|placed| &placed.item);
            item.map_or("", |item| item.code.as_deref().unwrap_or(&item.sourced_id))
        };
        let last = cycle
            .iter()
            .copied()
            .max_by_key(|place| list.get(*place).map(|placed| placed.said_at));
        let Some(last) = last else { continue };
        let mut names: Vec<&str> = cycle.iter().take(8).map(name).collect();
        if cycle.len() > names.len() {
            names.push("…");
        }
        names.extend(cycle.first().map(name));
        let row = list.get(last).map_or(0, |placed| placed.item.row);
        let text = format!(
            "a circle; {} was put at the top instead",
            shown(name(&last))
        );
        let value = names.join(" → ");
        reading
            .warnings
            .value(reading.file, "isChildOf", &value, &text, row);
        if let Some(placed) = list.get_mut(last) {
            placed.parent = None;
        }
    }
}

fn compare(one: &Placed, other: &Placed) -> std::cmp::Ordering {
    use crate::domain::framework::compare_codes;
    let (a, b) = (&one.order, &other.order);
    let by_text = |a: Option<&str>, b: Option<&str>| match (a, b) {
        (Some(a), Some(b)) => compare_codes(a, b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    };
    match (a.number, b.number) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
    .then_with(|| by_text(a.enumeration.as_deref(), b.enumeration.as_deref()))
    .then_with(|| by_text(one.item.code.as_deref(), other.item.code.as_deref()))
}

/// Every place once, parents first, with its position among its siblings.
fn preorder(children: &HashMap<Option<usize>, Vec<usize>>) -> Vec<(usize, u32)> {
    let mut order = Vec::new();
    let mut waiting: Vec<(usize, u32)> = Vec::new();
    let below = |parent: Option<usize>| {
        let siblings = children.get(&parent).map(Vec::as_slice).unwrap_or_default();
        let numbered = siblings.iter().enumerate().rev();
        numbered.map(|(at, place)| (*place, at as u32 + 1))
    };
    waiting.extend(below(None));
    while let Some((place, position)) = waiting.pop() {
        order.push((place, position));
        waiting.extend(below(Some(place)));
    }
    order
}

/// Who can be rated: by the word of the type where it is known; else a type
/// whose items mostly have nothing under them; without a type, what has nothing
/// under it.
fn rateable(list: &[Placed], children: &HashMap<Option<usize>, Vec<usize>>) -> Vec<bool> {
    let is_leaf = |place: usize| !children.contains_key(&Some(place));
    let mut types: HashMap<&str, (usize, usize)> = HashMap::new();
    for (place, placed) in list.iter().enumerate() {
        if let Some(word) = placed.item.item_type.as_deref() {
            let (leaves, all) = types.entry(word).or_default();
            *leaves += usize::from(is_leaf(place));
            *all += 1;
        }
    }
    let verdicts: HashMap<&str, bool> = types
        .into_iter()
        .map(|(word, (leaves, all))| {
            let folded = fold(word);
            let bare: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
            let is_in = |words: &str| words.split_whitespace().any(|known| known == bare);
            let verdict = if is_in(RATED) {
                true
            } else if is_in(HEADINGS) {
                false
            } else {
                leaves * 2 > all
            };
            (word, verdict)
        })
        .collect();
    let each = list.iter().enumerate();
    each.map(|(place, placed)| {
        let word = placed.item.item_type.as_deref();
        word.and_then(|word| verdicts.get(word).copied())
            .unwrap_or_else(|| is_leaf(place))
    })
    .collect()
}
