//! Answers to surveys: the student's own words and choices, kept by date, two dates
//! laid side by side. The questions themselves are in `template`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ids::{Id, Moment, Named};
use super::person::PersonId;
use super::profile::{ProfileEntry, Section, Source};

/// One answer. Append-only; the question stays with it, since templates change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyResponse {
    /// Ours.
    pub id: Id<SurveyResponse>,
    /// Who answered.
    pub person: PersonId,
    /// The survey's name in its template.
    pub survey: String,
    /// The survey's title as it was.
    pub title: String,
    /// The question's name in its survey, the same over the years.
    pub item: String,
    /// The question's place, from 1.
    pub position: u16,
    /// The question as it was asked.
    pub question: String,
    /// The answer: the words chosen, or written.
    pub answer: String,
    /// The section of the profile that it may become an entry of.
    pub section: Option<Section>,
    /// Who typed it.
    pub typed_by: PersonId,
    /// The day.
    pub on: NaiveDate,
    /// When it was stored.
    pub entered_at: Moment,
    /// The undone answer that this one brings back.
    pub restores: Option<Id<SurveyResponse>>,
}

impl SurveyResponse {
    /// The question with its answer, as an entry of the profile has it: an answer alone says
    /// nothing.
    pub fn in_words(&self) -> String {
        format!("{} {}", self.question.trim(), self.answer)
    }

    /// Whether an entry of the profile was made of this answer.
    pub fn is_in(&self, entry: &ProfileEntry) -> bool {
        entry.source == Source::Survey
            && entry.author == self.person
            && entry.on == self.on
            && entry.text == self.in_words()
    }
}

impl Named for SurveyResponse {
    const PREFIX: char = 'y';
}

/// A survey as it was answered last, beside the time before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The survey's title.
    pub title: String,
    /// The day before the last, where there is one.
    pub before: Option<NaiveDate>,
    /// The last day.
    pub latest: NaiveDate,
    /// The questions of either day, in order.
    pub answers: Vec<Answered>,
}

/// One question with both answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The answer of the time before.
    pub before: Option<SurveyResponse>,
    /// The last answer.
    pub latest: Option<SurveyResponse>,
}

impl Answered {
    /// The answer that is shown first: the last, else the one before.
    pub fn shown(&self) -> Option<&SurveyResponse> {
        self.latest.as_ref().or(self.before.as_ref())
    }

    /// Whether both are there and differ.
    pub fn has_changed(&self) -> bool {
        match (&self.before, &self.latest) {
            (Some(before), Some(latest)) => before.answer != latest.answer,
            _ => false,
        }
    }
}

/// Each survey's last two days side by side, the survey answered last first. Of one
/// day the later answer counts.
pub fn compare(responses: &[SurveyResponse]) -> Vec<Compared> {
    let mut surveys: Vec<&str> = Vec::new();
    for response in responses {
        if !surveys.contains(&response.survey.as_str()) {
            surveys.push(&response.survey);
        }
    }
    let mut compared: Vec<Compared> = surveys
        .into_iter()
        .filter_map(|survey| {
            let of: Vec<&SurveyResponse> = responses
                .iter()
                .filter(|response| response.survey == survey)
                .collect();
            let mut days: Vec<NaiveDate> = of.iter().map(|response| response.on).collect();
            days.sort_unstable();
            days.dedup();
            let latest = *days.last()?;
            let before = days
                .len()
                .checked_sub(2)
                .and_then(|place| days.get(place).copied());
            let on = |day: Option<NaiveDate>, item: &str| {
                of.iter()
                    .filter(|response| Some(response.on) == day && response.item == item)
                    .max_by_key(|response| (response.entered_at, response.id))
                    .map(|response| (*response).clone())
            };
            // A question stands where it was asked last, wherever it stood before.
            let mut items: Vec<(u16, &str)> = Vec::new();
            for day in [Some(latest), before] {
                for response in of.iter().filter(|response| Some(response.on) == day) {
                    let item = response.item.as_str();
                    if items.iter().all(|(_, known)| *known != item) {
                        items.push((response.position, item));
                    }
                }
            }
            items.sort_by_key(|(position, _)| *position);
            let answers = items
                .iter()
                .map(|(_, item)| Answered {
                    before: on(before, item),
                    latest: on(Some(latest), item),
                })
                .collect();
            let title = of
                .iter()
                .find(|response| response.on == latest)?
                .title
                .clone();
            Some(Compared {
                title,
                before,
                latest,
                answers,
            })
        })
        .collect();
    compared.sort_by_key(|survey| std::cmp::Reverse(survey.latest));
    compared
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(item: &str, position: u16, on: &str, answer: &str) -> SurveyResponse {
        SurveyResponse {
            id: Id::new(i64::from(position) + 100),
            person: Id::new(1),
            survey: "learning".into(),
            title: "How I like to learn".into(),
            item: item.into(),
            position,
            question: format!("Do you like {item}?"),
            answer: answer.into(),
            section: None,
            typed_by: Id::new(2),
            on: on.parse().unwrap(),
            entered_at: Moment(0),
            restores: None,
        }
    }

    #[test]
    fn a_question_that_has_moved_stands_once_where_it_is_now() {
        let compared = compare(&[
            said("reading", 1, "2026-09-01", "often"),
            said("drawing", 2, "2026-09-01", "often"),
            said("singing", 3, "2026-09-01", "never"),
            said("drawing", 1, "2026-11-02", "never"),
            said("reading", 2, "2026-11-02", "often"),
        ]);
        let rows: Vec<(&str, bool)> = compared[0]
            .answers
            .iter()
            .map(|row| (row.shown().unwrap().item.as_str(), row.has_changed()))
            .collect();
        assert_eq!(
            rows,
            [("drawing", true), ("reading", false), ("singing", false)]
        );
    }
}
