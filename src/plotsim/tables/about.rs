//! What the rows of a table are about, as columns behind those that it shows.
//!
//! A scan may ask for places past the last column. The place of the first such column is the number of columns; the others
//! follow in the order of the constants here. Tables that cut or change the rows of another read them, nobody else does.

use std::sync::Arc;

use arrow::array::{ArrayRef, UInt32Array, UInt64Array};

use super::engine::Engine;
use super::faults;
use super::rows::{Draws, RowSet};
use crate::plotsim::model::{Site, Table, Values};
use crate::steps::Steps;

/// The identity of the row's entity, as UInt64; 0 where a row is about none.
pub const IDENTITY: usize = 0;
/// The row's period, as UInt32; 0 where a row is about none.
pub const PERIOD: usize = 1;
/// The number of the row within the whole table, as UInt64.
pub const NUMBER: usize = 2;
/// The first of those that dimensions have of what the row names, in the order of the table's wide one.
pub const JOINED: usize = 3;
/// From here on a random word of the row, as UInt64, for each place that [`faults::key`] has a key for.
pub const WORDS: usize = 1 << 30;

/// What makes the values behind the columns of a table.
pub fn values(site: Site<'_>, place: usize) -> Arc<dyn Values> {
    match place {
        IDENTITY => Arc::new(Identity(Arc::clone(site.engine))),
        PERIOD => Arc::new(Period),
        NUMBER => Arc::new(Number),
        WORDS.. => Arc::new(Word(Draws::new(faults::key(site.engine, place - WORDS), 1))),
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

struct Number;

impl Values for Number {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        Arc::new(UInt64Array::from_iter_values((0..rows.len).map(|row| rows.number(row))))
    }

    fn explain(&self, _: Site<'_>, _: &RowSet, _: usize, _: &mut Steps) {}

    fn reads_numbers(&self) -> bool {
        true
    }
}

struct Word(Draws);

impl Values for Word {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let mut words = Vec::new();
        self.0.words(rows, &mut words);
        Arc::new(UInt64Array::from(words))
    }

    fn explain(&self, _: Site<'_>, _: &RowSet, _: usize, _: &mut Steps) {}
}
