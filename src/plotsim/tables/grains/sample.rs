//! What to expect of a table whose rows are only known once they are made.

use crate::plotsim::tables::engine::Engine;
use crate::tables::RowCount;

/// Entities looked at, at most, and cells of theirs.
const ENTITIES: u64 = 64;
const CELLS: u64 = 1 << 16;

/// The rows of a few entities, evenly spread over all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sample {
    rows: u64,
    entities: u64,
    /// Whether no entity was left out.
    all: bool,
}

impl Sample {
    /// Asks for the number of rows of some entities.
    pub fn new(engine: &Engine, rows: impl Fn(u64) -> u64) -> Sample {
        let count = engine.entities();
        let entities = ENTITIES.min(CELLS / engine.periods().max(1) as u64).max(1).min(count);
        let entity = |place: u64| (u128::from(place) * u128::from(count) / u128::from(entities)) as u64;
        let rows = (0..entities).map(|place| rows(entity(place))).fold(0, u64::saturating_add);
        Sample { rows, entities, all: entities == count }
    }

    /// Mean rows of an entity.
    pub fn each(&self) -> f64 {
        self.rows as f64 / self.entities.max(1) as f64
    }

    /// The rows that so many entities have together; `whole` says that these are all.
    pub fn rows(&self, entities: f64, whole: bool) -> RowCount {
        if whole && self.all {
            return RowCount::Exact(self.rows);
        }
        RowCount::Estimate((self.each() * entities) as u64)
    }
}
