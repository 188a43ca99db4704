//! Faults in finished tables.
//!
//! A table with faults is made from the clean one, block by block. Each issue hits a row by a word of that row and issue alone,
//! so what is hit hangs on no other row; a copy of a row has words of its own. Rows that are copied to the end stand in blocks
//! behind all others, one for each block of the clean table.

mod cells;
mod counts;
mod hits;
mod key;
mod plan;
mod scan;
mod table;

pub use counts::{Hits, hits};
pub use key::AnswerKey;
pub use table::FaultyTable;

use crate::plotsim::model::Issue;
use crate::plotsim::tables::engine::Engine;
use crate::random::Key;

/// Room for the columns of an issue among the places behind the columns.
const SLOTS: usize = 1 << 20;

/// The place among the words of a row of those that decide whether an issue hits the row (none) or its value in a column.
fn word(issue: usize, column: Option<usize>) -> usize {
    issue * SLOTS + column.map_or(0, |column| column + 1)
}

/// The key of the words at such a place.
pub fn key(engine: &Engine, word: usize) -> Key {
    let (issue, slot) = (word / SLOTS, word % SLOTS);
    let config = engine.config();
    let key = engine.key().child("quality");
    let Some(Issue { table, seed_offset, .. }) = config.quality.issues.get(issue) else { return key };
    let Some(table) = config.tables.get(*table) else { return key };
    let column = slot.checked_sub(1).and_then(|column| table.columns.get(column));
    let key = key.child(&table.name).child(&issue.to_string()).child(&seed_offset.to_string());
    key.child(column.map_or("", |column| column.name.as_str()))
}
