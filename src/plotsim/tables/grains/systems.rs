//! What systems know of the entities: rows in an order that tells nothing.

use std::ops::Range;
use std::sync::Arc;

use super::blocks::rows_of;
use crate::plotsim::model::{Known, System};
use crate::plotsim::sources::explain_entity;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::{Numbers, RowSet};
use crate::plotsim::tables::table::{Grain, Needs};
use crate::random::{Key, Permutation};
use crate::steps::Steps;
use crate::tables::{RowCount, block_size};

/// Rows of a block at most.
const BLOCK: u64 = 2048;

/// Which entity each row of a system is about.
pub struct Order {
    /// The entities, those first that the system knows.
    entities: Permutation,
    /// The rows, those behind the entities once more that the system has twice.
    rows: Permutation,
    known: u64,
    pub total: u64,
}

impl Order {
    /// The rows of a dimension in a system.
    pub fn new(engine: &Engine, known: &Known) -> Option<Order> {
        let config = engine.config();
        let system: &System = config.systems.get(known.system)?;
        let (entities, twice) = system.known(config.entities.count);
        let key = key(engine, known)?;
        Some(Order {
            entities: Permutation::new(key.child("entities"), config.entities.count.max(1)),
            rows: Permutation::new(key.child("rows"), (entities + twice).max(1)),
            known: entities,
            total: entities + twice,
        })
    }

    /// The entity of a row, and whether it is the second of this entity.
    pub fn entity(&self, row: u64) -> (u64, bool) {
        let place = self.rows.apply(row);
        match place.checked_sub(self.known) {
            None => (self.entities.apply(place), false),
            Some(twice) => (self.entities.apply(twice), true),
        }
    }
}

/// The key of everything that is drawn for a dimension in a system.
pub fn key(engine: &Engine, known: &Known) -> Option<Key> {
    let config = engine.config();
    let (system, dim) = (config.systems.get(known.system)?, config.tables.get(known.dim)?);
    Some(engine.key().child("system").child(&system.name).child(&dim.name))
}

/// Rows of some systems, one after the other.
pub struct SystemRows {
    engine: Arc<Engine>,
    orders: Vec<Order>,
    size: u64,
    total: u64,
}

impl SystemRows {
    pub fn new(engine: &Arc<Engine>, known: &[Known], shards: Option<u64>) -> SystemRows {
        let orders: Vec<Order> = known.iter().filter_map(|known| Order::new(engine, known)).collect();
        let total = orders.iter().map(|order| order.total).sum();
        SystemRows { engine: Arc::clone(engine), size: block_size(total, BLOCK, shards), total, orders }
    }

    fn entity(&self, row: u64) -> u64 {
        let mut row = row;
        for order in &self.orders {
            match row.checked_sub(order.total) {
                None => return order.entity(row).0,
                Some(rest) => row = rest,
            }
        }
        0
    }
}

impl Grain for SystemRows {
    fn blocks(&self) -> u64 {
        self.total.div_ceil(self.size)
    }

    fn count(&self, blocks: Range<u64>) -> RowCount {
        let rows = rows_of(blocks, self.size, self.total);
        RowCount::Exact(rows.end - rows.start)
    }

    fn rows(&self, block: u64, _: &Needs) -> RowSet {
        let rows = rows_of(block..block + 1, self.size, self.total);
        let first = rows.start;
        let entities = rows.map(|row| self.entity(row)).collect();
        let mut set = RowSet::of_entities(&self.engine, entities);
        set.numbers = Numbers::From(first);
        set
    }

    fn explain(&self, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_entity(&self.engine, rows, row, steps);
        steps.number(
            "row",
            rows.number(row) as f64,
            "in an order of its own, which tells nothing of the entity",
        );
    }
}
