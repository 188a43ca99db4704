//! What the tables hold: rows, sizes, keys.

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use maud::html;

use super::number;
use super::page::Section;
use super::parts::wide;
use crate::checks::Measurements;
use crate::config::types::ColumnType;
use crate::describe::TableNote;
use crate::project::Project;
use crate::tables::Table;
use crate::workers::Workers;

/// A row for each table.
pub fn section(project: &Project, notes: &[TableNote], measured: &Measurements) -> Option<Section> {
    let rows = |note: &TableNote| measured.table(&note.name).map_or(note.rows.rows(), |table| table.rows);
    let table = html! {
        table.tables {
            thead {
                tr {
                    th scope="col" { "Table" } th scope="col" { "Kind" } th scope="col" { "A row is" }
                    th scope="col" .number { "Rows" } th scope="col" .number { "Columns" }
                    th scope="col" .number { "Size" }
                    th scope="col" { "Primary key" } th scope="col" { "Refers to" }
                }
            }
            tbody {
                @for (index, note) in notes.iter().enumerate() {
                    tr {
                        th scope="row" { code { (note.name) } }
                        td { (note.kind) }
                        td { (if note.description.is_empty() { &note.grain } else { &note.description }) }
                        td.number { (number::whole(rows(note))) }
                        td.number { (note.columns.len()) }
                        td.number {
                            (number::bytes((row_bytes(project.table(index, None).as_ref()) * rows(note) as f64) as u64))
                        }
                        td { (note.primary_key.join(", ")) }
                        td {
                            (parents(note).join(", "))
                        }
                    }
                }
            }
        }
    };
    Some(Section {
        id: "tables",
        title: "Tables",
        body: html! {
            (wide("Tables", &table))
            p.note { "Size is that of plain columns in memory, estimated from the first rows; files are smaller." }
        },
    })
}

/// The tables that a table refers to, each once.
fn parents(note: &TableNote) -> Vec<&str> {
    let mut parents: Vec<&str> = Vec::new();
    for key in &note.foreign_keys {
        if !parents.contains(&key.table.as_str()) {
            parents.push(&key.table);
        }
    }
    parents
}

/// Bytes of a row, on average over the first block.
fn row_bytes(table: &dyn Table) -> f64 {
    fn fixed(kind: ColumnType) -> f64 {
        match kind {
            ColumnType::Bool => 1.0,
            ColumnType::Int32 | ColumnType::Date => 4.0,
            ColumnType::Int64 | ColumnType::Float64 | ColumnType::Time => 8.0,
            ColumnType::Timestamp | ColumnType::TimestampTz(_) => 8.0,
            ColumnType::Decimal { .. } | ColumnType::Uuid => 16.0,
            // The offset; a text comes on top.
            ColumnType::Text | ColumnType::List(_) => 4.0,
            ColumnType::Struct(fields) => fields.iter().map(|field| fixed(field.kind)).sum(),
        }
    }
    let columns = table.columns();
    let size: f64 = columns.iter().map(|column| fixed(column.kind)).sum();
    let texts: Vec<usize> = columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.kind == ColumnType::Text)
        .map(|(index, _)| index)
        .collect();
    if texts.is_empty() || table.blocks() == 0 {
        return size;
    }
    let block = table.scan(&texts, &Workers::single()).block(0);
    let bytes = |array: &dyn Array| -> usize {
        let plain = cast(array, &DataType::Utf8).ok();
        let strings = plain.as_ref().and_then(|plain| plain.as_string_opt::<i32>());
        strings.map_or(0, |strings| strings.iter().flatten().map(str::len).sum())
    };
    let all: usize = block.columns.iter().map(|array| bytes(array.as_ref())).sum();
    size + all as f64 / block.rows.max(1) as f64
}
