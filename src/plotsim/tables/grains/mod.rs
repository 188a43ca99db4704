//! Grains: which rows a table has, and what each of them is about.

mod blocks;
mod bridge;
mod dims;
mod events;
mod offsets;
mod sample;

use std::sync::Arc;

pub use blocks::blocks_of;
pub use events::EventRows;

use super::engine::Engine;
use super::table::Grain;
use crate::plotsim::model::TableKind;

/// The grain of the table at this place among the config's, which is cut into shards or not. Facts have tables of their own, so theirs is empty.
pub fn of(engine: &Arc<Engine>, index: usize, shards: Option<u64>) -> Arc<dyn Grain> {
    let table = &engine.config().tables[index];
    match &table.kind {
        TableKind::DateDim => Arc::new(dims::Periods::new(engine, shards)),
        TableKind::EntityDim => Arc::new(dims::EntityRows::new(engine, shards)),
        TableKind::SubEntityDim { per_member, .. } => {
            Arc::new(dims::MemberRows::new(engine, *per_member, shards))
        }
        TableKind::ReferenceDim { rows } => Arc::new(dims::Things::new(*rows, shards)),
        TableKind::Event(Some(cause)) => Arc::new(EventRows::new(engine, index, *cause, shards)),
        TableKind::Bridge(bridge) => {
            let key = engine.key().child("bridge").child(&table.name);
            Arc::new(bridge::BridgeRows::new(engine, *bridge, key, shards))
        }
        TableKind::Event(None) | TableKind::EntityPeriodFact { .. } | TableKind::PeriodFact => {
            Arc::new(dims::Things::new(0, shards))
        }
    }
}

/// The rows of the table at this place, if it is one of events.
pub fn events(engine: &Arc<Engine>, table: usize, shards: Option<u64>) -> Option<EventRows> {
    let cause = engine.config().tables.get(table)?.kind.cause()?;
    Some(EventRows::new(engine, table, *cause, shards))
}
