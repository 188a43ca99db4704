//! Grains: which rows a table has, and what each of them is about.

mod blocks;
mod bridge;
mod counted;
pub mod dims;
mod features;
mod sample;
pub mod systems;
mod versions;

use std::sync::Arc;

pub use blocks::blocks_of;
pub use bridge::BridgeRows;
pub use counted::CountedRows;
pub use features::FeatureRows;
pub use versions::VersionRows;

use super::engine::Engine;

/// The rows of the table at this place, if they are counted.
pub fn counted(engine: &Arc<Engine>, table: usize, shards: Option<u64>) -> Option<CountedRows> {
    CountedRows::new(engine, table, shards)
}
