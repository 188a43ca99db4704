//! The outcomes of all checks as a table: reading it checks.

use std::sync::{Arc, OnceLock};

use arrow::array::{ArrayRef, StringArray};

use super::{Outcome, Status, run};
use crate::config::types::ColumnType;
use crate::project::Project;
use crate::tables::{Block, Column, RowCount, Scan, Table};

/// A row for each outcome. All tables are read when the first block is; if `strict`, outcomes that do not pass are a failure
/// of the scan instead of rows.
pub struct CheckTable {
    project: Project,
    strict: bool,
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
        CheckTable { project, strict, columns }
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
        1
    }

    fn scan(&self, projection: &[usize]) -> Arc<dyn Scan> {
        Arc::new(CheckScan {
            project: self.project.clone(),
            strict: self.strict,
            projection: projection.to_vec(),
            failure: OnceLock::new(),
        })
    }
}

struct CheckScan {
    project: Project,
    strict: bool,
    projection: Vec<usize>,
    failure: OnceLock<String>,
}

impl Scan for CheckScan {
    fn block(&self, _: u64) -> Block {
        let outcomes = run(&self.project).outcomes;
        if self.strict
            && let Some(message) = refusal(&outcomes)
        {
            // Set once: a scan has one block.
            let _ = self.failure.set(message);
            return Block { rows: 0, columns: Vec::new() };
        }
        let column = |column: &usize| -> ArrayRef {
            let texts: StringArray = outcomes.iter().map(|outcome| cell(outcome, *column)).collect();
            Arc::new(texts)
        };
        Block { rows: outcomes.len(), columns: self.projection.iter().map(column).collect() }
    }

    fn failure(&self) -> Option<String> {
        self.failure.get().cloned()
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
    let mut bad: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.status != Status::Pass).collect();
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

    #[test]
    fn a_refusal_names_the_worst_first_and_counts_the_rest() {
        let outcome = |status| Outcome {
            check: "row_count",
            table: Some("t".to_owned()),
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
