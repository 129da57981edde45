//! How a plan is begun: empty, or from a template with its scale and its cadences. What it
//! takes over from an earlier one is `fate`, what follows `stage`.

use super::cadence::Kind;
use super::change::{Delta, Edit, Entry, Hand};
use super::ids::Id;
use super::person::PersonId;
use super::plan::{Plan, PlanRules};
use super::scale::Scale;
use super::school::{AcademicSession, CadenceRule, CadenceScope};
use super::stage::{EventKind, happened};
use super::template::Template;

/// A new draft for a person in a session, with the record that it was begun.
pub fn open(
    person: PersonId,
    session: Option<Id<AcademicSession>>,
    scale: Id<Scale>,
    rules: PlanRules,
    hand: &mut Hand<'_>,
) -> (Plan, Vec<Edit>) {
    let plan = Plan {
        rules,
        ..Plan::draft(hand.mint.id(hand.now), person, session, scale, hand.today)
    };
    let event = happened(plan.id, None, EventKind::Opened, hand);
    let edits = vec![
        Edit::Plan(Delta::insert(plan.clone())),
        Edit::PlanEvent(Entry::Append(event)),
    ];
    (plan, edits)
}

/// A new draft made from a template: on its scale, which is added where the file
/// has none like it, by its rules, and with the cadences it asks for where the
/// person has none of their own. `scales` are those of the file, the usual one
/// first; none where there is neither a scale there nor one in the template.
pub fn open_from(
    template: &Template,
    scales: &[Scale],
    person: PersonId,
    session: Option<Id<AcademicSession>>,
    own_cadences: &[Kind],
    hand: &mut Hand<'_>,
) -> Option<(Plan, Vec<Edit>)> {
    let mut edits = Vec::new();
    let scale = match &template.scale {
        Some(wanted) => {
            let is_alike = |scale: &&Scale| {
                scale.levels == wanted.levels && scale.proficient_from == wanted.proficient_from
            };
            match scales.iter().find(is_alike) {
                Some(scale) => scale.id,
                None => {
                    let scale = Scale {
                        id: hand.mint.id(hand.now),
                        ..wanted.clone()
                    };
                    let id = scale.id;
                    edits.push(Edit::Scale(Delta::insert(scale)));
                    id
                }
            }
        }
        None => scales.first()?.id,
    };
    let (plan, opening) = open(person, session, scale, template.rules.clone(), hand);
    edits.extend(opening);
    for cadence in &template.cadences {
        if own_cadences.contains(&cadence.kind) {
            continue;
        }
        edits.push(Edit::Cadence(Delta::insert(CadenceRule {
            id: hand.mint.id(hand.now),
            scope: CadenceScope::Student,
            subject: Some(person.number()),
            kind: cadence.kind,
            asked: true,
            ideal: cadence.ideal,
            maximum: cadence.maximum,
            weekday: cadence
                .weekday
                .map(|weekday| weekday.num_days_from_monday() as u8),
            paused_from: None,
            paused_until: None,
        })));
    }
    Some((plan, edits))
}
