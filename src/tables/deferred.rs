//! A small table whose rows are worked out when they are read, not when the query is bound.

use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::ArrayRef;

use super::{Block, Column, RowCount, Scan, Table};

/// Works out all columns; the text of an error is shown to the user.
type Work = dyn Fn() -> Result<Vec<ArrayRef>, String> + Send + Sync;

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
        work: impl Fn() -> Result<Vec<ArrayRef>, String> + Send + Sync + 'static,
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

    fn scan(&self, projection: &[usize]) -> Arc<dyn Scan> {
        Arc::new(DeferredScan {
            projection: projection.to_vec(),
            work: Arc::clone(&self.work),
            failure: Mutex::default(),
        })
    }
}

struct DeferredScan {
    projection: Vec<usize>,
    work: Arc<Work>,
    failure: Mutex<Option<String>>,
}

impl Scan for DeferredScan {
    fn block(&self, _: u64) -> Block {
        match (self.work)() {
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
