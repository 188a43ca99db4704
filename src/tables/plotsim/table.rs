//! A table of a plotsim config: a grain, which says what its rows are about, and columns that show it.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use arrow::array::ArrayRef;

use super::columns::{CellSource, Site, fit, source};
use super::engine::{Engine, MetricSet};
use super::grains;
use super::rows::RowSet;
use crate::config::types::ColumnType;
use crate::tables::{Block, Column, RowCount, Scan, Table, shard_blocks};

/// Which rows a table has.
pub trait Grain: Send + Sync {
    /// The number of blocks of the whole table.
    fn blocks(&self) -> u64;

    /// How many rows these blocks hold together.
    fn count(&self, blocks: Range<u64>) -> RowCount;

    /// The rows of a block, saying what is needed of them and perhaps more.
    fn rows(&self, block: u64, needs: &Needs) -> RowSet;
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
    fn of(sources: &[Arc<dyn CellSource>]) -> Needs {
        Needs {
            numbers: sources.iter().any(|source| source.reads_numbers()),
            cells: sources.iter().any(|source| source.reads_positions() || !source.metrics().is_empty()),
            metrics: sources.iter().flat_map(|source| source.metrics()).collect(),
            set: OnceLock::new(),
        }
    }

    /// The metrics that the cells must hold, as the engine wants them. Solved at the first call, which is why a query waits
    /// with it until its first block.
    pub fn metrics(&self, engine: &Engine) -> &MetricSet {
        self.set.get_or_init(|| engine.metrics(self.metrics.iter().copied()))
    }
}

/// One table of a config, or a shard of it.
pub struct PlotsimTable {
    engine: Arc<Engine>,
    table: usize,
    columns: Vec<Column>,
    grain: Arc<dyn Grain>,
    blocks: Range<u64>,
}

impl PlotsimTable {
    /// The table at this place among the config's.
    pub fn new(engine: &Arc<Engine>, table: usize) -> PlotsimTable {
        let columns = engine.config().tables[table].columns.iter();
        let grain = grains::of(engine, table);
        PlotsimTable {
            columns: columns
                .map(|column| Column {
                    name: column.name.clone(),
                    kind: column.kind,
                    nullable: column.nullable,
                })
                .collect(),
            blocks: 0..grain.blocks(),
            engine: Arc::clone(engine),
            table,
            grain,
        }
    }

    /// The same table, cut down to the blocks of one shard.
    pub fn shard(mut self, shard: u64, shards: u64) -> PlotsimTable {
        self.blocks = shard_blocks(self.grain.blocks(), shard, shards);
        self
    }
}

impl Table for PlotsimTable {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        self.grain.count(self.blocks.clone())
    }

    fn blocks(&self) -> u64 {
        self.blocks.end - self.blocks.start
    }

    fn scan(&self, projection: &[usize]) -> Arc<dyn Scan> {
        let site = |column: usize| Site { engine: &self.engine, table: self.table, column };
        let sources: Vec<_> = projection.iter().map(|column| source(site(*column))).collect();
        Arc::new(PlotsimScan {
            needs: Needs::of(&sources),
            kinds: projection.iter().map(|column| self.columns[*column].kind).collect(),
            sources,
            grain: Arc::clone(&self.grain),
            first: self.blocks.start,
        })
    }
}

struct PlotsimScan {
    grain: Arc<dyn Grain>,
    first: u64,
    needs: Needs,
    sources: Vec<Arc<dyn CellSource>>,
    kinds: Vec<ColumnType>,
}

impl Scan for PlotsimScan {
    fn block(&self, block: u64) -> Block {
        let rows = self.grain.rows(self.first + block, &self.needs);
        let columns: Vec<ArrayRef> =
            self.sources.iter().zip(&self.kinds).map(|(source, kind)| fit(source.array(&rows), *kind)).collect();
        Block { rows: rows.len, columns }
    }
}
