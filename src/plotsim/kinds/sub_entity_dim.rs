//! A dimension with several rows for each entity, in entity order: its members.

use super::*;
use crate::facts::words;
use crate::plotsim::model::Members;

static ABOUT: About =
    dimension("a sub-entity dimension", "variable", OfEntity::Member, List::Drawn, Referred::Member);

/// So many rows for each member of each entity.
#[derive(Debug)]
pub struct Written {
    pub per_member: u64,
}

impl Shape for Written {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn rows(&self, table: &TableDraft<'_>, known: &Known<'_>) -> Option<u64> {
        let rows = known.members?.checked_mul(self.per_member).filter(|rows| *rows < i64::MAX as u64);
        if rows.is_none() {
            table.at.error("out-of-range", "the table has more rows than can be numbered", None);
        }
        rows
    }

    fn resolve(&self, catalog: &Catalog<'_, '_>, index: usize) -> Option<Arc<dyn TableKind>> {
        let parents = catalog.parents(index, Referred::Entity);
        let Some(parent) = parents.first() else {
            let message = "a variable dim needs a foreign key to a dimension per entity";
            return catalog.missing(index, "no-entity-key", message, "its rows are members of entities");
        };
        if parents.len() > 1 {
            let message = "a variable dim belongs to exactly one dimension per entity";
            catalog.table(index)?.at.error("conflicting-keys", message, None);
            return None;
        }
        Some(Arc::new(SubEntityDim { parent: *parent, per_member: self.per_member }))
    }
}

/// A member of an entity: `size · per_member` rows for each.
#[derive(Debug)]
pub struct SubEntityDim {
    pub parent: usize,
    pub per_member: u64,
}

impl TableKind for SubEntityDim {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn rows(&self, config: &Plotsim) -> Option<u64> {
        Some(Members::new(&config.entities, self.per_member).total())
    }

    fn row_word(&self, _: &Plotsim, table: &Table) -> String {
        words::thing(&table.name)
    }

    fn sentence(&self, config: &Plotsim, table: &Table) -> String {
        let own = self.row_word(config, table);
        format!("One row per {own}, each of a {}", thing(config, self.parent))
    }

    fn row_set(&self, engine: &Engine, numbers: Vec<u64>) -> RowSet {
        let members = Members::new(&engine.config().entities, self.per_member);
        RowSet::of_members(engine, &members, numbers)
    }

    fn open(&self, engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn tables::Table> {
        GrainTable::open(engine, index, shard, |shards| {
            Arc::new(dims::MemberRows::new(engine, self.per_member, shards))
        })
    }

    fn rest(&self) -> Rest<'_> {
        Rest::Members { dim: self.parent, per_member: self.per_member }
    }
}
