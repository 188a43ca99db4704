//! Grains: which rows a table has, and what each of them is about.

mod blocks;
mod bridge;
pub mod dims;
mod events;
mod features;
mod sample;
pub mod systems;
mod versions;

use std::sync::Arc;

pub use blocks::blocks_of;
pub use bridge::BridgeRows;
pub use events::EventRows;
pub use features::FeatureRows;
pub use versions::VersionRows;

use super::engine::Engine;
use super::offsets;

/// The rows of the table at this place, if it is one of events.
pub fn events(engine: &Arc<Engine>, table: usize, shards: Option<u64>) -> Option<EventRows> {
    let cause = engine.config().tables.get(table)?.kind.cause()?;
    Some(EventRows::new(engine, table, *cause, shards))
}
