//! The tables of a plotsim config.
//!
//! An [`engine::Engine`] knows what every entity does in every period; the tables are ways of showing it. A table says
//! which rows it has and, for a block of them, what each row is about (a [`rows::RowSet`]); [`super::sources`] turn that into
//! arrays.

pub mod engine;
pub mod facts;
pub mod grains;
mod identity;
pub mod offsets;
pub mod outliers;
pub mod rows;
pub mod subject;
mod table;
#[cfg(test)]
mod tests;
pub mod trajectories;

pub use table::GrainTable;

use std::sync::Arc;

use crate::facts::Facts;
use crate::tables::{Column, Table};
use engine::Engine;

/// The table at this place among the config's, or its part for one of several shards.
pub fn table(engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn Table> {
    engine.config().tables[index].kind.open(engine, index, shard)
}

/// Cells, and so rows of a fact, that a block should hold: little enough to stay in cache, yet so many that even over a window
/// of days some entities share their course.
const BLOCK: u64 = 16_384;

/// How many entities make a block of [`Engine::values`].
pub fn per_block(engine: &Engine) -> u64 {
    (BLOCK / engine.periods().max(1) as u64).max(1)
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
