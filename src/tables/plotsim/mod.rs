//! The tables of a plotsim config.
//!
//! An [`engine::Engine`] knows what every entity does in every period; the tables are ways of showing it. A table says
//! which rows it has and, for a block of them, what each row is about (a [`rows::RowSet`]); [`columns`] turn that into
//! arrays, one kind of column per file.

pub mod columns;
pub mod engine;
pub mod facts;
pub mod members;
pub mod rows;
#[cfg(test)]
mod tests;

use super::Column;
use engine::Engine;

/// Cells, and so rows of a fact, that a block should hold: two of DuckDB's vectors, and little enough to stay in cache.
const BLOCK: u64 = 4096;

/// How many entities make a block of [`Engine::values`].
pub fn per_block(engine: &Engine) -> u64 {
    (BLOCK / engine.periods().max(1) as u64).max(1)
}

/// The columns of a config's table, as every table shows them.
pub fn columns_of(engine: &Engine, table: usize) -> Vec<Column> {
    let columns = engine.config().tables[table].columns.iter();
    let shown = |column: &crate::config::plotsim::model::Column| Column {
        name: column.name.clone(),
        kind: column.kind,
        nullable: column.nullable,
    };
    columns.map(shown).collect()
}
