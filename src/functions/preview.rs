//! `plotsim_preview(config)`: the first rows of every table.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use arrow::array::{ArrayRef, Int64Array, StringArray};

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::{Function, config};
use crate::bundle::Floats;
use crate::bundle::text::Encoder;
use crate::config::types::ColumnType;
use crate::project::Project;
use crate::tables::{Column, Deferred, RowCount};
use crate::workers::Workers;

/// Rows of each table.
const ROWS: usize = 5;

pub static FUNCTION: Function = Function {
    name: "plotsim_preview",
    doc: "The first five rows of every table of a config as one result, each row as a JSON object",
    example: "FROM plotsim_preview('template:saas');",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| {
        let project = config::project(call)?;
        let columns = vec![
            Column::required("table", ColumnType::Text),
            Column::required("row", ColumnType::Int64),
            Column::required("json", ColumnType::Text),
        ];
        let rows = RowCount::Estimate((project.names().len() * ROWS) as u64);
        Ok(Arc::new(Deferred::new(columns, rows, move |workers| preview(&project, workers))))
    },
};

/// Tables in the order of the config, rows numbered from 1.
fn preview(project: &Project, workers: &Workers) -> Result<Vec<ArrayRef>, String> {
    let (mut tables, mut numbers, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for (index, name) in project.names().into_iter().enumerate() {
        if workers.is_stopped() {
            return Err(crate::workers::Stopped.to_string());
        }
        for (number, row) in first_rows(project, index, name, workers)?.into_iter().enumerate() {
            tables.push(name);
            numbers.push(number as i64 + 1);
            rows.push(row);
        }
    }
    Ok(vec![
        Arc::new(StringArray::from(tables)) as ArrayRef,
        Arc::new(Int64Array::from(numbers)),
        Arc::new(StringArray::from(rows)),
    ])
}

/// Blocks may be empty, so several are read where the first ones hold too few rows.
fn first_rows(project: &Project, index: usize, name: &str, workers: &Workers) -> Result<Vec<String>, String> {
    let table = project.table(index, None);
    let lines = Encoder::jsonl(name, &*table, Floats::default(), workers);
    let never = AtomicBool::new(false);
    let mut rows: Vec<String> = Vec::new();
    for block in 0..table.blocks() {
        if rows.len() >= ROWS || workers.is_stopped() {
            break;
        }
        let Some(made) = lines.lines(block..block + 1, &never)? else { break };
        let text = String::from_utf8_lossy(&made.bytes);
        rows.extend(text.lines().take(ROWS - rows.len()).map(str::to_owned));
    }
    Ok(rows)
}
