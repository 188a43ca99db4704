//! Checks: whether the rows are what the config asks for.
//!
//! [`run`] reads every table once, through the same scans as a query, and judges what it read. Nothing is taken to hold
//! because the code that makes values says so.

mod keys;
mod measure;
mod outcome;
mod read;

pub use measure::*;
pub use outcome::{EXAMPLES, Outcome, Status};

use crate::describe::describe;
use crate::tables::project::Project;

/// What a reading of all tables gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// In the order of [`ALL`], and within a check in the order of the tables.
    pub outcomes: Vec<Outcome>,
    pub measurements: Measurements,
}

impl Checked {
    /// The worst status there is.
    pub fn status(&self) -> Status {
        self.outcomes.iter().map(|outcome| outcome.status).max().unwrap_or(Status::Pass)
    }
}

/// Reads and checks all tables of a config, with as many threads as there are processors. Results do not depend on their
/// number.
pub fn run(project: &Project) -> Checked {
    let notes = describe(project);
    let mut checked = Checked::default();
    for (index, note) in notes.iter().enumerate() {
        let table = project.table(index, None);
        let all: Vec<usize> = (0..table.columns().len()).collect();
        let scan = table.scan(&all);
        let mut measure = TableMeasure { table: note.name.clone(), kind: note.kind, ..Default::default() };
        let name = |column: &crate::tables::Column| ColumnMeasure {
            column: column.name.clone(),
            ..Default::default()
        };
        measure.columns = table.columns().iter().map(name).collect();
        for block in 0..table.blocks() {
            let block = scan.block(block);
            measure.rows += block.rows as u64;
            for (column, array) in measure.columns.iter_mut().zip(&block.columns) {
                column.nulls += array.logical_null_count() as u64;
            }
        }
        checked.outcomes.push(Outcome {
            check: "row_count",
            table: Some(note.name.clone()),
            status: if note.rows.rows() == measure.rows { Status::Pass } else { Status::Warn },
            expected: format!("{} rows", note.rows.rows()),
            observed: format!("{} rows", measure.rows),
            detail: String::new(),
        });
        checked.measurements.tables.push(measure);
    }
    checked
}
