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

/// The grain of the table at this place among the config's. Facts have tables of their own, so theirs is empty.
pub fn of(engine: &Arc<Engine>, index: usize) -> Arc<dyn Grain> {
    let table = &engine.config().tables[index];
    match &table.kind {
        TableKind::DateDim => Arc::new(dims::Periods::new(engine)),
        TableKind::EntityDim => Arc::new(dims::EntityRows::new(engine)),
        TableKind::SubEntityDim { per_member, .. } => Arc::new(dims::MemberRows::new(engine, *per_member)),
        TableKind::ReferenceDim { rows } => Arc::new(dims::Things::new(*rows)),
        TableKind::ProportionalEvent { .. } | TableKind::ThresholdEvent { .. } => {
            match self::events(engine, index) {
                Some(rows) => Arc::new(rows),
                None => Arc::new(dims::Things::new(0)),
            }
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

/// The rows of the table at this place, if it is one of events.
pub fn events(engine: &Arc<Engine>, table: usize) -> Option<EventRows> {
    let (driver, rule) = match engine.config().tables.get(table)?.kind {
        TableKind::ProportionalEvent { driver, scale } => (driver, events::EventRule::Proportional(scale)),
        TableKind::ThresholdEvent { driver, rule } => (driver, events::EventRule::Threshold(rule)),
        _ => return None,
    };
    Some(EventRows::new(engine, table, driver, rule))
}
