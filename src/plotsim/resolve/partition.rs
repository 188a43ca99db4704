//! The column that divides tables into files.

use crate::config::reader::Field;
use crate::config::suggest;
use crate::facts::MOST_LISTED;
use crate::plotsim::model::{OutputFormat, Plotsim};

/// Sees whether any table is divided by the column that the output at this place names.
pub fn check(config: &Plotsim, output: &Field<'_>) {
    let Some(name) = &config.output.partition_by else { return };
    let Some(node) = output.node.get("partition_by") else { return };
    let at = output.child("partition_by", node);
    let tables = 0..config.tables.len();
    if tables.clone().any(|table| config.division(table).is_some()) {
        if matches!(config.output.format, OutputFormat::Sql(_)) {
            at.warn("no-effect", "has no effect on format: sql, which makes no files of tables", None);
        }
        return;
    }
    let columns =
        || tables.clone().flat_map(|table| config.tables[table].columns.iter().zip(config.facts(table)));
    let dividing = columns().filter(|(_, facts)| !facts.unique && facts.listed().is_some());
    let hint = suggest::hint(name, dividing.map(|(column, _)| column.name.as_str()));
    let (code, message) = match columns().find(|(column, _)| column.name == *name) {
        None => ("unknown-column", format!("no table has a column '{name}'")),
        Some((_, facts)) if facts.unique => {
            ("wrong-type", format!("'{name}' tells the rows apart, so each would be a file of its own"))
        }
        Some(_) => (
            "wrong-type",
            format!(
                "the values of '{name}' are not listed; a column divides a table if it chooses among values or names \
                 a row of a table of up to {MOST_LISTED} rows"
            ),
        ),
    };
    at.error(code, message, hint);
}
