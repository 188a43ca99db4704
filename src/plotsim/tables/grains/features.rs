//! A row for each entity, with all that it did.

use std::ops::Range;
use std::sync::Arc;

use super::blocks::{blocks_of, rows_of};
use crate::plotsim::sources::explain_entity;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::per_block;
use crate::plotsim::tables::rows::{Numbers, RowSet};
use crate::plotsim::tables::subject::Subjects;
use crate::plotsim::tables::table::{Grain, Needs};
use crate::steps::Steps;
use crate::tables::{Blocks, RowCount, block_size};

/// The rows of a table of features: those of the entities, with their cells.
pub struct FeatureRows {
    engine: Arc<Engine>,
    /// Entities of a block.
    size: u64,
}

impl FeatureRows {
    pub fn new(engine: &Arc<Engine>, shards: Option<u64>) -> FeatureRows {
        FeatureRows {
            size: block_size(engine.entities(), per_block(engine), shards),
            engine: Arc::clone(engine),
        }
    }

    fn entities(&self, blocks: Range<u64>) -> Range<u64> {
        rows_of(blocks, self.size, self.engine.entities())
    }
}

impl Grain for FeatureRows {
    fn blocks(&self) -> u64 {
        self.engine.entities().div_ceil(self.size)
    }

    fn count(&self, blocks: Range<u64>) -> RowCount {
        let entities = self.entities(blocks);
        RowCount::Exact(entities.end - entities.start)
    }

    fn rows(&self, block: u64, needs: &Needs) -> RowSet {
        let entities = self.entities(block..block + 1);
        let mut rows = RowSet::of_entities(&self.engine, entities.clone().collect());
        rows.numbers = Numbers::From(entities.start);
        rows.cells =
            needs.cells.then(|| Arc::new(self.engine.values(entities, needs.metrics(&self.engine, None))));
        rows
    }

    fn explain(&self, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_entity(&self.engine, rows, row, steps);
    }

    fn blocks_of(&self, subjects: &Subjects) -> Option<Blocks> {
        match subjects {
            Subjects::Rows(rows) | Subjects::Entities(rows) => Some(blocks_of(rows.clone(), self.size)),
            Subjects::Periods(_) => None,
        }
    }
}
