//! Grains: which rows a table has, one kind of table per file.

mod dims;

use std::sync::Arc;

use super::engine::Engine;
use super::table::Grain;
use crate::config::plotsim::model::TableKind;

/// The grain of the table at this place among the config's.
pub fn of(engine: &Arc<Engine>, table: usize) -> Arc<dyn Grain> {
    let kind = &engine.config().tables[table].kind;
    match kind {
        TableKind::DateDim => Arc::new(dims::Periods::new(engine)),
        TableKind::EntityDim => Arc::new(dims::EntityRows::new(engine)),
        TableKind::SubEntityDim { per_member, .. } => Arc::new(dims::Members::new(engine, *per_member)),
        TableKind::ReferenceDim { rows } => Arc::new(dims::Things::new(*rows)),
        _ => todo!("facts, events, bridges"),
    }
}
