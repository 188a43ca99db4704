//! The outcomes of all checks as a table: reading it checks.

use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{ArrayRef, StringArray};

use super::columns::Grain;
use super::evidence::Reading;
use super::{Measurements, Outcome, judge, own_tables, summary};
use crate::config::types::ColumnType;
use crate::project::Project;
use crate::tables::{Block, Column, RowCount, Scan, Table};
use crate::workers::{Stopped, Workers};

/// A row for each outcome. A block reads a table, or the facts per entity and period together, and tells what the checks say
/// of it; the last one also tells what concerns no single table. So an interrupt, which the host notices between rows, takes
/// effect within one table's work. If `strict`, warnings and failures are a failure of the scan instead of rows: then all
/// tables are read before the first row, so that whoever reads a single row has heard of everything.
pub struct CheckTable {
    project: Project,
    strict: bool,
    /// Steps of the reading.
    steps: u64,
    columns: Vec<Column>,
}

impl CheckTable {
    /// The checks of a project.
    pub fn new(project: Project, strict: bool) -> CheckTable {
        let text = |name: &str| Column::required(name, ColumnType::Text);
        let columns = vec![
            text("check"),
            Column::nullable("table", ColumnType::Text),
            text("status"),
            text("expected"),
            text("observed"),
            text("detail"),
        ];
        let steps = Reading::new(&project, own_tables(&project), &Workers::single()).steps().len() as u64;
        CheckTable { project, strict, steps, columns }
    }
}

impl Table for CheckTable {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        // Some ten checks of each table.
        RowCount::Estimate(10 * self.project.names().len() as u64)
    }

    fn blocks(&self) -> u64 {
        if self.strict { 1 } else { self.steps }
    }

    fn is_serial(&self) -> bool {
        true
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        let reading = Reading::new(&self.project, own_tables(&self.project), workers);
        Arc::new(CheckScan {
            strict: self.strict,
            projection: projection.to_vec(),
            state: Mutex::new(State { reading, measurements: Measurements::default(), failure: None }),
        })
    }
}

struct CheckScan {
    strict: bool,
    projection: Vec<usize>,
    state: Mutex<State>,
}

struct State {
    reading: Reading,
    measurements: Measurements,
    failure: Option<String>,
}

impl Scan for CheckScan {
    fn block(&self, block: u64) -> Block {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let outcomes = if self.strict { state.all() } else { state.step(block as usize) };
        let outcomes = match outcomes {
            Ok(outcomes) => outcomes,
            Err(stopped) => {
                state.failure = Some(stopped.to_string());
                Vec::new()
            }
        };
        if self.strict
            && let Some(message) = refusal(&outcomes)
        {
            state.failure = Some(message);
        }
        if state.failure.is_some() {
            return Block { rows: 0, columns: Vec::new() };
        }
        let column = |column: &usize| -> ArrayRef {
            let texts: StringArray = outcomes.iter().map(|outcome| cell(outcome, *column)).collect();
            Arc::new(texts)
        };
        Block { rows: outcomes.len(), columns: self.projection.iter().map(column).collect() }
    }

    fn failure(&self) -> Option<String> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).failure.clone()
    }
}

impl State {
    /// Does a step, and says what can be said then and could not before.
    fn step(&mut self, step: usize) -> Result<Vec<Outcome>, Stopped> {
        self.reading.read(step)?;
        let (steps, evidence) = (self.reading.steps(), self.reading.evidence());
        let Some(tables) = steps.get(step) else { return Ok(Vec::new()) };
        if step == 0 || tables.iter().any(|table| evidence.plans[*table].grain == Grain::EntityPeriod) {
            // What the checks read of it comes from these facts, or from the config.
            self.measurements = summary::measurements(evidence);
        }
        let is_last = step + 1 == steps.len();
        let due = |outcome: &Outcome| match &outcome.table {
            Some(name) => tables.iter().any(|table| evidence.plans[*table].name == *name),
            None => is_last,
        };
        let measurements = &self.measurements;
        let mut outcomes = judge(evidence, measurements, Some(tables));
        outcomes.retain(due);
        Ok(outcomes)
    }

    /// Does all steps.
    fn all(&mut self) -> Result<Vec<Outcome>, Stopped> {
        let mut outcomes = Vec::new();
        for step in 0..self.reading.steps().len() {
            outcomes.extend(self.step(step)?);
        }
        Ok(outcomes)
    }
}

fn cell(outcome: &Outcome, column: usize) -> Option<&str> {
    match column {
        0 => Some(outcome.check),
        1 => outcome.table.as_deref(),
        2 => Some(outcome.status.name()),
        3 => Some(&outcome.expected),
        4 => Some(&outcome.observed),
        _ => Some(&outcome.detail),
    }
}

/// Outcomes that a message names.
const NAMED: usize = 5;

/// The message about outcomes that do not pass, worst first.
fn refusal(outcomes: &[Outcome]) -> Option<String> {
    let mut bad: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.status.is_bad()).collect();
    bad.sort_by_key(|outcome| std::cmp::Reverse(outcome.status));
    let lines =
        bad.iter().take(NAMED).map(|outcome| format!("\n  {} {}", outcome.status.name(), outcome.line()));
    let lines: String = lines.collect();
    let more = bad.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!("\n  and {more} more") } else { String::new() };
    (!bad.is_empty()).then(|| {
        format!(
            "{} of {} checks did not pass:{lines}{rest}\nWithout strict := true they are rows",
            bad.len(),
            outcomes.len()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Status;

    #[test]
    fn a_refusal_names_the_worst_first_and_counts_the_rest() {
        let outcome = |status| Outcome {
            check: "row_count",
            table: Some("t".to_owned()),
            columns: Vec::new(),
            status,
            expected: "1 rows".to_owned(),
            observed: "2 rows".to_owned(),
            detail: String::new(),
        };
        assert_eq!(refusal(&[outcome(Status::Pass)]), None);
        let mut all = vec![outcome(Status::Warn); 6];
        all.push(outcome(Status::Fail));
        let message = refusal(&all).unwrap();
        assert!(message.starts_with("7 of 7 checks did not pass:\n  fail row_count (t): expected 1 rows"));
        assert!(message.contains("\n  and 2 more\n"), "{message}");
    }
}
