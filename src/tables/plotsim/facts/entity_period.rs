//! Facts per entity and period: entity by entity, and within each the periods from its start on.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::config::plotsim::model::Arrival;
use crate::tables::plotsim::columns::{CellSource, Site, source};
use crate::tables::plotsim::engine::{Engine, MetricSet, Part};
use crate::tables::plotsim::rows::RowSet;
use crate::tables::plotsim::{columns_of, per_block};
use crate::tables::{Block, Column, RowCount, Scan, Table, shard_blocks};

/// Entities whose starts are drawn are counted one by one up to this many, which takes milliseconds; beyond, their rows are
/// estimated from as many.
const COUNTED: u64 = 1 << 20;

/// A fact with a row for each entity and period. A block is a range of entities.
pub struct EntityPeriodFact {
    engine: Arc<Engine>,
    table: usize,
    columns: Vec<Column>,
    blocks: Range<u64>,
    rows: OnceLock<RowCount>,
}

impl EntityPeriodFact {
    /// The fact at `table`, or its part for one of several shards.
    pub fn new(engine: Arc<Engine>, table: usize, shard: Option<(u64, u64)>) -> EntityPeriodFact {
        let blocks = engine.entities().div_ceil(per_block(&engine));
        let blocks = shard.map_or(0..blocks, |(shard, shards)| shard_blocks(blocks, shard, shards));
        EntityPeriodFact { columns: columns_of(&engine, table), engine, table, blocks, rows: OnceLock::new() }
    }

    fn count(&self) -> RowCount {
        let per_block = per_block(&self.engine);
        let end = (self.blocks.end.saturating_mul(per_block)).min(self.engine.entities());
        let mut rows = 0u64;
        let mut exact = true;
        for part in self.engine.parts(self.blocks.start * per_block..end) {
            rows = rows.saturating_add(match &part.run.arrival {
                Arrival::At(start) => {
                    (part.len as u64).saturating_mul(self.engine.periods().saturating_sub(*start) as u64)
                }
                _ if part.len as u64 <= COUNTED => self.drawn(&part, part.len as u64),
                _ => {
                    exact = false;
                    (u128::from(self.drawn(&part, COUNTED)) * part.len as u128 / u128::from(COUNTED)) as u64
                }
            });
        }
        if exact { RowCount::Exact(rows) } else { RowCount::Estimate(rows) }
    }

    /// The rows of the first entities of a part.
    fn drawn(&self, part: &Part<'_>, entities: u64) -> u64 {
        let first = part.run.first + part.place;
        let starts = self.engine.starts(first..first + entities);
        starts.iter().map(|start| self.engine.periods().saturating_sub(*start) as u64).sum()
    }
}

impl Table for EntityPeriodFact {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        *self.rows.get_or_init(|| self.count())
    }

    fn blocks(&self) -> u64 {
        self.blocks.end - self.blocks.start
    }

    fn scan(&self, projection: &[usize]) -> Arc<dyn Scan> {
        let source =
            |column: &usize| source(Site { engine: &self.engine, table: self.table, column: *column });
        let sources: Vec<Arc<dyn CellSource>> = projection.iter().map(source).collect();
        Arc::new(FactScan {
            engine: Arc::clone(&self.engine),
            first_block: self.blocks.start,
            set: OnceLock::new(),
            sources,
        })
    }
}

struct FactScan {
    engine: Arc<Engine>,
    first_block: u64,
    set: OnceLock<MetricSet>,
    sources: Vec<Arc<dyn CellSource>>,
}

impl Scan for FactScan {
    fn block(&self, block: u64) -> Block {
        let per_block = per_block(&self.engine);
        let first = (self.first_block + block) * per_block;
        let entities = first..(first + per_block).min(self.engine.entities());
        if self.sources.is_empty() {
            let periods = self.engine.periods();
            let rows = self.engine.starts(entities).iter().map(|start| periods.saturating_sub(*start)).sum();
            return Block { rows, columns: Vec::new() };
        }
        let metrics = || self.sources.iter().flat_map(|source| source.metrics());
        let set = self.set.get_or_init(|| self.engine.metrics(metrics()));
        let cells = Arc::new(self.engine.values(entities, set));
        let rows = RowSet::of_cells(&self.engine, cells);
        let columns = self.sources.iter().map(|source| source.array(&rows)).collect();
        Block { rows: rows.len, columns }
    }
}
