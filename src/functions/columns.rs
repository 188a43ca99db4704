//! `plotsim_columns(config)`: the columns of every table.

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::rows::Listing;
use super::tables::reference;
use super::{Function, config};
use crate::describe::{ColumnNote, TableNote, describe};

pub static FUNCTION: Function = Function {
    name: "plotsim_columns",
    doc: "The columns of every table of a config: position, type, nullability, keys, references, source",
    example: "FROM plotsim_columns('template:saas') WHERE \"key\" IS NOT NULL;",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| {
        let notes = describe(&config::project(call)?);
        let all: Vec<(&TableNote, i64, &ColumnNote)> = notes
            .iter()
            .flat_map(|table| {
                table.columns.iter().zip(1..).map(move |(column, position)| (table, position, column))
            })
            .collect();
        Ok(Listing::default()
            .text("table", all.iter().map(|(table, _, _)| Some(&table.name)))
            .number("position", all.iter().map(|(_, position, _)| Some(*position)))
            .text("name", all.iter().map(|(_, _, column)| Some(&column.name)))
            .text("type", all.iter().map(|(_, _, column)| Some(column.kind.sql())))
            .flag("nullable", all.iter().map(|(_, _, column)| column.nullable))
            .text("key", all.iter().map(|(table, _, column)| key(table, column)))
            .text(
                "references",
                all.iter().map(|(table, _, column)| {
                    table.foreign_keys.iter().find(|key| key.column == column.name).map(reference)
                }),
            )
            .text("source", all.iter().map(|(_, _, column)| Some(&column.source)))
            .text("description", all.iter().map(|(_, _, column)| Some(&column.description)))
            .text("pii_note", all.iter().map(|(_, _, column)| column.pii_note.as_ref()))
            .table())
    },
};

fn key(table: &TableNote, column: &ColumnNote) -> Option<&'static str> {
    if table.primary_key.contains(&column.name) {
        return Some("primary");
    }
    table.foreign_keys.iter().any(|key| key.column == column.name).then_some("foreign")
}
