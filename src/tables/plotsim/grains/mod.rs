//! Grains: which rows a table has, and what each of them is about.

mod blocks;
mod bridge;
mod dims;
mod events;
mod offsets;
mod sample;

use std::sync::Arc;

pub use blocks::blocks_of;

use super::engine::Engine;
use super::table::Grain;
use crate::config::plotsim::model::TableKind;

/// The grain of the table at this place among the config's. Facts have tables of their own, so theirs is empty.
pub fn of(engine: &Arc<Engine>, table: usize) -> Arc<dyn Grain> {
    let table = &engine.config().tables[table];
    match &table.kind {
        TableKind::DateDim => Arc::new(dims::Periods::new(engine)),
        TableKind::EntityDim => Arc::new(dims::EntityRows::new(engine)),
        TableKind::SubEntityDim { per_member, .. } => Arc::new(dims::MemberRows::new(engine, *per_member)),
        TableKind::ReferenceDim { rows } => Arc::new(dims::Things::new(*rows)),
        TableKind::ProportionalEvent { driver, scale } => {
            Arc::new(events::EventRows::new(engine, *driver, events::EventRule::Proportional(*scale)))
        }
        TableKind::ThresholdEvent { driver, rule } => {
            Arc::new(events::EventRows::new(engine, *driver, events::EventRule::Threshold(*rule)))
        }
        TableKind::Bridge(bridge) => {
            let key = engine.key().child("bridge").child(&table.name);
            Arc::new(bridge::BridgeRows::new(engine, *bridge, key))
        }
        TableKind::NoEvent | TableKind::EntityPeriodFact { .. } | TableKind::PeriodFact => {
            Arc::new(dims::Things::new(0))
        }
    }
}
