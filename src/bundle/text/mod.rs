//! Tables as text: [`csv`] and [`jsonl`].
//!
//! Both are made from [`cells`], row by row, a row group at a time; the groups of a file are appended in order.

mod cells;
mod csv;
mod jsonl;

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::format::Floats;
use crate::tables::{Scan, Table};
use crate::workers::Workers;
use cells::Cells;

/// Makes the lines of one table's files, on any thread and in any order.
pub struct Encoder {
    scan: Arc<dyn Scan>,
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
    pub fn csv(table: &dyn Table, floats: Floats, workers: &Workers) -> Encoder {
        let scan = Encoder::scan(table, workers);
        let head = csv::header(table.columns());
        Encoder { scan, head, language: Language::Csv, floats }
    }

    /// One JSON object a line.
    pub fn jsonl(table: &dyn Table, floats: Floats, workers: &Workers) -> Encoder {
        let language = Language::Jsonl(jsonl::keys(table.columns()));
        Encoder { scan: Encoder::scan(table, workers), head: Vec::new(), language, floats }
    }

    /// A reader of all columns.
    fn scan(table: &dyn Table, workers: &Workers) -> Arc<dyn Scan> {
        table.scan(&(0..table.columns().len()).collect::<Vec<_>>(), workers)
    }

    /// The rows of these blocks; `None` if `stop` was set meanwhile.
    pub fn lines(&self, blocks: Range<u64>, stop: &AtomicBool) -> Option<Lines> {
        let mut lines = Lines { rows: 0, bytes: Vec::new() };
        for block in blocks {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            let block = self.scan.block(block);
            lines.rows += block.rows as u64;
            let cells: Vec<Cells> = block.columns.iter().map(Cells::new).collect();
            match &self.language {
                Language::Csv => csv::write(&cells, block.rows, self.floats, &mut lines.bytes),
                Language::Jsonl(keys) => {
                    jsonl::write(keys, &cells, block.rows, self.floats, &mut lines.bytes);
                }
            }
        }
        Some(lines)
    }
}
