//! What a manifest says of each table.

use serde::Serialize;

use crate::describe::{ColumnNote, ForeignKey, TableNote};
use crate::project::{Part, Project};
use crate::tables::RowCount;
use crate::truth::Measured;

#[derive(Serialize)]
pub struct TableEntry<'a> {
    name: &'a str,
    kind: &'static str,
    grain: &'a str,
    /// Null where only making them would tell.
    rows: Option<u64>,
    estimated_rows: u64,
    /// Null where rows were not made.
    sha256: Option<String>,
    /// The dataset's; null in the plotsim language, where all tables have the config's.
    seed: Option<u64>,
    primary_key: &'a [String],
    foreign_keys: Vec<Reference<'a>>,
    columns: Vec<Column<'a>>,
}

#[derive(Serialize)]
struct Reference<'a> {
    column: &'a str,
    table: &'a str,
    /// Null where the row's number is meant.
    references: Option<&'a str>,
}

#[derive(Serialize)]
struct Column<'a> {
    name: &'a str,
    r#type: std::borrow::Cow<'static, str>,
    nullable: bool,
    source: &'a str,
}

/// The entries of all tables.
pub fn entries<'a>(
    project: &Project,
    notes: &'a [TableNote],
    measured: Vec<Option<Measured>>,
) -> Vec<TableEntry<'a>> {
    let entry = |(index, (note, measured)): (usize, (&'a TableNote, Option<Measured>))| TableEntry {
        name: &note.name,
        kind: note.kind,
        grain: &note.grain,
        rows: match (&measured, note.rows) {
            (Some(measured), _) => Some(measured.rows),
            (None, RowCount::Exact(rows)) => Some(rows),
            (None, RowCount::Estimate(_)) => None,
        },
        estimated_rows: note.rows.rows(),
        sha256: measured.map(|measured| measured.sha256),
        seed: match project.part(index) {
            Part::Datagen(config, dataset) => config.datasets.get(dataset).map(|dataset| dataset.seed),
            Part::Plotsim(..) => None,
        },
        primary_key: &note.primary_key,
        foreign_keys: note.foreign_keys.iter().map(reference).collect(),
        columns: note.columns.iter().map(column).collect(),
    };
    notes.iter().zip(measured).enumerate().map(entry).collect()
}

fn reference(key: &ForeignKey) -> Reference<'_> {
    Reference { column: &key.column, table: &key.table, references: key.target.as_deref() }
}

fn column(note: &ColumnNote) -> Column<'_> {
    Column { name: &note.name, r#type: note.kind.sql(), nullable: note.nullable, source: &note.source }
}
