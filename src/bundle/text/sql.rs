//! `INSERT` statements of [`BATCH`] rows.

use super::cells::{Cell, cell, timestamp};
use super::jsonl;
use crate::bundle::format::Floats;
use crate::config::types::{ColumnType, Dialect};
use crate::tables::{Column, Values, View};

/// Rows of a statement: enough to be quick, few enough for every database's longest statement.
const BATCH: u64 = 100;

/// The rows of a table under way.
pub struct Inserts {
    dialect: Dialect,
    table: String,
    columns: Vec<(String, ColumnType)>,
    /// `INSERT INTO t (a, b) VALUES`.
    head: String,
    /// Rows so far.
    done: u64,
}

impl Inserts {
    pub fn new(dialect: Dialect, table: &str, columns: &[Column]) -> Inserts {
        let names: Vec<String> = columns.iter().map(|column| dialect.identifier(&column.name)).collect();
        let head = format!("INSERT INTO {} ({}) VALUES\n", dialect.identifier(table), names.join(", "));
        let columns = columns.iter().map(|column| (column.name.clone(), column.kind)).collect();
        Inserts { dialect, table: table.to_owned(), columns, head, done: 0 }
    }

    /// The next rows.
    ///
    /// # Errors
    /// A sentence, if a text holds what no script can.
    pub fn rows(&mut self, columns: &[View], rows: usize) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        for row in 0..rows {
            match self.done % BATCH {
                0 if self.done > 0 => out.extend_from_slice(format!(";\n{}", self.head).as_bytes()),
                0 => out.extend_from_slice(self.head.as_bytes()),
                _ => out.extend_from_slice(b",\n"),
            }
            self.done += 1;
            out.push(b'(');
            for (index, (view, column)) in columns.iter().zip(&self.columns).enumerate() {
                if index > 0 {
                    out.extend_from_slice(b", ");
                }
                self.cell(view, row, column, &mut out)?;
            }
            out.push(b')');
        }
        Ok(out)
    }

    /// What ends the last statement.
    pub fn end(&self) -> &'static [u8] {
        if self.done > 0 { b";\n" } else { b"" }
    }

    fn cell(
        &self,
        view: &View,
        row: usize,
        (column, kind): &(String, ColumnType),
        out: &mut Vec<u8>,
    ) -> Result<(), String> {
        let start = out.len();
        match cell(view, row, Floats::Shortest, out) {
            Cell::Null => out.extend_from_slice(b"NULL"),
            Cell::Bare if *kind == ColumnType::Bool => {
                let value = out[start..] == *b"true";
                out.truncate(start);
                out.extend_from_slice(self.dialect.flag(value).as_bytes());
            }
            // Without an exponent databases take a number for a decimal, which MySQL cuts off.
            Cell::Bare if *kind == ColumnType::Float64 && !out[start..].contains(&b'e') => {
                out.extend_from_slice(b"e0");
            }
            Cell::Bare => {}
            Cell::Plain if matches!(kind, ColumnType::Decimal { .. }) => {}
            Cell::Plain if kind.zone().is_some() && self.dialect == Dialect::Mysql => {
                // MySQL wants no zone; the instants are in UTC.
                out.truncate(start);
                out.push(b'\'');
                if let Values::TimestampTz(micros, _) = &view.values {
                    timestamp(micros[row], out);
                }
                out.push(b'\'');
            }
            Cell::Plain => {
                out.insert(start, b'\'');
                out.push(b'\'');
            }
            Cell::Text(text) if text.contains('\0') => {
                return Err(format!(
                    "'{}'.'{column}' holds a text with a NUL, which no SQL script can",
                    self.table
                ));
            }
            Cell::Text(text) => self.dialect.text(text, out),
            // As JSON, which each of the databases can take apart.
            Cell::List(..) | Cell::Struct(_) => {
                let mut json = Vec::new();
                jsonl::value(view, row, Floats::Shortest, &mut json);
                self.dialect.text(&String::from_utf8_lossy(&json), out);
            }
        }
        Ok(())
    }
}
