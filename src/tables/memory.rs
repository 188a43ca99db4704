//! A small table held in memory: what the listing functions give.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::{Block, Column, RowCount, Scan, Table};
use crate::workers::Workers;

/// A table of one block whose arrays are all there.
pub struct MemoryTable {
    columns: Vec<Column>,
    arrays: Vec<ArrayRef>,
}

impl MemoryTable {
    /// A table of these columns; the arrays are of equal length and of the columns' types.
    pub fn new(columns: Vec<(Column, ArrayRef)>) -> MemoryTable {
        let (columns, arrays) = columns.into_iter().unzip();
        MemoryTable { columns, arrays }
    }

    fn len(&self) -> usize {
        self.arrays.first().map_or(0, |array| array.len())
    }
}

impl Table for MemoryTable {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        RowCount::Exact(self.len() as u64)
    }

    fn blocks(&self) -> u64 {
        u64::from(self.len() > 0)
    }

    fn scan(&self, projection: &[usize], _: &Workers) -> Arc<dyn Scan> {
        let arrays = projection.iter().map(|index| Arc::clone(&self.arrays[*index])).collect();
        Arc::new(MemoryScan { rows: self.len(), arrays })
    }
}

struct MemoryScan {
    rows: usize,
    arrays: Vec<ArrayRef>,
}

impl Scan for MemoryScan {
    fn block(&self, _: u64) -> Block {
        Block { rows: self.rows, columns: self.arrays.clone() }
    }
}
