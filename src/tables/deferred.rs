//! A small table whose rows are worked out when they are read, not when the query is bound.

use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::ArrayRef;

use super::{Block, Column, RowCount, Scan, Table};
use crate::workers::Workers;

/// Works out all columns; the text of an error is shown to the user.
type Work = dyn Fn(&Workers) -> Result<Vec<ArrayRef>, String> + Send + Sync;

/// A table of one block.
pub struct Deferred {
    columns: Vec<Column>,
    rows: RowCount,
    work: Arc<Work>,
}

impl Deferred {
    /// A table of these columns, whose arrays (of equal length, of the columns' types) `work` gives.
    pub fn new(
        columns: Vec<Column>,
        rows: RowCount,
        work: impl Fn(&Workers) -> Result<Vec<ArrayRef>, String> + Send + Sync + 'static,
    ) -> Deferred {
        Deferred { columns, rows, work: Arc::new(work) }
    }
}

impl Table for Deferred {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        self.rows
    }

    fn blocks(&self) -> u64 {
        1
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        Arc::new(DeferredScan {
            projection: projection.to_vec(),
            rows: self.rows,
            work: Arc::clone(&self.work),
            workers: workers.clone(),
            failure: Mutex::default(),
        })
    }
}

struct DeferredScan {
    projection: Vec<usize>,
    rows: RowCount,
    work: Arc<Work>,
    workers: Workers,
    failure: Mutex<Option<String>>,
}

impl Scan for DeferredScan {
    fn block(&self, _: u64) -> Block {
        if let (true, RowCount::Exact(rows)) = (self.projection.is_empty(), self.rows) {
            // Rows that are only counted need no work.
            return Block { rows: rows as usize, columns: Vec::new() };
        }
        match (self.work)(&self.workers) {
            Ok(arrays) => Block {
                rows: arrays.first().map_or(0, |array| array.len()),
                columns: self.projection.iter().map(|column| Arc::clone(&arrays[*column])).collect(),
            },
            Err(message) => {
                *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(message);
                Block { rows: 0, columns: Vec::new() }
            }
        }
    }

    fn failure(&self) -> Option<String> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
