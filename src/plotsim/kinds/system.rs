//! Dimensions as systems know them, and which of their rows is which entity.

use super::*;
use crate::plotsim::model::Known as KnownBy;
use crate::plotsim::tables::grains::systems::SystemRows;

static OF_SYSTEM: About =
    derived("a source of a dimension", "source", "per_source_row", OfEntity::Entity, Referred::Listed);

static OF_ALL: About = About { what: "a cross-reference of sources", kind: "xref", ..OF_SYSTEM };

/// The rows of one system, or which entity each row of all of them is.
#[derive(Debug)]
pub struct SystemTable {
    /// The dimension in each of the systems; one unless it is a cross-reference.
    pub known: Vec<KnownBy>,
    pub crossed: bool,
}

impl TableKind for SystemTable {
    fn about(&self) -> &'static About {
        if self.crossed { &OF_ALL } else { &OF_SYSTEM }
    }

    fn rows(&self, config: &Plotsim) -> Option<u64> {
        let of = |known: &KnownBy| {
            let (entities, twice) = config.systems.get(known.system)?.known(config.entities.count);
            Some(entities + twice)
        };
        self.known.iter().map(of).sum()
    }

    fn row_word(&self, config: &Plotsim, _: &Table) -> String {
        wording::entity(config)
    }

    fn sentence(&self, config: &Plotsim, _: &Table) -> String {
        let entity = wording::entity(config);
        let systems = self.known.iter().filter_map(|known| config.systems.get(known.system));
        let names: Vec<&str> = systems.map(|system| system.name.as_str()).collect();
        match self.crossed {
            true => format!("Which {entity} each row of {} is", names.join(", ")),
            false => format!("Each {entity} as {} knows it, in an order of its own", names.join(", ")),
        }
    }

    fn open(&self, engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn tables::Table> {
        GrainTable::open(engine, index, shard, |shards| {
            Arc::new(SystemRows::new(engine, &self.known, shards))
        })
    }

    fn rest(&self) -> Rest<'_> {
        Rest::Nothing
    }
}
