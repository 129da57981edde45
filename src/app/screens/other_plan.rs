//! Another plan at the student's screen, in the place of the present one: looked at,
//! locked where it is closed, and left again.

use crate::app::effect::Effect;
use crate::app::{Model, Tone};
use crate::domain::ids::Id;
use crate::domain::plan::Plan;
use crate::domain::query::{PlanGlance, PlanRecord};

use super::student::{Selected, Student};

impl Student {
    /// Takes the plan that is looked at.
    fn take_plan(&mut self, plan: Box<PlanRecord>) {
        if self.viewing.is_none() {
            if let Some(record) = &mut self.record
                && record.plan.as_ref().map(|present| present.plan.id) == Some(plan.plan.id)
            {
                record.plan = Some(*plan);
            }
            return;
        }
        if self.viewing == Some(plan.plan.id) {
            let followed = self.followed();
            self.viewed = Some(plan);
            self.put_viewed();
            self.follow(followed);
            self.go_to_wanted();
            self.wanted = None;
        }
    }

    /// Puts the plan that is looked at in the place of the present one, which stands
    /// among the others meanwhile.
    pub(super) fn put_viewed(&mut self) {
        let (Some(record), Some(viewed)) = (&mut self.record, &self.viewed) else {
            return;
        };
        match &self.present {
            Some(present) => record.clone_from(present),
            None => self.present = Some(record.clone()),
        }
        let is_other = |plan: &PlanGlance| plan.plan.id != viewed.plan.id;
        record.others.retain(is_other);
        let present = record.plan.replace((**viewed).clone());
        if let Some(present) = present.filter(|present| present.plan.id != viewed.plan.id) {
            record.others.insert(0, glance(&present));
        }
    }

    /// Goes back to the present plan.
    pub(super) fn leave_viewed(&mut self) {
        self.viewed = None;
        self.viewing = None;
        if let Some(present) = self.present.take() {
            self.record = Some(present);
        }
    }
}

/// A plan's line among others.
fn glance(plan: &PlanRecord) -> PlanGlance {
    let goals = plan.goals.iter().map(|record| &record.goal);
    PlanGlance::of(plan.plan.clone(), plan.session.clone(), goals)
}

impl Model {
    /// Shows another plan in place of the present one.
    pub(super) fn view_plan(&mut self, plan: Id<Plan>) {
        if let Some(screen) = self.student() {
            screen.leave_viewed();
            screen.viewing = Some(plan);
            screen.cursor = 0;
        }
    }

    /// Goes back to the present plan.
    pub(super) fn leave_other_plan(&mut self) {
        let Some(screen) = self.student() else { return };
        screen.leave_viewed();
        screen.cursor = 0;
    }

    /// A plan that was asked for: to be looked at, or to begin the next one with.
    pub(in crate::app) fn plan_came(&mut self, plan: Option<Box<PlanRecord>>) -> Vec<Effect> {
        let (Some(screen), Some(plan)) = (self.student(), plan) else {
            return vec![];
        };
        if let Some((_, term)) = screen.begin_from.filter(|(from, _)| *from == plan.plan.id) {
            return self.begin_from(&plan, term);
        }
        screen.take_plan(plan);
        vec![]
    }

    /// Says why a closed plan stays as it is; false when it can be changed.
    pub(super) fn refuse_locked(&mut self) -> bool {
        let is_locked = self.student().is_some_and(|screen| {
            let is_part = matches!(
                screen.selected(),
                Some(Selected::Goal(_) | Selected::Step(..))
            );
            is_part && screen.is_locked()
        });
        is_locked && self.say_locked()
    }

    /// Says the same of anything new that would stand in the plan that is looked at.
    pub(super) fn refuse_new_part(&mut self) -> bool {
        let is_locked = self.student().is_some_and(|screen| screen.is_locked());
        is_locked && self.say_locked()
    }

    fn say_locked(&mut self) -> bool {
        self.say(
            Tone::Look,
            "This plan is closed and stays as it is; p opens it again, with a reason.",
        );
        true
    }
}
