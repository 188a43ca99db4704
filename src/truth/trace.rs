//! How the cells of one row came about.

use crate::generators::cell;
use crate::steps::Step;
use crate::tables::{RowCount, Table};
use crate::workers::Workers;

/// A step, and the column whose value it leads to; none for those that explain the row itself.
pub struct Traced {
    pub column: Option<String>,
    pub step: Step,
}

/// The steps of a row, counted from 0 in the order of the table: those of the row itself, then those of each column. The last
/// step of a column is its value, read as a query reads it.
///
/// # Errors
/// There is no such row.
pub fn trace(table: &dyn Table, name: &str, row: u64, workers: &Workers) -> Result<Vec<Traced>, String> {
    let Some((block, place)) = table.find(row, workers) else {
        let rows = match table.rows() {
            RowCount::Exact(rows) => format!("{rows} rows"),
            RowCount::Estimate(_) => "fewer rows".to_owned(),
        };
        return Err(format!("there is no row {row} in '{name}', which has {rows}; the first is row 0"));
    };
    Ok(trace_at(table, block, place, workers))
}

/// The steps of the row at a place in a block, both of which exist.
pub fn trace_at(table: &dyn Table, block: u64, place: usize, workers: &Workers) -> Vec<Traced> {
    let explanation = table.explain(block, place);
    let every: Vec<usize> = (0..table.columns().len()).collect();
    let values = table.scan(&every, workers).block(block).columns;
    let mut traced: Vec<Traced> =
        explanation.row.into_vec().into_iter().map(|step| Traced { column: None, step }).collect();
    for ((column, steps), array) in table.columns().iter().zip(explanation.columns).zip(&values) {
        let value = Step {
            step: "value",
            value: cell::number(array, place),
            text: cell::text(array, place),
            detail: column.kind.sql().into_owned(),
        };
        let steps = steps.into_vec().into_iter().chain([value]);
        traced.extend(steps.map(|step| Traced { column: Some(column.name.clone()), step }));
    }
    traced
}
