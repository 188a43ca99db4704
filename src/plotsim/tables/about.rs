//! What the rows of a table are about, as columns behind those that it shows.
//!
//! A scan may ask for places past the last column. The place of the first such column is the number of columns; the others
//! follow in the order of the constants here. Tables that cut or change the rows of another read them, nobody else does.

use std::sync::Arc;

use arrow::array::{ArrayRef, UInt32Array, UInt64Array};

use super::engine::Engine;
use super::rows::RowSet;
use crate::plotsim::model::{Site, Table, Values};
use crate::steps::Steps;

/// The identity of the row's entity, as UInt64; 0 where a row is about none.
pub const IDENTITY: usize = 0;
/// The row's period, as UInt32; 0 where a row is about none.
pub const PERIOD: usize = 1;
/// The first of those that dimensions have of what the row names, in the order of the table's wide one.
pub const JOINED: usize = 2;

/// What makes the values behind the columns of a table.
pub fn values(site: Site<'_>, place: usize) -> Arc<dyn Values> {
    match place {
        IDENTITY => Arc::new(Identity(Arc::clone(site.engine))),
        PERIOD => Arc::new(Period),
        joined => {
            let tables = &site.engine.config().tables;
            let of = |table: &Table| table.kind.wide().is_some_and(|wide| wide.of == site.table);
            let (Some(wide), Some(own)) = (tables.iter().position(of), tables.get(site.table)) else {
                return Arc::new(Period);
            };
            let column = own.columns.len() + joined - JOINED;
            Site { table: wide, column, ..site }.values()
        }
    }
}

struct Identity(Arc<Engine>);

impl Values for Identity {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let mut identities = Vec::with_capacity(rows.len);
        for same in rows.entities.chunk_by(|a, b| a == b) {
            let identity =
                same.first().and_then(|entity| self.0.identities_of(*entity..entity + 1).first().copied());
            identities.resize(identities.len() + same.len(), identity.unwrap_or_default());
        }
        identities.resize(rows.len, 0);
        Arc::new(UInt64Array::from(identities))
    }

    fn explain(&self, _: Site<'_>, _: &RowSet, _: usize, _: &mut Steps) {}
}

struct Period;

impl Values for Period {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let mut periods = rows.periods.clone();
        periods.resize(rows.len, 0);
        Arc::new(UInt32Array::from(periods))
    }

    fn explain(&self, _: Site<'_>, _: &RowSet, _: usize, _: &mut Steps) {}
}
