//! A table of features: a row for each entity, with what it did.

use super::*;
use crate::plotsim::tables::grains::FeatureRows;

static ABOUT: About = About {
    constants: List::Drawn,
    ..derived("a table of features", "features", "per_entity", OfEntity::Entity, Referred::Fact)
};

/// What each entity of a dimension did.
#[derive(Debug)]
pub struct Features {
    pub dim: usize,
}

impl TableKind for Features {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn rows(&self, config: &Plotsim) -> Option<u64> {
        Some(config.entities.count)
    }

    fn row_word(&self, config: &Plotsim, _: &Table) -> String {
        wording::entity(config)
    }

    fn sentence(&self, config: &Plotsim, _: &Table) -> String {
        format!("One row per {}: what it did, in numbers", wording::entity(config))
    }

    fn row_set(&self, engine: &Engine, numbers: Vec<u64>) -> RowSet {
        RowSet::of_entities(engine, numbers)
    }

    fn open(&self, engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn tables::Table> {
        GrainTable::open(engine, index, shard, |shards| Arc::new(FeatureRows::new(engine, shards)))
    }

    fn rest(&self) -> Rest<'_> {
        Rest::Of(self.dim)
    }
}
