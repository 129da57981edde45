//! The two date columns of a file, decided from all its rows together. What a
//! single date may look like is in `exchange/dates.rs`.

use chrono::NaiveDate;

use super::super::dates::{Order, Tally, Written};
use super::super::finding::RowReport;
use super::rows::Row;
use super::sheet::{Findings, Sheet};

impl<T> Sheet<(T, [Written; 2])> {
    /// Decides two date columns from all rows and builds what each row becomes. A date that doesn't
    /// fit the order fails its row where dates are needed, and is left out with a warning elsewhere.
    pub(super) fn decide_dates<U>(
        self,
        names: [&'static str; 2],
        are_needed: bool,
        findings: &mut Findings,
        mut build: impl FnMut(T, [Option<NaiveDate>; 2]) -> Result<U, (usize, &'static str)>,
    ) -> Vec<Row<U>> {
        let orders = self.orders(names, findings);
        let mut rows = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            let (item, written) = row.item;
            let days = [written[0].day(orders[0]), written[1].day(orders[1])];
            let is_misfit =
                |at: usize| matches!(written[at], Written::Pair(..)) && days[at].is_none();
            let misfit = (0..2).find(|at| is_misfit(*at));
            let built = match misfit {
                Some(at) if are_needed => Err((at, MISFIT)),
                _ => build(item, days),
            };
            match built {
                Ok(item) => {
                    if let Some(at) = misfit {
                        let value = shown_date(written[at]);
                        let warnings = &mut findings.warnings;
                        warnings.value(&self.file, names[at], &value, NO_DATE, row.line);
                    }
                    rows.push(Row {
                        sourced_id: row.sourced_id,
                        status: row.status,
                        line: row.line,
                        item,
                    });
                }
                Err((at, reason)) => {
                    let id = (self.file.clone(), row.sourced_id);
                    findings.failed_ids.insert(id);
                    findings.failed.push(RowReport {
                        file: self.file.clone(),
                        line: row.line,
                        column: Some(names[at].to_owned()),
                        value: Some(shown_date(written[at])),
                        reason: reason.to_owned(),
                    });
                }
            }
        }
        rows
    }

    fn orders(&self, names: [&'static str; 2], findings: &mut Findings) -> [Order; 2] {
        let mut tallies = [Tally::default(); 2];
        for row in &self.rows {
            for (tally, date) in tallies.iter_mut().zip(row.item.1) {
                tally.note(date);
            }
        }
        let [first, second] = tallies.map(Tally::order);
        let found = [lend(first, second), lend(second, first)];
        for (name, order) in names.iter().zip(found) {
            let Some((order, is_assumed)) = order else {
                continue;
            };
            let sure = if is_assumed {
                "; nothing in the file tells for certain"
            } else {
                ""
            };
            let text = format!("Dates are read with the {}{sure}.", order.words());
            findings.warnings.column(&self.file, name, &text);
        }
        found.map(|order| order.map_or(Order::MonthFirst, |(order, _)| order))
    }
}

const MISFIT: &str = "not a date in the order of this column";
/// Said of a date that is left out.
pub(super) const NO_DATE: &str = "This is no date and was left out.";

fn shown_date(written: Written) -> String {
    match written {
        Written::Pair(first, second, year) => format!("{first}/{second}/{year}"),
        Written::Day(day) => day.to_string(),
        Written::Blank | Written::Wrong => String::new(),
    }
}

/// A column that can't tell takes the order of the one beside it.
fn lend(own: Option<(Order, bool)>, other: Option<(Order, bool)>) -> Option<(Order, bool)> {
    match (own, other) {
        (Some((_, true)), Some((order, false))) => Some((order, false)),
        _ => own,
    }
}
