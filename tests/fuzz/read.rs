//! Reading a config to the end, and what may come of it.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Float64Type};
use plotsim::config::{Finding, Findings, Overrides, Severity};
use plotsim::project::Project;
use plotsim::tables::{RowCount, Scan, Table};
use plotsim::workers::Workers;

use crate::agreement;

/// What became of a config.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It has findings that are errors.
    Refused,
    /// All rows of all tables were read.
    ReadWhole,
    /// Some tables are large, so that only a few of their rows were read.
    ReadInPart,
    /// A row of a table cannot be made, and the query says why.
    Failed,
}

/// A table of more rows than this is not read to its end.
const MOST_ROWS: u64 = 20_000;
/// Nor one of more blocks, in which rare events may be found or not, or one that takes a pass over so many.
const MOST_BLOCKS: u64 = 200;

pub fn tables(project: &Project) -> Vec<(String, Arc<dyn Table>)> {
    let names: Vec<String> = project.names().into_iter().map(str::to_owned).collect();
    names.into_iter().enumerate().map(|(index, name)| (name, project.table(index, None))).collect()
}

/// Reads a config and its rows.
///
/// # Errors
/// What is wrong with the answer.
pub fn read(text: &str, overrides: Overrides) -> Result<Outcome, String> {
    let (project, findings) = match Project::read("case.yaml", text, overrides) {
        Ok((project, findings)) => (Some(project), findings),
        Err(findings) => (None, findings),
    };
    if project.is_none() != findings.has_errors() {
        return Err(format!("there must be tables exactly where there are no errors: {findings:?}"));
    }
    judge(&findings)?;
    agree(text, &findings)?;
    let Some(project) = project else { return Ok(Outcome::Refused) };
    let mut outcome = Outcome::ReadWhole;
    for (name, table) in tables(&project) {
        let passes = table.pass().map_or(0, |pass| pass.units);
        let large = table.rows().rows() > MOST_ROWS || table.blocks().max(passes) > MOST_BLOCKS;
        if large {
            outcome = outcome.max(Outcome::ReadInPart);
        }
        if !rows(table.as_ref(), large).map_err(|problem| format!("{name}: {problem}"))? {
            outcome = Outcome::Failed;
        }
    }
    Ok(outcome)
}

/// A finding says something, somewhere, once.
fn judge(findings: &Findings) -> Result<(), String> {
    for (place, finding) in findings.items.iter().enumerate() {
        if finding.message.is_empty() || finding.code.is_empty() {
            return Err(format!("an empty finding: {finding:?}"));
        }
        if findings.items[..place].contains(finding) {
            return Err(format!("a finding told twice: {finding:?}"));
        }
    }
    Ok(())
}

/// The schema says of a config what the parser found. Broken YAML is no config, and no YAML repeats keys.
fn agree(text: &str, findings: &Findings) -> Result<(), String> {
    thread_local!(static SCHEMA: serde_json::Value = plotsim::catalogue::schema::schema(None));
    let Some(config) = plotsim::catalogue::schema::yaml(text) else { return Ok(()) };
    let is_error = |finding: &&Finding| finding.severity == Severity::Error;
    let errors = findings.items.iter().filter(is_error);
    let errors: Vec<(bool, String)> = errors.map(|one| (one.structural, one.to_string())).collect();
    SCHEMA.with(|schema| agreement::disagreement(schema, &config, &errors)).map_or(Ok(()), Err)
}

/// Reads a table, or the ends of a large one; whether its rows can be made.
fn rows(table: &dyn Table, large: bool) -> Result<bool, String> {
    let all: Vec<usize> = (0..table.columns().len()).collect();
    if !large {
        let scan = table.scan(&all, &Workers::single());
        let mut rows = 0;
        for number in 0..table.blocks() {
            let Some(made) = block(table, scan.as_ref(), number)? else { return Ok(false) };
            rows += made;
        }
        return match table.rows() {
            RowCount::Exact(said) if said != rows => Err(format!("{said} rows are said, {rows} are there")),
            _ => Ok(true),
        };
    }
    let scan = table.scan_roughly(&all, &Workers::single());
    let first = block(table, scan.as_ref(), 0)?;
    // The last rows may hang on all before them.
    if first.is_none() || table.pass().is_some() {
        return Ok(first.is_some());
    }
    Ok(block(table, scan.as_ref(), table.blocks() - 1)?.is_some())
}

/// Reads one block; the number of its rows, or `None` if the query ends there with an error. What the block holds then is
/// shown to nobody.
fn block(table: &dyn Table, scan: &dyn Scan, number: u64) -> Result<Option<u64>, String> {
    let block = scan.block(number);
    if let Some(failure) = scan.failure() {
        return if failure.is_empty() { Err("a failure without words".to_owned()) } else { Ok(None) };
    }
    if block.columns.len() != table.columns().len() {
        return Err(format!("{} columns of {}", block.columns.len(), table.columns().len()));
    }
    for (column, array) in table.columns().iter().zip(&block.columns) {
        let problem = |what: &str| Err(format!("{} ({}): {what}", column.name, column.kind.sql()));
        let values = match array.data_type() {
            DataType::Dictionary(_, values) => values.as_ref(),
            plain => plain,
        };
        if values != column.field().data_type() {
            return problem(&format!("an array of {values}"));
        }
        if array.len() != block.rows {
            return problem(&format!("{} values for {} rows", array.len(), block.rows));
        }
        if !column.nullable && array.logical_null_count() > 0 {
            return problem("NULL where none is declared");
        }
        if let Some(wrong) = not_finite(array) {
            return problem(&format!("the value {wrong}"));
        }
    }
    Ok(Some(block.rows as u64))
}

/// A value that is no number or an infinite one.
fn not_finite(array: &ArrayRef) -> Option<f64> {
    let values = array.as_primitive_opt::<Float64Type>()?;
    values.iter().flatten().find(|value| !value.is_finite())
}
