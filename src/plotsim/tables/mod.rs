//! The tables of a plotsim config.
//!
//! An [`engine::Engine`] knows what every entity does in every period; the tables are ways of showing it. A table says
//! which rows it has and, for a block of them, what each row is about (a [`rows::RowSet`]); [`super::sources`] turn that into
//! arrays.

pub(crate) mod about;
pub(crate) mod counted;
pub(crate) mod engine;
pub(crate) mod facts;
pub(crate) mod faults;
pub(crate) mod grains;
mod identity;
pub(crate) mod offsets;
pub mod outliers;
pub(crate) mod rows;
mod split;
pub(crate) mod subject;
mod table;
#[cfg(test)]
mod tests;
pub mod trajectories;
mod wide;

pub(crate) use split::SplitTable;
pub(crate) use table::GrainTable;
pub(crate) use wide::WideTable;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::facts::Facts;
use crate::tables::{Column, RowCount, Table, evenly};
use crate::workers::Workers;
use engine::Engine;
use faults::FaultyTable;

/// The table at this place among the config's with its faults, or its part for one of several shards.
pub fn table(engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn Table> {
    let kind = &engine.config().tables[index].kind;
    match (kind.split(), kind.wide()) {
        (Some(split), _) => Arc::new(SplitTable::new(engine, *split, table(engine, split.of, shard), shard)),
        (_, Some(wide)) => Arc::new(WideTable::new(engine, index, table(engine, wide.of, shard))),
        (None, None) => FaultyTable::over(engine, index, shard),
    }
}

/// The table without faults.
pub fn clean(engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn Table> {
    engine.config().tables[index].kind.open(engine, index, shard)
}

/// Cells, and so rows of a fact, that a block should hold: little enough to stay in cache, yet so many that even over a window
/// of days some entities share their course.
const BLOCK: u64 = 16_384;

/// How many entities make a block of [`Engine::values`].
pub fn per_block(engine: &Engine) -> u64 {
    (BLOCK / engine.periods().max(1) as u64).max(1)
}

/// The same for the story: how many entities are added up together, whose sums must not change in their last digits with how much
/// of the story is shown.
pub fn per_sum(engine: &Engine) -> u64 {
    let config = engine.config();
    let periods = if config.extends() { config.story.len() } else { engine.periods() };
    (BLOCK / periods.max(1) as u64).max(1)
}

/// The columns of a config's table, as every table shows them.
pub fn columns_of(engine: &Engine, table: usize) -> Vec<Column> {
    let config = engine.config();
    let shown = |(column, facts): (&crate::plotsim::model::Column, &Facts)| Column {
        name: column.name.clone(),
        kind: column.kind,
        nullable: facts.nulls.possible(),
    };
    config.tables[table].columns.iter().zip(config.facts(table)).map(shown).collect()
}

/// The rows of a table that only estimates them, told more closely from a sample of its blocks.
fn counted_closely(table: &dyn Table, workers: &Workers) -> RowCount {
    /// Blocks that are counted.
    const COUNTED: u64 = 256;
    let RowCount::Estimate(rows) = table.rows() else { return table.rows() };
    let (blocks, scan) = (table.blocks(), table.scan(&[], workers));
    let sample = evenly(blocks, COUNTED);
    let total = AtomicU64::new(0);
    let counted = workers.each(sample.len() as u64, |place| {
        let rows = sample.get(place as usize).map_or(0, |block| scan.block(*block).rows);
        total.fetch_add(rows as u64, Ordering::Relaxed);
    });
    let total = total.into_inner();
    match counted {
        Err(_) => RowCount::Estimate(rows),
        Ok(()) if sample.len() as u64 == blocks => RowCount::Exact(total),
        Ok(()) => {
            let rows = u128::from(total) * u128::from(blocks) / (sample.len() as u128).max(1);
            RowCount::Estimate(u64::try_from(rows).unwrap_or(u64::MAX))
        }
    }
}
