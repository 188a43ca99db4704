//! A dimension with a row for each entity: row `i` is entity `i`.

use super::*;

static ABOUT: About =
    dimension("a dimension per entity", "per_entity", OfEntity::Entity, List::Drawn, Referred::Entity);

#[derive(Debug)]
pub struct EntityDim;

impl Shape for EntityDim {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn rows(&self, _: &TableDraft<'_>, known: &Known<'_>) -> Option<u64> {
        known.entities
    }

    fn resolve(&self, _: &Catalog<'_, '_>, _: usize) -> Option<Arc<dyn TableKind>> {
        Some(Arc::new(EntityDim))
    }
}

impl TableKind for EntityDim {
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
        format!("One row per {}", wording::entity(config))
    }

    fn row_set(&self, engine: &Engine, numbers: Vec<u64>) -> RowSet {
        RowSet::of_entities(engine, numbers)
    }

    fn open(&self, engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn tables::Table> {
        GrainTable::open(engine, index, shard, |shards| Arc::new(dims::EntityRows::new(engine, shards)))
    }

    fn rest(&self) -> Rest<'_> {
        Rest::Nothing
    }
}
