//! Tables as text: [`csv`], [`jsonl`] and [`sql`].
//!
//! Both are made from [`cells`], row by row, a row group at a time; the groups of a file are appended in order.

pub mod cells;
mod csv;
mod jsonl;
pub mod sql;

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use super::format::Floats;
use crate::tables::{Reader, Table};
use crate::workers::Workers;

/// Makes the lines of one table's files, on any thread and in any order.
pub struct Encoder {
    reader: Reader,
    /// What comes before the first row.
    pub head: Vec<u8>,
    language: Language,
    floats: Floats,
}

enum Language {
    Csv,
    /// With what stands before each value, such as `{"name":` and `,"next":`.
    Jsonl(Vec<Vec<u8>>),
}

/// Some lines.
pub struct Lines {
    pub rows: u64,
    pub bytes: Vec<u8>,
}

impl Encoder {
    /// Comma-separated values with a header.
    pub fn csv(name: &str, table: &dyn Table, floats: Floats, workers: &Workers) -> Encoder {
        let reader = Reader::all(name, table, workers);
        let head = csv::header(table.columns());
        Encoder { reader, head, language: Language::Csv, floats }
    }

    /// One JSON object a line.
    pub fn jsonl(name: &str, table: &dyn Table, floats: Floats, workers: &Workers) -> Encoder {
        let language = Language::Jsonl(jsonl::keys(table.columns()));
        Encoder { reader: Reader::all(name, table, workers), head: Vec::new(), language, floats }
    }

    /// The rows of these blocks; `None` if `stop` was set meanwhile.
    ///
    /// # Errors
    /// A block is not what the table's columns say.
    pub fn lines(&self, blocks: Range<u64>, stop: &AtomicBool) -> Result<Option<Lines>, String> {
        let mut lines = Lines { rows: 0, bytes: Vec::new() };
        for block in blocks {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let block = self.reader.block(block)?;
            lines.rows += block.rows as u64;
            match &self.language {
                Language::Csv => csv::write(&block.columns, block.rows, self.floats, &mut lines.bytes),
                Language::Jsonl(keys) => {
                    jsonl::write(keys, &block.columns, block.rows, self.floats, &mut lines.bytes);
                }
            }
        }
        Ok(Some(lines))
    }
}
