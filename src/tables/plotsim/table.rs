//! A table of a plotsim config: a grain, which says what its rows are about, and columns that show it.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use arrow::array::ArrayRef;

use super::columns::{CellSource, Site, source};
use super::engine::{Engine, MetricSet};
use super::rows::RowSet;
use super::subject::{Subjects, subjects};
use super::{columns_of, grains};
use crate::tables::{Block, Blocks, Column, Interval, RowCount, Scan, Table, shard_blocks};

/// Which rows a table has.
pub trait Grain: Send + Sync {
    /// The number of blocks of the whole table.
    fn blocks(&self) -> u64;

    /// How many rows these blocks hold together.
    fn count(&self, blocks: Range<u64>) -> RowCount;

    /// The rows of a block, saying what is needed of them and perhaps more.
    fn rows(&self, block: u64, needs: &Needs) -> RowSet;

    /// The blocks that hold all rows about some things, and perhaps others; `None` if that may be any.
    fn blocks_of(&self, _: &Subjects) -> Option<Blocks> {
        None
    }
}

/// What the columns of a query read of the rows.
pub struct Needs {
    /// Whether somebody reads the number of a row; where rows must be counted for that, it costs a pass.
    pub numbers: bool,
    /// Whether somebody reads [`RowSet::cells`].
    pub cells: bool,
    metrics: Vec<usize>,
    set: OnceLock<MetricSet>,
}

impl Needs {
    /// What some columns read.
    pub fn of(sources: &[Arc<dyn CellSource>]) -> Needs {
        Needs {
            numbers: sources.iter().any(|source| source.reads_numbers()),
            cells: sources.iter().any(|source| source.reads_positions() || !source.metrics().is_empty()),
            metrics: sources.iter().flat_map(|source| source.metrics()).collect(),
            set: OnceLock::new(),
        }
    }

    /// The metrics that the columns and, besides, the grain itself want. Solved at the first call, which is why a query
    /// waits with it until its first block; a grain always wants the same.
    pub fn metrics(&self, engine: &Engine, own: Option<usize>) -> &MetricSet {
        self.set.get_or_init(|| engine.metrics(self.metrics.iter().copied().chain(own)))
    }
}

/// A table whose rows a [`Grain`] knows, or a shard of it.
pub struct GrainTable {
    engine: Arc<Engine>,
    table: usize,
    columns: Vec<Column>,
    grain: Arc<dyn Grain>,
    blocks: Range<u64>,
}

impl GrainTable {
    /// The table at this place among the config's, or its part for one of several shards.
    pub fn new(engine: &Arc<Engine>, table: usize, shard: Option<(u64, u64)>) -> GrainTable {
        let grain = grains::of(engine, table);
        let blocks = match shard {
            Some((shard, shards)) => shard_blocks(grain.blocks(), shard, shards),
            None => 0..grain.blocks(),
        };
        GrainTable { columns: columns_of(engine, table), engine: Arc::clone(engine), table, grain, blocks }
    }
}

impl Table for GrainTable {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        self.grain.count(self.blocks.clone())
    }

    fn blocks(&self) -> u64 {
        self.blocks.end - self.blocks.start
    }

    fn prune(&self, column: usize, interval: &Interval) -> Option<Blocks> {
        let rows = match self.grain.count(0..self.grain.blocks()) {
            RowCount::Exact(rows) => Some(rows),
            RowCount::Estimate(_) => None,
        };
        let subjects = subjects(&self.engine, self.table, column, rows, interval)?;
        Some(self.grain.blocks_of(&subjects)?.within(self.blocks.clone()))
    }

    fn scan(&self, projection: &[usize]) -> Arc<dyn Scan> {
        let site = |column: usize| Site { engine: &self.engine, table: self.table, column };
        let sources: Vec<_> = projection.iter().map(|column| source(site(*column))).collect();
        Arc::new(GrainScan {
            needs: Needs::of(&sources),
            sources,
            grain: Arc::clone(&self.grain),
            first: self.blocks.start,
        })
    }
}

struct GrainScan {
    grain: Arc<dyn Grain>,
    /// The table's first block.
    first: u64,
    needs: Needs,
    sources: Vec<Arc<dyn CellSource>>,
}

impl Scan for GrainScan {
    fn block(&self, block: u64) -> Block {
        let block = self.first + block;
        if self.sources.is_empty()
            && let RowCount::Exact(rows) = self.grain.count(block..block + 1)
        {
            return Block { rows: rows as usize, columns: Vec::new() };
        }
        let rows = self.grain.rows(block, &self.needs);
        let columns: Vec<ArrayRef> = self.sources.iter().map(|source| source.array(&rows)).collect();
        Block { rows: rows.len, columns }
    }
}
