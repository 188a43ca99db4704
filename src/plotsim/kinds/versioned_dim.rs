//! A dimension with a row for each version of an entity: one for each of its stays in a tier.

use super::*;
use crate::config::types::ColumnType;
use crate::plotsim::model::{TierBy, Versions};
use crate::plotsim::tables::grains::VersionRows;

static ABOUT: About =
    dimension("a versioned dimension", "per_version", OfEntity::Entity, List::Drawn, Referred::Entity);

/// Its tiers stand in one of its columns.
#[derive(Debug)]
pub struct Written;

impl Shape for Written {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    /// Others name entities; how many rows these have is not known yet.
    fn rows(&self, _: &TableDraft<'_>, known: &Known<'_>) -> Option<u64> {
        known.entities
    }

    fn resolve(&self, catalog: &Catalog<'_, '_>, index: usize) -> Option<Arc<dyn TableKind>> {
        let draft = catalog.table(index)?;
        let place = |(name, _): &(String, _)| draft.columns.iter().position(|column| column.name == *name);
        let key = draft.primary_key.iter().map(place).collect::<Option<Vec<usize>>>()?;
        let (column, tiers) =
            draft.columns.iter().find_map(|column| Some((column, column.source.tiers()?)))?;
        let kind = tiers.shown(catalog, column)?;
        tiers.note(catalog, column);
        Some(Arc::new(VersionedDim {
            versions: Versions {
                key,
                metric: tiers.metric,
                by: tiers.by,
                ladder: tiers.ladder.clone(),
                labels: Arc::clone(&tiers.labels),
                falls_after: tiers.falls_after,
                open: tiers.open,
                rounded: tiers.by == TierBy::Metric && matches!(kind, ColumnType::Int32 | ColumnType::Int64),
            },
        }))
    }
}

/// A row for each version of an entity, entity by entity and in time order.
#[derive(Debug)]
pub struct VersionedDim {
    pub versions: Versions,
}

impl TableKind for VersionedDim {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn rows(&self, _: &Plotsim) -> Option<u64> {
        None
    }

    fn row_word(&self, config: &Plotsim, _: &Table) -> String {
        wording::entity(config)
    }

    fn sentence(&self, config: &Plotsim, _: &Table) -> String {
        let entity = wording::entity(config);
        let metric = config.metrics.get(self.versions.metric).map_or("", |metric| metric.label.as_str());
        let what = match self.versions.by {
            TierBy::Position => "as its position reaches them",
            TierBy::Metric => "as its values reach them",
        };
        format!("One row per {entity} and stay in a tier of {metric}, {what}")
    }

    /// Others name entities.
    fn row_set(&self, engine: &Engine, numbers: Vec<u64>) -> RowSet {
        RowSet::of_entities(engine, numbers)
    }

    fn open(&self, engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn tables::Table> {
        GrainTable::open(engine, index, shard, |shards| Arc::new(VersionRows::new(engine, index, shards)))
    }

    fn rest(&self) -> Rest<'_> {
        Rest::Versions(&self.versions)
    }
}
