//! A fact with a row for each entity and period, from the entity's first on.

use super::*;
use crate::plotsim::draft::source::Role;
use crate::plotsim::tables::facts;

static ABOUT: About = About {
    what: "a fact per entity and period",
    kind: "fact",
    grain: "per_entity_per_period",
    entity: OfEntity::Entity,
    period: true,
    event: false,
    moment: false,
    child: false,
    pair: false,
    calendar: false,
    metrics: Metrics::Value,
    constants: List::Drawn,
    key: KeyStyle::EntityPeriod,
    referred: Referred::Fact,
};

#[derive(Debug)]
pub struct Written;

impl Shape for Written {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn rows(&self, _: &TableDraft<'_>, _: &Known<'_>) -> Option<u64> {
        None
    }

    fn resolve(&self, catalog: &Catalog<'_, '_>, index: usize) -> Option<Arc<dyn TableKind>> {
        if catalog.parents(index, Referred::Period).is_empty() {
            let message = "a fact per entity and period needs a foreign key to a date dimension";
            return catalog.missing(index, "no-date-key", message, "as in fk:dim_date.date_key");
        }
        let Some(entity_dim) = catalog.parents(index, Referred::Entity).first().copied() else {
            let message = "a fact per entity and period needs a foreign key to a dimension per entity";
            return catalog.missing(index, "no-entity-key", message, "add one");
        };
        let draft = catalog.table(index)?;
        if let [(_, at)] = draft.primary_key.as_slice()
            && draft.columns.first().is_none_or(|column| column.entry.role != Role::Key)
        {
            at.warn("short-key", "one column cannot identify an entity and a period", None);
        }
        Some(Arc::new(EntityPeriodFact { entity_dim }))
    }
}

/// An entity in a period, entity by entity. `entity_dim` gives the entity's key.
#[derive(Debug)]
pub struct EntityPeriodFact {
    pub entity_dim: usize,
}

impl TableKind for EntityPeriodFact {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn rows(&self, _: &Plotsim) -> Option<u64> {
        None
    }

    fn row_word(&self, config: &Plotsim, _: &Table) -> String {
        format!("{} in the {}", wording::entity(config), wording::period(config))
    }

    fn sentence(&self, config: &Plotsim, _: &Table) -> String {
        let (entity, period) = (wording::entity(config), wording::period(config));
        let until = if config.endings().next().is_some() { " until it leaves" } else { "" };
        format!("One row per {entity} and {period}, from the first of the {entity} on{until}")
    }

    fn open(&self, engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn tables::Table> {
        Arc::new(facts::EntityPeriodFact::new(Arc::clone(engine), index, shard))
    }

    fn rest(&self) -> Rest<'_> {
        Rest::Of(self.entity_dim)
    }
}
