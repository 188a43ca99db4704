//! Rows as lines of text, by a format such as `{at:%Y-%m-%dT%H:%M:%S} [INFO] user={user_id}`.
//!
//! `{column}` stands for the row's value there, `{{` and `}}` for braces. After a colon stands how it is written: of dates and
//! timestamps a text in which `%Y`, `%m`, `%d`, `%H`, `%M`, `%S` and `%f` (microseconds) stand for their parts; of numbers a width
//! (with zeros if it begins with 0) and digits after the point, as in `8.2` or `05`; of texts a width, to the left of which they
//! stand, or with `>` to the right. A value that is missing is `-`.

mod cells;
mod format;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::datatypes::{DataType, Date32Type, Int32Type, Int64Type, TimestampMicrosecondType};

pub use format::{LineFormat, Wrong};

use super::{Block, Blocks, Column, ColumnType, Interval, RowCount, Scan, Table};
use crate::workers::Workers;
use cells::{Cells, Shape};

/// How rows of a table become lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Lines {
    parts: Vec<Part>,
    /// The columns that are read, by their places in the table.
    columns: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Text(String),
    /// A column, by its place among those that are read.
    Column {
        place: usize,
        shape: Shape,
    },
}

impl Lines {
    /// The lines of a block that holds the columns that are read.
    fn of(&self, block: &Block) -> Vec<String> {
        let cells: Vec<Cells> = block.columns.iter().map(Cells::of).collect();
        let line = |row: usize| {
            let mut line = String::new();
            for part in &self.parts {
                match part {
                    Part::Text(text) => line.push_str(text),
                    Part::Column { place, shape } => {
                        if let Some(cells) = cells.get(*place) {
                            cells.write(row, shape, &mut line);
                        }
                    }
                }
            }
            line
        };
        (0..block.rows).map(line).collect()
    }
}

/// A table's rows as lines, in a single column `line`.
pub struct LineTable {
    inner: Arc<dyn Table>,
    lines: Lines,
    /// The column of moments by which lines are in order, if they are.
    by: Option<usize>,
    columns: [Column; 1],
}

impl LineTable {
    /// The rows of a table as lines, in their order or in that of a column of moments.
    pub fn new(inner: Arc<dyn Table>, lines: Lines, by: Option<usize>) -> LineTable {
        LineTable { inner, lines, by, columns: [Column::required("line", ColumnType::Text)] }
    }
}

impl Table for LineTable {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        self.inner.rows()
    }

    fn closer_rows(&self, workers: &Workers) -> RowCount {
        self.inner.closer_rows(workers)
    }

    fn blocks(&self) -> u64 {
        if self.by.is_some() { u64::from(self.inner.blocks() > 0) } else { self.inner.blocks() }
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        let read: Vec<usize> = self.lines.columns.iter().copied().chain(self.by).collect();
        Arc::new(LineScan {
            inner: self.inner.scan(&read, workers),
            blocks: self.inner.blocks(),
            lines: self.lines.clone(),
            sorted: self.by.is_some(),
            shown: projection.len(),
            workers: workers.clone(),
            failed: OnceLock::new(),
        })
    }

    fn prune(&self, _: usize, _: &Interval) -> Option<Blocks> {
        None
    }
}

struct LineScan {
    /// Gives the columns that lines are made of and, if they are sorted, the moments behind them.
    inner: Arc<dyn Scan>,
    blocks: u64,
    lines: Lines,
    sorted: bool,
    /// How many times the one column is asked for.
    shown: usize,
    workers: Workers,
    failed: OnceLock<String>,
}

/// Lines that are put in order, at most: they are in memory then.
const MOST_SORTED: usize = 1 << 23;

impl LineScan {
    fn block_of(&self, lines: Vec<String>) -> Block {
        let rows = lines.len();
        let column: ArrayRef = Arc::new(StringArray::from_iter_values(lines));
        Block { rows, columns: vec![column; self.shown] }
    }

    /// All lines by their moments; those of one moment in the order of rows.
    fn in_order(&self) -> Vec<String> {
        let made: Vec<OnceLock<Vec<(i64, String)>>> = (0..self.blocks).map(|_| OnceLock::new()).collect();
        let count = std::sync::atomic::AtomicUsize::new(0);
        let done = self.workers.each(self.blocks, |number| {
            if count.load(std::sync::atomic::Ordering::Relaxed) > MOST_SORTED {
                return;
            }
            let mut block = self.inner.block(number);
            let moments = block.columns.pop();
            let lines = self.lines.of(&block);
            count.fetch_add(lines.len(), std::sync::atomic::Ordering::Relaxed);
            let keyed = lines
                .into_iter()
                .enumerate()
                .map(|(row, line)| (moments.as_ref().map_or(0, |at| micros(at, row)), line));
            if let Some(place) = made.get(number as usize) {
                let _ = place.set(keyed.collect());
            }
        });
        if count.into_inner() > MOST_SORTED {
            let _ = self.failed.set(format!("lines in the order of time are held in memory, of which there are more than {MOST_SORTED}: take them in the order of rows, and sort them in SQL"));
            return Vec::new();
        }
        if done.is_err() {
            return Vec::new();
        }
        let mut all: Vec<(i64, String)> =
            made.into_iter().filter_map(OnceLock::into_inner).flatten().collect();
        all.sort_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, line)| line).collect()
    }
}

/// A moment as a number; those that are missing come first.
fn micros(array: &ArrayRef, row: usize) -> i64 {
    if array.is_null(row) {
        return i64::MIN;
    }
    match array.data_type() {
        DataType::Date32 => i64::from(array.as_primitive::<Date32Type>().value(row)),
        DataType::Timestamp(_, _) => array.as_primitive::<TimestampMicrosecondType>().value(row),
        DataType::Int32 => i64::from(array.as_primitive::<Int32Type>().value(row)),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row),
        _ => 0,
    }
}

impl Scan for LineScan {
    fn block(&self, number: u64) -> Block {
        match self.sorted {
            true => self.block_of(self.in_order()),
            false => self.block_of(self.lines.of(&self.inner.block(number))),
        }
    }

    fn failure(&self) -> Option<String> {
        self.failed.get().cloned().or_else(|| self.inner.failure())
    }
}
