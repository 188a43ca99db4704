//! A table made of some blocks of another.

use std::sync::Arc;

use crate::tables::{Block, Column, RowCount, Scan, Table};
use crate::workers::Workers;

/// Some blocks of a table, in order, read without any pass over the rest of it.
pub struct Sample<'a> {
    table: &'a dyn Table,
    blocks: Vec<u64>,
}

impl<'a> Sample<'a> {
    pub fn new(table: &'a dyn Table, blocks: Vec<u64>) -> Sample<'a> {
        Sample { table, blocks }
    }

    /// Rows of the first block.
    pub fn rows_of_first(&self, workers: &Workers) -> u64 {
        let every: Vec<usize> = (0..self.table.columns().len()).collect();
        let scan = self.table.scan_roughly(&every, workers);
        self.blocks.first().map_or(0, |block| scan.block(*block).rows as u64)
    }
}

impl Table for Sample<'_> {
    fn columns(&self) -> &[Column] {
        self.table.columns()
    }

    fn rows(&self) -> RowCount {
        RowCount::Estimate(0)
    }

    fn blocks(&self) -> u64 {
        self.blocks.len() as u64
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        Arc::new(SampleScan {
            scan: self.table.scan_roughly(projection, workers),
            blocks: self.blocks.clone(),
        })
    }
}

struct SampleScan {
    scan: Arc<dyn Scan>,
    blocks: Vec<u64>,
}

impl Scan for SampleScan {
    fn block(&self, block: u64) -> Block {
        self.scan.block(self.blocks[block as usize])
    }
}
