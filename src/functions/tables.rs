//! `plotsim_tables(config)`: what is in a config.

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::rows::Listing;
use super::{Function, config};
use crate::describe::{ForeignKey, describe};
use crate::tables::RowCount;

pub static FUNCTION: Function = Function {
    name: "plotsim_tables",
    doc: "The tables of a config: name, kind, grain, rows (exact, or NULL and an estimate), columns, keys",
    example: "FROM plotsim_tables('template:saas');",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| {
        let notes = describe(&config::project(call)?);
        let rows = |exact: bool| {
            notes.iter().map(move |note| match (note.rows, exact) {
                (RowCount::Exact(rows), true) | (RowCount::Estimate(rows), false) => i64::try_from(rows).ok(),
                _ => None,
            })
        };
        Ok(Listing::default()
            .text("name", notes.iter().map(|note| Some(&note.name)))
            .text("kind", notes.iter().map(|note| Some(note.kind)))
            .text("grain", notes.iter().map(|note| Some(&note.grain)))
            .number("rows", rows(true))
            .number("estimated_rows", rows(false))
            .number("columns", notes.iter().map(|note| Some(note.columns.len() as i64)))
            .text("primary_key", notes.iter().map(|note| some_text(note.primary_key.join(", "))))
            .text("foreign_keys", notes.iter().map(|note| some_text(arrows(&note.foreign_keys))))
            .text("description", notes.iter().map(|note| some_text(note.description.clone())))
            .table())
    },
};

/// `column -> table.target` of each key, or `(column, …) -> table(target, …)`.
fn arrows(keys: &[ForeignKey]) -> String {
    let arrow = |key: &ForeignKey| {
        let further = keys.iter().filter(|other| other.with.as_ref() == Some(&key.column));
        let (columns, targets): (Vec<&str>, Vec<&str>) = std::iter::once(key)
            .chain(further)
            .map(|key| (key.column.as_str(), key.target.as_deref().unwrap_or("row number")))
            .unzip();
        match columns.as_slice() {
            [_] => format!("{} -> {}", key.column, reference(key)),
            _ => format!("({}) -> {}({})", columns.join(", "), key.table, targets.join(", ")),
        }
    };
    keys.iter().filter(|key| key.with.is_none()).map(arrow).collect::<Vec<_>>().join(", ")
}

/// `table.target`, or the table alone where its row number is meant.
pub fn reference(key: &ForeignKey) -> String {
    match &key.target {
        Some(target) => format!("{}.{target}", key.table),
        None => key.table.clone(),
    }
}

fn some_text(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
