//! Logs of events.

use crate::tables::lines::Lines;

/// A file with a line for each row of a table.
#[derive(Clone, Debug)]
pub struct Log {
    pub table: usize,
    pub filename: String,
    pub lines: Lines,
    /// The column of timestamps in whose order lines come, if not in that of rows.
    pub by_time: Option<usize>,
}
